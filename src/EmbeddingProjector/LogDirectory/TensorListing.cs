using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>What a file or a checkpoint holds, as far as a scan looks.</summary>
/// <param name="Tensors">Its tensors; empty when <paramref name="Failure"/> is set or <paramref name="WasRead"/> is false.</param>
/// <param name="WasRead">False for a text file so large that it is only read when it is shown.</param>
/// <param name="Failure">Why it cannot be read, or null.</param>
/// <param name="Stamp">The stamp of the files that were read.</param>
/// <param name="HasNamedColumns">Whether it is a table that brings columns of metadata.</param>
internal sealed record TensorListing(
    IReadOnlyList<TensorInfo> Tensors, bool WasRead, DataFormatException? Failure, string Stamp, bool HasNamedColumns = false)
{
    /// <summary>The training step of a checkpoint; null where nothing tells it.</summary>
    public long? Step { get; init; }

    // The shape of a text file is only known when its lines have been counted: a fraction of a second up to this size.
    private const long MostBytesToCount = 64 << 20;

    /// <summary>Lists a file, once for each version of it.</summary>
    public static TensorListing OfFile(ScanContext context, string path) => Of(context, "list", path, FileStamp.Of(path).ToString(), isCheckpoint: false);

    /// <summary>Lists a checkpoint, once for each version of its files.</summary>
    public static TensorListing OfCheckpoint(ScanContext context, string prefix) =>
        Of(context, "checkpoint", prefix, FileStamp.OfCheckpoint(prefix), isCheckpoint: true);

    private static TensorListing Of(ScanContext context, string kind, string path, string stamp, bool isCheckpoint) =>
        context.Cache.Get(kind, path, stamp, () =>
        {
            try
            {
                var format = VectorFormats.Detect(path);
                var holdsColumns = format.HasNamedColumns;
                if (!isCheckpoint && format.ListsByReading && new FileInfo(path).Length > MostBytesToCount)
                {
                    return new TensorListing([], false, null, stamp, holdsColumns);
                }

                var tensors = format.List(path, context.CancellationToken);
                return new(tensors, true, null, stamp, holdsColumns)
                {
                    Step = isCheckpoint ? TrainingStep.Of(path, tensors, context.CancellationToken) : null,
                };
            }
            catch (DataFormatException e)
            {
                return new([], true, e, stamp);
            }
            catch (Exception e) when (LogProblems.IsExpected(e))
            {
                return new([], true, new DataFormatException(path, null, $"it cannot be read: {e.Message.TrimEnd('.')}", null, null, e), stamp);
            }
        });
}
