using System.Buffers;
using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// Collects the fields of one protobuf message (the wire format alone, no schema), the twin of <see cref="ProtobufReader"/>. Numbers that are
/// zero are left out, as proto3 has it; bytes are written even when there are none, for an empty message is not an absent one.
/// </summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The message so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ProtobufWriter Number(int field, long value)
    {
        if (value != 0)
        {
            Tag(field, WireType.Varint);
            Varint.Write(_bytes, (ulong)value);
        }

        return this;
    }

    public ProtobufWriter Fixed32(int field, uint value)
    {
        if (value != 0)
        {
            Tag(field, WireType.Fixed32);
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(sizeof(uint)), value);
            _bytes.Advance(sizeof(uint));
        }

        return this;
    }

    public ProtobufWriter Fixed64(int field, ulong value)
    {
        if (value != 0)
        {
            Tag(field, WireType.Fixed64);
            BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(sizeof(ulong)), value);
            _bytes.Advance(sizeof(ulong));
        }

        return this;
    }

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.Bytes);
        Varint.Write(_bytes, (ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Message(int field, ProtobufWriter message) => Bytes(field, message.Written);

    private void Tag(int field, WireType wire) => Varint.Write(_bytes, ((ulong)field << 3) | (ulong)wire);
}
