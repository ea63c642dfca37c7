using System.CommandLine;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector neighbors</c>: the exact nearest rows of every row, as an array file.</summary>
internal static class NeighborsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var input = new VectorInput();
        var count = new Option<int>("--k") { Description = "How many neighbors of each row.", DefaultValueFactory = _ => 15, HelpName = "count" };
        var metric = new Option<string>("--metric")
        {
            Description = "cosine (1 − cos, of the vectors as they are) or euclidean.",
            DefaultValueFactory = _ => "cosine",
        };
        metric.AcceptOnlyFromAmong("cosine", "euclidean");
        var output = new Option<string>("--output")
        {
            Description = "Where the rows of the neighbors go: .npy, int32 [n, k], nearest first, the row itself excluded.",
            Required = true,
            HelpName = "file",
        };
        var distances = new Option<string?>("--distances") { Description = "Where their distances go: .npy, float32 [n, k].", HelpName = "file" };
        var threads = ThreadsOption.Create();
        var command = new ManualCommand("neighbors", "Finds the exact nearest rows of every row.",
            """
            Finds the exact k nearest rows of every row, in the original space, and writes them as a NumPy array.

            Equal distances are in order of row. A row with NaN or infinity has no neighbors and is nobody's: its places hold −1 and
            an infinite distance, and stderr says how many there are.

            Example:
              projector neighbors vectors.npy --k 15 --metric cosine --output neighbors.npy --distances distances.npy

            """);
        input.AddTo(command);
        foreach (var option in new Option[] { count, metric, output, distances, threads })
        {
            command.Add(option);
        }

        IntegerRange.Require(count, 1, int.MaxValue);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var error = result.InvocationConfiguration.Error;
                var progress = ProgressLine.To(error);
                using var vectors = input.Read(result, progress, cancellationToken).Vectors;
                var k = result.GetValue(count);
                if (k >= vectors.RowCount)
                {
                    throw new ArgumentException($"--k {k} is not possible: with {vectors.RowCount} rows, a row has {Math.Max(0, vectors.RowCount - 1)} others.");
                }

                var table = ExactNeighbors.Search(
                    vectors, NeighborApi.Metric(result.GetValue(metric)!), k, new NeighborSearchOptions(result.GetValue(threads)),
                    progress.For("searching"), cancellationToken);
                progress.End();
                OutputFile.Write(result.GetValue(output)!, stream => NpyWriter.Write(stream, table.Indices, [vectors.RowCount, k]));
                if (result.GetValue(distances) is { } path)
                {
                    OutputFile.Write(path, stream => NpyWriter.Write(stream, table.Distances, [vectors.RowCount, k]));
                }

                Tell(table, error);
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static void Tell(NeighborTable table, TextWriter error)
    {
        if (table.Unusable.NonFiniteRows.Count is > 0 and var bad)
        {
            error.WriteLine($"{bad:N0} rows hold NaN or infinity: they have no neighbors (first: row {table.Unusable.NonFiniteRows[0]}).");
        }

        if (table.Metric == DistanceMetric.Cosine && table.Unusable.ZeroRows.Count is > 0 and var zero)
        {
            error.WriteLine(
                $"{zero:N0} rows are all zeros and have no direction: they are at distance 1 from every row (first: row {table.Unusable.ZeroRows[0]}).");
        }
    }
}
