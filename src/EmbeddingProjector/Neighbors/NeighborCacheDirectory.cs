using System.Globalization;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// Tables of neighbors on disk, one file each, named by what the vectors hold, the metric and k. The directory stays below a size: what was
/// used longest ago goes first. A file that cannot be used is deleted; trouble with the disk is reported and never stops a search.
/// </summary>
internal sealed class NeighborCacheDirectory(string directory, long mostBytes, Action<string>? report)
{
    private const string Extension = ".neighbors";

    /// <summary>A table for which <paramref name="serves"/> holds, the one of largest k first; null when there is none.</summary>
    public NeighborTable? Find(string content, DistanceMetric metric, int leastCount, Func<NeighborTable, bool> serves)
    {
        try
        {
            if (!Directory.Exists(directory))
            {
                return null;
            }

            var files = Directory.GetFiles(directory, $"{Prefix(content, metric)}*{Extension}")
                .Select(path => (Path: path, Count: CountOf(path)))
                .Where(file => file.Count >= leastCount)
                .OrderBy(file => file.Count)
                .ThenBy(file => file.Path, StringComparer.Ordinal);
            foreach (var file in files)
            {
                if (Read(file.Path) is { } table && serves(table))
                {
                    return table;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            report?.Invoke($"Neighbors kept in {directory} could not be read and are computed again: {failure.Message}");
        }

        return null;
    }

    /// <summary>Keeps a table, and lets older ones go where there is not enough room.</summary>
    public void Keep(string content, NeighborTable table)
    {
        var size = NeighborTableFile.Size(table);
        if (size > mostBytes)
        {
            report?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"Neighbors of {size / 1e6:N0} MB are not kept on disk: {directory} holds {mostBytes / 1e6:N0} MB at most."));
            return;
        }

        try
        {
            Directory.CreateDirectory(directory);
            var kind = table.Origin.IsExact ? "exact" : "approximate";
            var name = $"{Prefix(content, table.Metric)}{kind}-{table.Count.ToString(CultureInfo.InvariantCulture)}{Extension}";
            MakeRoom(size, keep: name);
            NeighborTableFile.Write(Path.Combine(directory, name), table);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            report?.Invoke($"Neighbors could not be kept in {directory}, so they will be computed again next time: {failure.Message}");
        }
    }

    private static string Prefix(string content, DistanceMetric metric) =>
        $"{content[..32]}-{metric.ToString().ToLowerInvariant()}-";

    private static int CountOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var digits = name.AsSpan(name.LastIndexOf('-') + 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
    }

    private NeighborTable? Read(string path)
    {
        var table = NeighborTableFile.Read(path);
        if (table is null)
        {
            report?.Invoke($"{path} is damaged or of another version; it was deleted, and the neighbors are computed again.");
            File.Delete(path);
            return null;
        }

        // The time of writing serves as the time of last use.
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        return table;
    }

    private void MakeRoom(long needed, string keep)
    {
        var files = new DirectoryInfo(directory).GetFiles("*" + Extension)
            .Where(file => file.Name != keep)
            .OrderBy(file => file.LastWriteTimeUtc)
            .ThenBy(file => file.Name, StringComparer.Ordinal)
            .ToList();
        var used = files.Sum(file => file.Length);
        foreach (var file in files)
        {
            if (used + needed <= mostBytes)
            {
                break;
            }

            used -= file.Length;
            file.Delete();
        }
    }
}
