using System.Globalization;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// What tells that a file has changed: its length and the time of its last write. (Not its inode: a file that is replaced by an equal one has
/// not changed, and network file systems make inodes up.)
/// </summary>
internal readonly record struct FileStamp(long Length, long WriteTicks)
{
    /// <summary>The stamp of a file that is not there.</summary>
    public static FileStamp Missing { get; } = new(-1, 0);

    /// <summary>The stamp of a file, or of the file that a link leads to.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            {
                info = target;
            }

            return info.Exists ? new(info.Length, info.LastWriteTimeUtc.Ticks) : Missing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Missing;
        }
    }

    /// <summary>When a file, or the index of the checkpoint of this prefix, was last written; null when neither is there.</summary>
    public static DateTime? WrittenAt(string path)
    {
        var stamp = Of(path + ".index") is { Length: >= 0 } index ? index : Of(path);
        return stamp == Missing ? null : new DateTime(stamp.WriteTicks, DateTimeKind.Utc);
    }

    /// <summary>The stamps of all files of a checkpoint: the index (or the one file of the first version) and the shards.</summary>
    public static string OfCheckpoint(string prefix)
    {
        var stamps = new List<string> { $"{Of(prefix)}", $"{Of(prefix + ".index")}" };
        var directory = Path.GetDirectoryName(prefix);
        if (directory is not null && Directory.Exists(directory))
        {
            try
            {
                // The pattern of EnumerateFiles gives * and ? in the name of the checkpoint a meaning.
                var start = Path.GetFileName(prefix) + ".data-";
                stamps.AddRange(Directory.EnumerateFiles(directory)
                    .Where(f => Path.GetFileName(f.AsSpan()).StartsWith(start, StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Select(f => $"{Path.GetFileName(f)} {Of(f)}"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                stamps.Add("unreadable");
            }
        }

        return string.Join('|', stamps);
    }

    /// <summary>Length and time as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Length}@{WriteTicks}");
}
