using System.Buffers.Binary;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>
/// Decodes the binary form of a vector. pgvector (src/vector.c, vector_send; src/halfvec.c): int16 dimensions, int16 unused, then the numbers. Arrays
/// (src/backend/utils/adt/arrayfuncs.c, array_send): int32 axes, int32 whether there are NULLs, the number of the element type, for each axis int32
/// length and int32 first index, then for each element int32 length, −1 for NULL, and the number. All is big-endian.
/// </summary>
internal static class VectorField
{
    private const int PgVectorHeader = 4;
    private const int MostAxes = 6;

    // Numbers of built-in types, fixed in pg_type.dat.
    private const uint Int8 = 20;
    private const uint Int2 = 21;
    private const uint Int4 = 23;
    private const uint Float4 = 700;
    private const uint Float8 = 701;

    /// <summary>The numbers of a field, in a buffer that is made larger where it must be; the bytes of the field are changed.</summary>
    /// <exception cref="InvalidDataException">It is no vector, or an element is NULL.</exception>
    public static ReadOnlySpan<double> Decode(Span<byte> field, VectorEncoding encoding, ref double[] values) => encoding switch
    {
        VectorEncoding.Vector => PgVector(field, ElementType.Float32, ref values),
        VectorEncoding.HalfVector => PgVector(field, ElementType.Float16, ref values),
        _ => Array(field, ref values),
    };

    private static ReadOnlySpan<double> PgVector(Span<byte> field, ElementType type, ref double[] values)
    {
        var count = field.Length < PgVectorHeader ? -1 : BinaryPrimitives.ReadInt16BigEndian(field);
        if (count < 0 || field.Length != PgVectorHeader + (count * type.Size))
        {
            throw new InvalidDataException(
                field.Length < PgVectorHeader ? $"a vector of {field.Length} bytes, less than its header" : $"a vector that states {count} numbers in {field.Length - PgVectorHeader} bytes");
        }

        return Numbers(field[PgVectorHeader..], type, Room(ref values, count));
    }

    private static ReadOnlySpan<double> Array(Span<byte> field, ref double[] values)
    {
        const int FixedHeader = 3 * sizeof(int);
        const int AxisHeader = 2 * sizeof(int);
        var axes = field.Length < FixedHeader ? -1 : BinaryPrimitives.ReadInt32BigEndian(field);
        if (axes is < 0 or > MostAxes || field.Length < FixedHeader + (axes * AxisHeader))
        {
            throw new InvalidDataException($"an array of {field.Length} bytes that states {axes} axes");
        }

        if (axes == 0)
        {
            return [];
        }

        var type = Element(BinaryPrimitives.ReadUInt32BigEndian(field[(2 * sizeof(int))..]));
        var elements = field[(FixedHeader + (axes * AxisHeader))..];
        var count = 1L;
        for (var axis = 0; axis < axes; axis++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(field[(FixedHeader + (axis * AxisHeader))..]);
            // Each element takes a length at least, so that the product stays far from overflowing.
            count = length < 0 || count * length > elements.Length / sizeof(int)
                ? throw new InvalidDataException($"an array that states {length} elements along axis {axis} in {elements.Length} bytes") : count * length;
        }

        // Nothing but NULL is no vector, as in files.
        if (elements.Length == count * sizeof(int) && elements.IndexOfAnyExcept((byte)0xFF) < 0)
        {
            return [];
        }

        var stride = sizeof(int) + type.Size;
        var packed = 0;
        for (var (i, at) = (0, 0L); i < count; i++, at += stride)
        {
            // Elements are moved together in place: they end where they began, or before.
            var length = at + sizeof(int) > elements.Length ? int.MinValue : BinaryPrimitives.ReadInt32BigEndian(elements[(int)at..]);
            if (length != type.Size || at + stride > elements.Length)
            {
                throw new InvalidDataException(
                    length == -1 ? $"element {i + 1} of a vector is NULL" : length == type.Size || length == int.MinValue ? $"an array of {count} elements that ends at element {i + 1}"
                    : $"element {i + 1} of an array has {length} bytes, not {type.Size}");
            }

            elements.Slice((int)at + sizeof(int), type.Size).CopyTo(elements[packed..]);
            packed += type.Size;
        }

        return count * stride == elements.Length ? Numbers(elements[..packed], type, Room(ref values, (int)count))
            : throw new InvalidDataException($"an array of {count} elements in {elements.Length} bytes");
    }

    private static ReadOnlySpan<double> Numbers(Span<byte> bytes, ElementType type, Span<double> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            type.Reverse(bytes);
        }

        type.Decode<double>(bytes, values);
        return values;
    }

    private static Span<double> Room(ref double[] values, int count)
    {
        if (values.Length < count)
        {
            values = new double[count];
        }

        return values.AsSpan(0, count);
    }

    private static ElementType Element(uint type) => type switch
    {
        Int2 => ElementType.Int16,
        Int4 => ElementType.Int32,
        Int8 => ElementType.Int64,
        Float4 => ElementType.Float32,
        Float8 => ElementType.Float64,
        _ => throw new InvalidDataException($"an array of elements of the type number {type}"),
    };
}
