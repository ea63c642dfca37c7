namespace EmbeddingProjector.Formats.Writers;

/// <summary>The rows of a table in pieces of bounded size, for formats that are written in batches.</summary>
internal static class RowPieces
{
    private const int Elements = 1 << 21;

    /// <summary>First row and number of rows of each piece; one piece of nothing for a table without rows.</summary>
    public static IEnumerable<(int First, int Count)> Of(VectorTable vectors)
    {
        var rows = Math.Max(1, Elements / vectors.ColumnCount);
        for (var first = 0; first < Math.Max(1, vectors.RowCount); first += rows)
        {
            yield return (first, Math.Min(rows, vectors.RowCount - first));
        }
    }

    /// <summary>Copies rows <c>[count, d]</c> into one array.</summary>
    public static void Copy(VectorTable vectors, int first, int count, Span<float> target)
    {
        for (var row = first; row < first + count;)
        {
            var part = vectors.ContiguousRows(row, first + count - row);
            vectors.Rows(row, part).CopyTo(target[((row - first) * vectors.ColumnCount)..]);
            row += part;
        }
    }
}
