using System.Buffers.Binary;
using System.Numerics;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>The checksum that ends the newer structures: Bob Jenkins's lookup3, "hashlittle", with an initial value of 0.</summary>
internal static class Checksum
{
    /// <summary>How many bytes it takes.</summary>
    public const int Bytes = sizeof(uint);

    /// <summary>Compares the checksum at the end of a structure with its other bytes.</summary>
    public static void Verify(Hdf5Bytes file, long address, ReadOnlySpan<byte> structure)
    {
        if (structure.Length < Bytes)
        {
            throw file.Damaged(address, $"a structure of {structure.Length} bytes", "one that ends in a checksum");
        }

        var stated = BinaryPrimitives.ReadUInt32LittleEndian(structure[^Bytes..]);
        var computed = Of(structure[..^Bytes]);
        if (stated != computed)
        {
            throw file.Damaged(address, $"a structure whose checksum is {computed:x8}", $"{stated:x8}");
        }
    }

    public static uint Of(ReadOnlySpan<byte> key)
    {
        var a = 0xdeadbeef + (uint)key.Length;
        var (b, c) = (a, a);
        while (key.Length > 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(key);
            b += BinaryPrimitives.ReadUInt32LittleEndian(key[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(key[8..]);
            a = (a - c) ^ BitOperations.RotateLeft(c, 4);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 6);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 8);
            b += a;
            a = (a - c) ^ BitOperations.RotateLeft(c, 16);
            c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 19);
            a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 4);
            b += a;
            key = key[12..];
        }

        if (key.IsEmpty)
        {
            return c;
        }

        Span<byte> rest = stackalloc byte[12];
        rest.Clear();
        key.CopyTo(rest);
        a += BinaryPrimitives.ReadUInt32LittleEndian(rest);
        b += BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        return (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
