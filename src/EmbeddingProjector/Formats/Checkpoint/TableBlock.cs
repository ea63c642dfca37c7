using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// The entries of one block of a table file, after decompression: keys that share a prefix with the one before, then the offsets at which
/// a key is written out in full (the restarts, which a reader of the whole block does not need).
/// </summary>
/// <remarks>Raises <see cref="InvalidDataException"/>; the caller knows the file and the offset and adds them.</remarks>
internal sealed class TableBlock
{
    private readonly ReadOnlyMemory<byte> _entries;
    private byte[] _key = [];
    private int _position;

    public TableBlock(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        if (bytes.Length < sizeof(uint))
        {
            throw new InvalidDataException($"a block of {bytes.Length} bytes");
        }

        var restarts = BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]);
        var entriesEnd = bytes.Length - sizeof(uint) - ((long)restarts * sizeof(uint));
        _entries = entriesEnd >= 0
            ? body[..(int)entriesEnd]
            : throw new InvalidDataException($"a block of {bytes.Length} bytes that states {restarts} restarts");
    }

    /// <summary>The key of the current entry.</summary>
    public ReadOnlyMemory<byte> Key => _key;

    /// <summary>The value of the current entry.</summary>
    public ReadOnlyMemory<byte> Value { get; private set; }

    /// <summary>Moves to the next entry; false after the last.</summary>
    /// <param name="keyBudget">How many bytes of keys may still be written out; lowered by this one.</param>
    public bool Next(ref long keyBudget)
    {
        if (_position == _entries.Length)
        {
            return false;
        }

        var rest = _entries.Span[_position..];
        var shared = Varint.ReadInt32(ref rest);
        var unshared = Varint.ReadInt32(ref rest);
        var valueLength = Varint.ReadInt32(ref rest);
        if (shared > _key.Length || unshared + (long)valueLength > rest.Length)
        {
            throw new InvalidDataException(
                $"an entry of {shared} + {unshared} bytes of key and {valueLength} of value where the key before has {_key.Length} and {rest.Length} bytes are left");
        }

        // Prefixes make keys cheap on disk: without a limit, a small file could state gigabytes of them.
        keyBudget -= (long)shared + unshared;
        if (keyBudget < 0)
        {
            throw new InvalidDataException("far longer keys than the size of the file allows");
        }

        var key = new byte[shared + unshared];
        _key.AsSpan(0, shared).CopyTo(key);
        rest[..unshared].CopyTo(key.AsSpan(shared));
        _key = key;
        var valueStart = _entries.Length - rest.Length + unshared;
        Value = _entries.Slice(valueStart, valueLength);
        _position = valueStart + valueLength;
        return true;
    }
}
