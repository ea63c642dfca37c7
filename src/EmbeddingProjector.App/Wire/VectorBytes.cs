namespace EmbeddingProjector.App.Wire;

/// <summary>Vectors as bytes: row-major float32, little-endian, nothing before them.</summary>
internal static class VectorBytes
{
    private const int BytesPerWrite = 64 * 1024;

    /// <summary>Writes the first rows.</summary>
    /// <param name="target">Takes <paramref name="rows"/> × d × 4 bytes.</param>
    /// <param name="vectors"><c>[n, d]</c>.</param>
    /// <param name="rows">At most n.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task WriteAsync(Stream target, VectorTable vectors, int rows, CancellationToken cancellationToken)
    {
        var rowBytes = vectors.ColumnCount * sizeof(float);
        var rowsPerWrite = Math.Max(1, BytesPerWrite / rowBytes);
        var buffer = new byte[rowsPerWrite * rowBytes];
        for (var first = 0; first < rows;)
        {
            var count = vectors.ContiguousRows(first, Math.Min(rowsPerWrite, rows - first));
            LittleEndian.Copy(vectors.Rows(first, count), buffer);
            await target.WriteAsync(buffer.AsMemory(0, count * rowBytes), cancellationToken).ConfigureAwait(false);
            first += count;
        }
    }
}
