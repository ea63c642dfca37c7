using System.Globalization;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Reads the vectors and the metadata of an <see cref="Embedding"/>.</summary>
public static class EmbeddingLoader
{
    // Vectors are by far the larger part of the work.
    private const double VectorShare = 0.9;

    /// <summary>Reads an embedding.</summary>
    /// <param name="embedding">What a scan found.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, from the calling thread.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The vectors cannot be read. (Metadata that cannot be read is a problem in the result.)</exception>
    public static EmbeddingData Load(
        Embedding embedding, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Load(embedding, new ReadSettings(Progress: progress), cancellationToken);

    /// <summary>The same for a caller that goes through the vectors once, from the first to the last: see <see cref="MatrixStorage.Once"/>.</summary>
    /// <param name="embedding">What a scan found.</param>
    /// <param name="progress">Told the fraction done, 0 to 1, from the calling thread.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataFormatException">The vectors cannot be read; or, from the table, not any more.</exception>
    public static EmbeddingData LoadInOrder(
        Embedding embedding, IProgress<double>? progress = null, CancellationToken cancellationToken = default) =>
        Load(embedding, new ReadSettings(Progress: progress) { Storage = MatrixStorage.Once }, cancellationToken);

    private static EmbeddingData Load(Embedding embedding, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        var error = embedding.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error);
        if (error is not null || embedding.Source.Path is null)
        {
            throw new DataFormatException(
                error?.Path ?? embedding.Source.Path ?? embedding.TensorName, null, (error?.Message ?? "its vectors were not found").TrimEnd('.'), null, error?.Remedy);
        }

        var problems = new List<LogProblem>();
        var file = Vectors(embedding, embedding.Source.Path, settings, cancellationToken);
        problems.AddRange(file.Notes.Select(n => new LogProblem(ProblemSeverity.Note, n, null, embedding.Source.Path)));
        try
        {
            var metadata = embedding.MetadataPath is null
                ? file.Metadata
                : MetadataJoin.Read(embedding.MetadataPath, embedding.MetadataKey, file, problems, cancellationToken);
            settings.Progress?.Report(1);
            return new(file.Vectors, metadata, problems) { Maps = file.Maps, Metric = file.Metric };
        }
        catch
        {
            file.Vectors.Dispose();
            throw;
        }
    }

    private static VectorFile Vectors(Embedding embedding, string path, ReadSettings settings, CancellationToken cancellationToken)
    {
        settings = settings with { Shape = embedding.Shape.Count == 2 ? embedding.Shape : null, Progress = settings.Progress is { } progress ? new Share(progress) : null };
        if (embedding.Source is { Reader: { } reader, Tensor: { } tensor })
        {
            return reader.Read(new(tensor, embedding.ElementType!, embedding.Shape), settings, cancellationToken);
        }

        try
        {
            var format = embedding.Source.IsCheckpoint ? VectorFormats.Detect(path) : TensorFileFormat.Of(path, embedding.Shape);
            return format.Read(path, Tensor(format, embedding, path, cancellationToken), settings, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                path, null, $"it cannot be read: {e.Message.TrimEnd('.')}", null, "Check that the file is there and may be read.", e);
        }
    }

    private static TensorInfo Tensor(IVectorFormat format, Embedding embedding, string path, CancellationToken cancellationToken)
    {
        var tensors = format.List(path, cancellationToken);
        var tensor = embedding.Source.Tensor is { } name
            ? tensors.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal))
            : tensors.Count == 1 ? tensors[0] : TensorChoice.Best(tensors);
        return tensor ?? throw new DataFormatException(
            path, null, embedding.Source.Tensor is null ? "no tensor of two axes" : $"no tensor \"{embedding.Source.Tensor}\"",
            null, string.Create(CultureInfo.InvariantCulture, $"It holds {LogProblems.Some([.. tensors.Select(t => t.Name)])}. The file may have changed since it was listed."));
    }

    private sealed class Share(IProgress<double> whole) : IProgress<double>
    {
        public void Report(double value) => whole.Report(VectorShare * value);
    }
}
