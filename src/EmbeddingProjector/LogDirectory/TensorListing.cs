using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>What a file or a checkpoint holds, as far as a scan looks.</summary>
/// <param name="Tensors">Its tensors; empty when <paramref name="Failure"/> is set or <paramref name="WasRead"/> is false.</param>
/// <param name="WasRead">False for a text file so large that it is only read when it is shown.</param>
/// <param name="Failure">Why it cannot be read, or null.</param>
internal sealed record TensorListing(IReadOnlyList<TensorInfo> Tensors, bool WasRead, DataFormatException? Failure)
{
    // The shape of a text file is only known when its lines have been counted: a fraction of a second up to this size.
    private const long MostBytesToCount = 64 << 20;

    /// <summary>Lists a file, once for each version of it.</summary>
    public static TensorListing OfFile(ScanContext context, string path) =>
        context.Cache.Get("list", path, FileStamp.Of(path).ToString(), () => Read(path, isCheckpoint: false, context.CancellationToken));

    /// <summary>Lists a checkpoint, once for each version of its files.</summary>
    public static TensorListing OfCheckpoint(ScanContext context, string prefix) =>
        context.Cache.Get("checkpoint", prefix, FileStamp.OfCheckpoint(prefix), () => Read(prefix, isCheckpoint: true, context.CancellationToken));

    private static TensorListing Read(string path, bool isCheckpoint, CancellationToken cancellationToken)
    {
        try
        {
            var format = VectorFormats.Detect(path);
            if (!isCheckpoint && IsText(path) && new FileInfo(path).Length > MostBytesToCount)
            {
                return new([], false, null);
            }

            return new(format.List(path, cancellationToken), true, null);
        }
        catch (DataFormatException e)
        {
            return new([], true, e);
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            return new([], true, new DataFormatException(path, null, $"it cannot be read: {e.Message.TrimEnd('.')}", null, null, e));
        }
    }

    private static bool IsText(string path)
    {
        Span<byte> start = stackalloc byte[4096];
        using var file = File.OpenRead(path);
        return !start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)].Contains((byte)0);
    }
}
