using EmbeddingProjector.Formats;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary>One tensor as <c>inspect</c> tells it.</summary>
/// <param name="Info">Name, dtype and shape.</param>
/// <param name="Run">The run, for a log directory.</param>
/// <param name="Embedding">What the log directory says of it, or null for a tensor that it does not show.</param>
/// <param name="Source">The file or checkpoint prefix it is in, or null when that was not found.</param>
/// <param name="Statistics">Its numbers, when they were asked for and could be read.</param>
/// <param name="Failure">Why it could not be read, or null.</param>
internal sealed record InspectedTensor(
    TensorInfo Info, string? Run, Embedding? Embedding, string? Source, TensorStatistics? Statistics = null, string? Failure = null);

/// <summary>What <c>inspect</c> found.</summary>
/// <param name="Tensors">Every tensor.</param>
/// <param name="Snapshot">The log directory, or null for a file or checkpoint.</param>
internal sealed record Inspection(IReadOnlyList<InspectedTensor> Tensors, LogSnapshot? Snapshot)
{
    /// <summary>The tensor of a file or database that is opened when nobody names one; null for a log directory, and where none can be opened.</summary>
    public TensorInfo? Best =>
        Snapshot is null && TensorChoice.Best(Tensors.Select(t => t.Info)) is { Problem: null } best ? best : null;

    /// <summary>Looks at a log directory, a checkpoint prefix or a file.</summary>
    /// <exception cref="DataFormatException">It cannot be used at all.</exception>
    public static Inspection Of(string path, bool statistics, CancellationToken cancellationToken)
    {
        LogSnapshot? snapshot = null;
        List<InspectedTensor> tensors;
        if (Directory.Exists(path))
        {
            snapshot = WithMetadata(LogDirectoryScanner.ForDirectory(path).Scan(cancellationToken), cancellationToken);
            tensors = [.. snapshot.Runs.SelectMany(run => OfRun(run, cancellationToken))];
        }
        else
        {
            tensors = [.. VectorFormats.Detect(path).List(path, cancellationToken).Select(t => new InspectedTensor(t, null, null, path, null, t.Problem))];
        }

        return new(statistics ? [.. tensors.Select(t => WithStatistics(t, cancellationToken))] : tensors, snapshot);
    }

    /// <summary>Looks at a database.</summary>
    /// <exception cref="DataFormatException">It cannot be reached or used.</exception>
    public static Inspection Of(IVectorSource source, bool statistics, CancellationToken cancellationToken)
    {
        var tensors = source.List(cancellationToken).Select(t => new InspectedTensor(t, null, null, source.Name, null, t.Problem));
        return new([.. statistics ? tensors.Select(t => t.Failure is null ? WithStatistics(t, visit => source.Visit(t.Info, visit, cancellationToken)) : t) : tensors], null);
    }

    // A scan does not read metadata; whoever inspects wants to know whether its lines fit the points.
    private static LogSnapshot WithMetadata(LogSnapshot snapshot, CancellationToken cancellationToken) => snapshot with
    {
        Runs = [.. snapshot.Runs.Select(run => run with { Embeddings = [.. run.Embeddings.Select(e => WithMetadata(e, cancellationToken))] })],
    };

    private static Embedding WithMetadata(Embedding embedding, CancellationToken cancellationToken)
    {
        if (embedding.MetadataPath is null || embedding.Shape.Count != 2 || embedding.Shape[0] is < 1 or > int.MaxValue)
        {
            return embedding;
        }

        var problems = new List<LogProblem>();
        _ = MetadataFile.Read(embedding.MetadataPath, (int)embedding.Shape[0], problems, cancellationToken);
        return embedding with { Problems = [.. embedding.Problems, .. problems] };
    }

    // First what the run shows, then whatever else is in its checkpoint.
    private static IEnumerable<InspectedTensor> OfRun(Run run, CancellationToken cancellationToken)
    {
        foreach (var embedding in run.Embeddings)
        {
            yield return OfEmbedding(run, embedding, cancellationToken);
        }

        foreach (var tensor in OfCheckpoint(run, cancellationToken))
        {
            if (!run.Embeddings.Any(e => e.Source.IsCheckpoint && (e.Source.Tensor ?? e.TensorName) == tensor.Name))
            {
                yield return new(tensor, run.Name, null, run.CheckpointPath, null, tensor.Problem);
            }
        }
    }

    private static InspectedTensor OfEmbedding(Run run, Embedding embedding, CancellationToken cancellationToken)
    {
        var known = new TensorInfo(embedding.TensorName, embedding.ElementType ?? "unknown", embedding.Shape);
        var failure = embedding.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error)?.Message;
        if (failure is null && embedding.Source.Path is { } path && (embedding.Shape.Count == 0 || embedding.ElementType is null))
        {
            try
            {
                var found = Find(VectorFormats.Detect(path).List(path, cancellationToken), embedding);
                known = found is null ? known : found with { Name = embedding.TensorName, Shape = embedding.Shape.Count > 0 ? embedding.Shape : found.Shape };
            }
            catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException)
            {
                failure = e.Message;
            }
        }

        return new(known, run.Name, embedding, embedding.Source.Path, null, failure);
    }

    private static IReadOnlyList<TensorInfo> OfCheckpoint(Run run, CancellationToken cancellationToken)
    {
        if (run.CheckpointPath is null)
        {
            return [];
        }

        try
        {
            return VectorFormats.Detect(run.CheckpointPath).List(run.CheckpointPath, cancellationToken);
        }
        catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException)
        {
            // The scan has said what is wrong with this checkpoint: it is among the problems of the run.
            return [];
        }
    }

    private static InspectedTensor WithStatistics(InspectedTensor tensor, CancellationToken cancellationToken)
    {
        if (tensor.Failure is not null || tensor.Source is null || !tensor.Info.IsNumeric)
        {
            return tensor;
        }

        try
        {
            var format = VectorFormats.Detect(tensor.Source);
            var list = format.List(tensor.Source, cancellationToken);
            var info = tensor.Embedding is { } embedding ? Find(list, embedding) : list.FirstOrDefault(t => t.Name == tensor.Info.Name);
            return info is null ? tensor : WithStatistics(tensor, visit => format.Visit(tensor.Source, info, visit, cancellationToken));
        }
        catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException)
        {
            return tensor with { Failure = e.Message };
        }
    }

    private static InspectedTensor WithStatistics(InspectedTensor tensor, Action<VisitValues> visitAll)
    {
        try
        {
            return tensor with { Statistics = TensorStatistics.Of(visitAll) };
        }
        catch (Exception e) when (e is DataFormatException or IOException or UnauthorizedAccessException)
        {
            return tensor with { Failure = e.Message };
        }
    }

    private static TensorInfo? Find(IReadOnlyList<TensorInfo> list, Embedding embedding) =>
        list.FirstOrDefault(t => t.Name == (embedding.Source.Tensor ?? embedding.TensorName)) ?? (list.Count == 1 ? list[0] : null);
}
