using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>The message TensorProto, as far as checkpoints of the first generation use it: the typed lists of values.</summary>
internal static class TensorProto
{
    private const int FloatValues = 5;
    private const int DoubleValues = 6;
    private const int IntValues = 7;
    private const int Int64Values = 10;
    private const int BoolValues = 11;
    private const int HalfValues = 13;
    private const int UInt32Values = 16;
    private const int UInt64Values = 17;

    /// <summary>
    /// The values of a numeric tensor, packed in this machine's byte order; possibly fewer than it has elements, for then the last one repeats.
    /// </summary>
    public static byte[] ReadValues(ReadOnlySpan<byte> message, ElementType type)
    {
        var field = FieldOf(type);
        var wire = field switch
        {
            FloatValues => WireType.Fixed32,
            DoubleValues => WireType.Fixed64,
            _ => WireType.Varint,
        };
        var values = new byte[CountValues(message, field, wire) * type.Size];
        var rest = values.AsSpan();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Is(field, WireType.Bytes))
            {
                var packed = reader.ReadBytes();
                while (!packed.IsEmpty)
                {
                    Put(TakePacked(ref packed, wire), type, ref rest);
                }
            }
            else if (reader.Is(field, wire))
            {
                Put(wire == WireType.Varint ? (ulong)reader.ReadVarint() : wire == WireType.Fixed32 ? reader.ReadFixed32() : reader.ReadFixed64(), type, ref rest);
            }
        }

        return values;
    }

    private static int FieldOf(ElementType type) => type.Name switch
    {
        "float32" => FloatValues,
        "float64" => DoubleValues,
        "int64" => Int64Values,
        "bool" => BoolValues,
        "float16" or "bfloat16" => HalfValues,
        "uint32" => UInt32Values,
        "uint64" => UInt64Values,
        _ => IntValues,
    };

    private static int CountValues(ReadOnlySpan<byte> message, int field, WireType wire)
    {
        var count = 0;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Is(field, WireType.Bytes))
            {
                var packed = reader.ReadBytes();
                while (!packed.IsEmpty)
                {
                    TakePacked(ref packed, wire);
                    count++;
                }
            }
            else if (reader.Is(field, wire))
            {
                count++;
            }
        }

        return count;
    }

    private static ulong TakePacked(ref ReadOnlySpan<byte> packed, WireType wire)
    {
        if (wire == WireType.Varint)
        {
            return Varint.Read(ref packed);
        }

        var size = wire == WireType.Fixed32 ? sizeof(uint) : sizeof(ulong);
        if (packed.Length < size)
        {
            throw new InvalidDataException("a packed list of numbers that is cut off");
        }

        ulong value = 0;
        for (var i = size - 1; i >= 0; i--)
        {
            value = (value << 8) | packed[i];
        }

        packed = packed[size..];
        return value;
    }

    // The low bytes of the number are the element: integers in two's complement, floats and halves by their bits.
    private static void Put(ulong value, ElementType type, ref Span<byte> rest)
    {
        switch (type.Size)
        {
            case 1:
                rest[0] = (byte)value;
                break;
            case 2:
                MemoryMarshal.Write(rest, (ushort)value);
                break;
            case 4:
                MemoryMarshal.Write(rest, (uint)value);
                break;
            default:
                MemoryMarshal.Write(rest, value);
                break;
        }

        rest = rest[type.Size..];
    }
}
