using System.Globalization;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// What a source that is no file has to show, as a run. It is asked once: a database is not polled, so what changes in it is seen when it is
/// opened anew.
/// </summary>
internal static class SourceScan
{
    /// <summary>What the source holds.</summary>
    /// <exception cref="DataFormatException">It cannot be reached or used.</exception>
    public static LogSnapshot Scan(IVectorSource source, string? metadataPath, string? metadataKey, ScanContext context)
    {
        var listing = context.Cache.Get("source", source.Name, "", () => new Listing(source.List(context.CancellationToken), DateTime.UtcNow));
        var ranked = TensorChoice.Ranked(listing.Tensors);
        var problems = new List<LogProblem>();
        if (ranked.Count > 1)
        {
            problems.Add(new(
                ProblemSeverity.Note,
                $"{source.Name} holds {ranked.Count:N0} columns of vectors; \"{ranked[0].Name}\" is shown first. The others are {LogProblems.Some([.. ranked.Skip(1).Select(t => t.Name)], 8)}.",
                null, source.Name));
        }

        var config = new ProjectorConfig();
        foreach (var tensor in ranked)
        {
            var info = new EmbeddingInfo { TensorName = tensor.Name };
            foreach (var length in tensor.Shape)
            {
                info.TensorShape.Add(length);
            }

            config.Embeddings.Add(info);
        }

        List<Embedding> embeddings = [.. ranked.Select(t => Describe(source, t, listing.At, metadataPath, metadataKey))];
        var run = new Run(
            ".", Environment.CurrentDirectory, null, null, config, embeddings, problems,
            ScanContext.Version([source.Name, .. embeddings.Select(e => e.Version), .. ScanContext.Parts(problems)]));
        var whole = new List<LogProblem>();
        DirectoryScan.SayIfNothingIsShown(source.Name, [run], whole);
        return DirectoryScan.Finish(source.Name, [run], whole);
    }

    private static Embedding Describe(IVectorSource source, TensorInfo tensor, DateTime listed, string? metadataPath, string? metadataKey)
    {
        var problems = new List<LogProblem>();
        if (tensor.Problem is { } problem)
        {
            problems.Add(new(ProblemSeverity.Error, $"\"{tensor.Name}\" cannot be read: {problem}"));
        }
        else if (tensor.Shape[0] == 0)
        {
            problems.Add(new(ProblemSeverity.Error, $"\"{tensor.Name}\" has no row with a vector.", "Fill it, or choose another."));
        }

        var version = ScanContext.Version(
        [
            source.Name, tensor.Name, tensor.ElementType, .. tensor.Shape.Select(l => l.ToString(CultureInfo.InvariantCulture)),
            metadataPath, metadataPath is null ? null : FileStamp.Of(metadataPath).ToString(), metadataKey,
        ]);
        return new(tensor.Name, tensor.Shape, tensor.ElementType, new(source.Name, tensor.Name, false) { Reader = source }, metadataPath, null, null, problems, version)
        {
            MetadataKey = metadataKey,
            VectorsVersion = version,
            WrittenAt = listed,
        };
    }

    private sealed record Listing(IReadOnlyList<TensorInfo> Tensors, DateTime At);
}
