using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>How a protobuf field is encoded.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}

/// <summary>
/// Walks over the fields of one protobuf message (the wire format alone, no schema): <see cref="Next"/>, then the value of a field that is
/// wanted; a value that is not taken is skipped. Nothing is copied.
/// </summary>
/// <remarks>Raises <see cref="InvalidDataException"/> for bytes that are no message; the caller knows the file and adds it.</remarks>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private bool _pending;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The encoding of the current field.</summary>
    public WireType Wire { get; private set; }

    /// <summary>Moves to the next field; false at the end of the message.</summary>
    public bool Next()
    {
        if (_pending)
        {
            Skip();
        }

        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint.Read(ref _rest);
        Wire = (WireType)(tag & 7);
        if (tag is < 8 or > uint.MaxValue || Wire is not (WireType.Varint or WireType.Fixed64 or WireType.Bytes or WireType.Fixed32))
        {
            throw new InvalidDataException($"a protobuf field tag of 0x{tag:x}");
        }

        Field = (int)(tag >> 3);
        _pending = true;
        return true;
    }

    /// <summary>True when the current field is <paramref name="field"/> in that encoding; another encoding counts as an unknown field.</summary>
    public readonly bool Is(int field, WireType wire) => Field == field && Wire == wire;

    /// <summary>The value of a varint field; negative numbers are in two's complement.</summary>
    public long ReadVarint()
    {
        _pending = false;
        return (long)Varint.Read(ref _rest);
    }

    /// <summary>The value of a 4-byte field.</summary>
    public uint ReadFixed32()
    {
        _pending = false;
        return BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
    }

    /// <summary>The value of an 8-byte field.</summary>
    public ulong ReadFixed64()
    {
        _pending = false;
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
    }

    /// <summary>The value of a field of bytes: a text, a message or packed numbers.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        _pending = false;
        return Take(Varint.Read(ref _rest));
    }

    private void Skip()
    {
        switch (Wire)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                ReadFixed64();
                break;
            case WireType.Fixed32:
                ReadFixed32();
                break;
            default:
                ReadBytes();
                break;
        }
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw new InvalidDataException($"a protobuf field of {length} bytes where {_rest.Length} are left");
        }

        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }
}
