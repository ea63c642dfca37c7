using System.Buffers.Binary;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Writes the wire format of protobuf, for files made in tests.</summary>
internal sealed class ProtobufWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }

    public ProtobufWriter Number(int field, long value)
    {
        Tag(field, 0);
        _bytes.AddRange(Varint((ulong)value));
        return this;
    }

    public ProtobufWriter Fixed32(int field, uint value)
    {
        Tag(field, 5);
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2);
        _bytes.AddRange(Varint((ulong)value.Length));
        _bytes.AddRange(value);
        return this;
    }

    public ProtobufWriter Message(int field, Action<ProtobufWriter> write)
    {
        var message = new ProtobufWriter();
        write(message);
        return Bytes(field, message.ToArray());
    }

    private void Tag(int field, int wire) => _bytes.AddRange(Varint((ulong)((field << 3) | wire)));
}
