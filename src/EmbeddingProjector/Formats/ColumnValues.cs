using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats;

/// <summary>Numbers that stand beside vectors, one a row, as texts of a metadata column: the shortest that read back as the same number; NaN is a missing value.</summary>
internal static class ColumnValues
{
    // More columns than this beside one table are parts of a model.
    public const int MostColumns = 64;

    /// <summary>Adds elements in this machine's byte order.</summary>
    public static void Add(MetadataColumnBuilder column, ReadOnlySpan<byte> bytes, ElementType type)
    {
        if (type == ElementType.Int64)
        {
            AddAll(column, MemoryMarshal.Cast<byte, long>(bytes));
        }
        else if (type == ElementType.UInt64)
        {
            AddAll(column, MemoryMarshal.Cast<byte, ulong>(bytes));
        }
        else if (type == ElementType.Float64)
        {
            AddAll(column, MemoryMarshal.Cast<byte, double>(bytes));
        }
        else
        {
            var values = new float[bytes.Length / type.Size];
            // Every type but those above and the 32-bit integers is a float32 exactly.
            if (type == ElementType.Int32)
            {
                AddAll(column, MemoryMarshal.Cast<byte, int>(bytes));
            }
            else if (type == ElementType.UInt32)
            {
                AddAll(column, MemoryMarshal.Cast<byte, uint>(bytes));
            }
            else
            {
                type.Decode(bytes, values.AsSpan());
                AddAll<float>(column, values);
            }
        }
    }

    private static void AddAll<T>(MetadataColumnBuilder column, ReadOnlySpan<T> values)
        where T : INumberBase<T>
    {
        Span<char> text = stackalloc char[32];
        foreach (var value in values)
        {
            if (T.IsNaN(value))
            {
                column.Add(null);
                continue;
            }

            value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
            column.Add(text[..length]);
        }
    }
}
