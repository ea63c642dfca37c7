using EmbeddingProjector.Formats;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.App.Commands;

/// <summary>A table of neighbors that was computed before, as <c>projector neighbors</c> writes it or any program that writes NumPy arrays.</summary>
internal static class NeighborFile
{
    // Whole numbers up to here are exact as float32, which is what readers hand out.
    private const int LargestExact = 1 << 24;

    private const string Remedy = "Write it with: projector neighbors … --output FILE.npy";

    /// <summary>The rows <c>[n, k]</c> of the file as neighbors of these vectors, whatever the metric; no method may ask for more than k.</summary>
    /// <exception cref="DataFormatException">It is no array of whole numbers of n rows.</exception>
    public static Func<DistanceMetric, int, IProgress<double>?, CancellationToken, NeighborTable> Source(
        string path, VectorTable vectors, int threads, CancellationToken cancellationToken)
    {
        var indices = Read(path, vectors.RowCount, cancellationToken);
        return (metric, count, _, cancellation) =>
        {
            var table = GivenNeighbors.Of(vectors, metric, indices, threads, cancellation);
            return table.Count >= count
                ? table
                : throw new ArgumentException(
                    $"{path}: no row has more than {table.Count} neighbors besides itself, and the method needs {count} with these parameters. "
                    + $"Write a table of more (projector neighbors … --k {count}), or choose fewer with --param.");
        };
    }

    private static int[] Read(string path, int rowCount, CancellationToken cancellationToken)
    {
        var tensor = NpyFormat.Instance.List(path, cancellationToken)[0];
        if (!tensor.IsMatrix || tensor.Shape[0] != rowCount || !tensor.ElementType.Contains("int", StringComparison.Ordinal))
        {
            throw new DataFormatException(
                path, null, $"an array of {tensor.ElementType} and shape ({string.Join(", ", tensor.Shape)})",
                $"int32 and ({rowCount}, k): the neighbors of each of the {rowCount:N0} rows", Remedy);
        }

        if (rowCount > LargestExact)
        {
            throw new ArgumentException($"{path}: neighbors can be read of up to {LargestExact:N0} rows; there are {rowCount:N0}. Leave --neighbors out.");
        }

        using var read = NpyFormat.Instance.Read(path, tensor, ReadSettings.Default, cancellationToken).Vectors;
        var count = read.ColumnCount;
        var indices = new int[checked(rowCount * count)];
        for (var row = 0; row < rowCount; row++)
        {
            var values = read.Row(row);
            for (var i = 0; i < count; i++)
            {
                indices[(row * count) + i] = values[i] >= -1 && values[i] < rowCount
                    ? (int)values[i]
                    : throw new DataFormatException(
                        path, $"row {row}", $"the neighbor {values[i]}", $"the number of a row, 0 to {rowCount - 1}, or −1 for none", Remedy);
            }
        }

        return indices;
    }
}
