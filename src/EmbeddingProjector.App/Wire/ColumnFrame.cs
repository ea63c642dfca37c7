using System.Buffers.Binary;

namespace EmbeddingProjector.App.Wire;

/// <summary>
/// One metadata column as bytes, little-endian (docs/api.md): "EPC1", uint32 numeric, uint32 n, uint32 m, n × int32 codes, padding to a
/// multiple of 8, m × float64 numbers, (m + 1) × uint32 text offsets, UTF-8 texts. Its twin is web/src/wire.
/// </summary>
internal static class ColumnFrame
{
    private const int HeaderLength = 16;

    /// <summary>The frame of a column.</summary>
    /// <exception cref="RequestTooLargeException">The texts are longer than one answer can hold (2 GB).</exception>
    public static byte[] Encode(MetadataColumn column)
    {
        var n = column.RowCount;
        var m = column.Values.Count;
        var textLength = Enumerable.Range(0, m).Sum(i => (long)column.Utf8(i).Length);
        var numbersAt = Aligned(HeaderLength + (4L * n));
        var offsetsAt = numbersAt + (8L * m);
        var textsAt = offsetsAt + (4L * (m + 1));
        if (textsAt + textLength > Array.MaxLength)
        {
            throw new RequestTooLargeException(
                $"Column \"{column.Name}\" takes {textsAt + textLength:N0} bytes, more than one answer can hold.");
        }

        var frame = new byte[textsAt + textLength];
        "EPC1"u8.CopyTo(frame);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), column.IsNumeric ? 1u : 0u);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), (uint)n);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), (uint)m);
        LittleEndian.Copy(column.Codes, frame.AsSpan(HeaderLength));
        LittleEndian.Copy(column.Numbers, frame.AsSpan((int)numbersAt));
        WriteTexts(column, m, frame.AsSpan((int)offsetsAt, 4 * (m + 1)), frame.AsSpan((int)textsAt));
        return frame;
    }

    private static void WriteTexts(MetadataColumn column, int count, Span<byte> offsets, Span<byte> bytes)
    {
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(offsets[(4 * i)..], (uint)at);
            var text = column.Utf8(i);
            text.CopyTo(bytes[at..]);
            at += text.Length;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(offsets[(4 * count)..], (uint)at);
    }

    private static long Aligned(long offset) => (offset + 7) & ~7L;
}
