using System.Buffers.Binary;
using System.Text;

namespace EmbeddingProjector.Databases.Tests.Postgres;

/// <summary>Writes the binary form of COPY, as a server does.</summary>
internal sealed class CopyStream
{
    private readonly List<byte> _bytes = [.. "PGCOPY\n"u8, 0xFF, 0x0D, 0x0A, 0x00, .. new byte[8]];

    public CopyStream Row(params byte[]?[] fields)
    {
        Int16((short)fields.Length);
        foreach (var field in fields)
        {
            _bytes.AddRange(Int32(field?.Length ?? -1));
            _bytes.AddRange(field ?? []);
        }

        return this;
    }

    public byte[] End()
    {
        Int16(-1);
        return [.. _bytes];
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Int32(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Single(float value) => Int32(BitConverter.SingleToInt32Bits(value));

    public static byte[] Vector(params float[] values) => [0, (byte)values.Length, 0, 0, .. values.SelectMany(Single)];

    public static byte[] Array(int type, params byte[]?[] elements) => NestedArray(type, elements.Length == 0 ? [] : [elements.Length], elements);

    public static byte[] NestedArray(int type, int[] lengths, params byte[]?[] elements) =>
    [
        .. Int32(lengths.Length), .. Int32(elements.Contains(null) ? 1 : 0), .. Int32(type),
        .. lengths.SelectMany(l => Int32(l).Concat(Int32(1))),
        .. elements.SelectMany(e => Int32(e?.Length ?? -1).Concat(e ?? [])),
    ];

    private void Int16(short value)
    {
        _bytes.Add((byte)(value >> 8));
        _bytes.Add((byte)value);
    }
}
