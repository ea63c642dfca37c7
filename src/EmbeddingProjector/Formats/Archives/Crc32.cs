using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Archives;

/// <summary>The checksum of zip archives: CRC-32 of ISO 3309, polynomial 0xEDB88320 reflected, eight bytes a step (Kounavis and Berry 2005).</summary>
internal struct Crc32()
{
    private const int Slices = 8;

    private static readonly uint[] _tables = MakeTables();

    private uint _state = uint.MaxValue;

    /// <summary>The checksum of all bytes so far.</summary>
    public readonly uint Value => ~_state;

    /// <summary>Takes more bytes into account.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = _state;
        var tables = _tables;
        while (bytes.Length >= Slices)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ state;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = tables[(7 * 256) + (int)(low & 0xff)] ^ tables[(6 * 256) + (int)((low >> 8) & 0xff)]
                ^ tables[(5 * 256) + (int)((low >> 16) & 0xff)] ^ tables[(4 * 256) + (int)(low >> 24)]
                ^ tables[(3 * 256) + (int)(high & 0xff)] ^ tables[(2 * 256) + (int)((high >> 8) & 0xff)]
                ^ tables[256 + (int)((high >> 16) & 0xff)] ^ tables[(int)(high >> 24)];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
        {
            state = tables[(int)((state ^ value) & 0xff)] ^ (state >> 8);
        }

        _state = state;
    }

    private static uint[] MakeTables()
    {
        var tables = new uint[Slices * 256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = tables[tables[i - 256] & 0xff] ^ (tables[i - 256] >> 8);
        }

        return tables;
    }
}
