using System.CommandLine;
using EmbeddingProjector.App.Server;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector neighbors</c>: the nearest rows of every row, as an array file.</summary>
internal static class NeighborsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var input = new VectorInput();
        var count = new Option<int>("--k") { Description = "How many neighbors of each row.", DefaultValueFactory = _ => 15, HelpName = "count" };
        var metric = new Option<string?>("--metric")
        {
            Description = "cosine (1 − cos, of the vectors as they are), euclidean, or dot (−x·y: the largest inner product is the nearest). Without it the one that the file states, else cosine.",
        };
        metric.AcceptOnlyFromAmong("cosine", "euclidean", "dot");
        var output = new Option<string>("--output")
        {
            Description = "Where the rows of the neighbors go: .npy, int32 [n, k], nearest first, the row itself excluded.",
            Required = true,
            HelpName = "file",
        };
        var distances = new Option<string?>("--distances") { Description = "Where their distances go: .npy, float32 [n, k].", HelpName = "file" };
        var choice = new NeighborChoice();
        var seed = new Option<ulong>("--seed") { Description = "What an approximate search starts from.", DefaultValueFactory = _ => 42, HelpName = "number" };
        var threads = ThreadsOption.Create();
        var command = new ManualCommand("neighbors", "Finds the nearest rows of every row.",
            """
            Finds the k nearest rows of every row, in the original space, and writes them as a NumPy array.

            All pairs are compared while that is cheaper, by estimate; otherwise most of the neighbors are found, and stderr says how
            many of them, measured on a sample. --exact and --approximate choose.

            Equal distances are in order of row. A row with NaN or infinity has no neighbors and is nobody's: its places hold −1 and
            an infinite distance, and stderr says how many there are.

            Example:
              projector neighbors vectors.npy --k 15 --metric cosine --output neighbors.npy --distances distances.npy

            """);
        input.AddTo(command);
        foreach (var option in new Option[] { count, metric, output, distances, seed, threads })
        {
            command.Add(option);
        }

        choice.AddTo(command);

        IntegerRange.Require(count, 1, int.MaxValue);
        command.SetAction((result, cancellationToken) => Task.Run(
            () =>
            {
                var error = result.InvocationConfiguration.Error;
                var progress = ProgressLine.To(error);
                var data = input.Read(result, progress, cancellationToken);
                using var vectors = data.Vectors;
                var distance = ChosenDistance.Of(result.GetValue(metric), data.Metric);
                var k = result.GetValue(count);
                if (k >= vectors.RowCount)
                {
                    throw new ArgumentException($"--k {k} is not possible: with {vectors.RowCount} rows, a row has {Math.Max(0, vectors.RowCount - 1)} others.");
                }

                error.WriteLine(distance);
                var options = choice.Options(result, usualRecall: 0.95, result.GetValue(seed), result.GetValue(threads));
                var table = NeighborSearch.Run(
                    vectors, distance.Metric, k, choice.Mode(result), options, progress.For("searching"), cancellationToken);
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
        error.WriteLine(table.Origin.ToString());
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
