using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>Takes the fields of one structure, one after the other. All numbers are little-endian.</summary>
/// <param name="file">The file.</param>
/// <param name="address">Where the structure is.</param>
/// <param name="bytes">Its bytes.</param>
internal ref struct Hdf5Cursor(Hdf5Bytes file, long address, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>How many bytes were taken.</summary>
    public int Position { get; private set; }

    /// <summary>How many are left.</summary>
    public readonly int Left => _bytes.Length - Position;

    /// <summary>The file.</summary>
    public readonly Hdf5Bytes File => file;

    /// <summary>Where the next byte is in the file.</summary>
    public readonly long Address => address + Position;

    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left)
        {
            throw Damaged($"{Left:N0} bytes left in a structure", $"{count:N0} or more");
        }

        Position += (int)count;
        return _bytes.Slice(Position - (int)count, (int)count);
    }

    public void Skip(long count) => Take(count);

    /// <summary>Goes on to the next multiple of eight bytes since <paramref name="start"/>, where there is one.</summary>
    public void Align(int start) => Skip(Math.Min(Left, (8 - ((Position - start) & 7)) & 7));

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>A number of 1 to 8 bytes that fits what files can have.</summary>
    public long Unsigned(int size)
    {
        var value = Raw(size);
        return value <= long.MaxValue ? (long)value : throw Damaged($"the number {value:N0}", "one that a file can have");
    }

    /// <summary>A length.</summary>
    public long Length() => Unsigned(file.LengthSize);

    /// <summary>An address; <see cref="Hdf5Bytes.Undefined"/> where all bits are set.</summary>
    public long Offset()
    {
        var value = Raw(file.AddressSize);
        return BitOperations.PopCount(value) == 8 * file.AddressSize ? Hdf5Bytes.Undefined
            : value <= long.MaxValue ? (long)value
            : throw Damaged($"the address {value:N0}", "one within the file");
    }

    /// <summary>A text up to its zero byte, which is taken too.</summary>
    public string Text()
    {
        var end = _bytes[Position..].IndexOf((byte)0);
        return end < 0 ? throw Damaged("a name without an end", "a zero byte") : Encoding.UTF8.GetString(Take(end + 1)[..^1]);
    }

    /// <summary>The letters that begin a structure.</summary>
    public void Signature(scoped ReadOnlySpan<byte> expected)
    {
        var start = Position;
        var found = Take(expected.Length);
        if (!found.SequenceEqual(expected))
        {
            throw file.Damaged(address + start, $"the bytes {Convert.ToHexStringLower(found)}", $"the letters {Encoding.ASCII.GetString(expected)}");
        }
    }

    /// <summary>A version that must be one of those known here.</summary>
    public int Version(int lowest, int highest, string structure)
    {
        var version = Byte();
        return version >= lowest && version <= highest ? version
            : throw file.Damaged(Address - 1, $"version {version} of the {structure}", lowest == highest ? $"{lowest}" : $"{lowest} to {highest}");
    }

    public readonly DataFormatException Damaged(string found, string? expected) => file.Damaged(Address, found, expected);

    private ulong Raw(int size)
    {
        ulong value = 0;
        var taken = Take(size);
        for (var i = size - 1; i >= 0; i--)
        {
            value = (value << 8) | taken[i];
        }

        return value;
    }
}
