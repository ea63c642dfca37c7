using System.Globalization;
using EmbeddingProjector.Formats.Checkpoint;

namespace EmbeddingProjector.LogDirectory;

/// <summary>The files of numbered checkpoints <c>P-1, P-2, …</c>: which numbers are taken, how one is claimed, how a checkpoint is deleted.</summary>
internal static class CheckpointFiles
{
    private const string Index = ".index";
    private const string Data = ".data-";

    // What a killed writer claimed and never filled may go; a living one fills its claim far sooner than this after its last step.
    private static readonly TimeSpan _abandonedAfter = TimeSpan.FromHours(24);

    /// <summary>The prefix of a number.</summary>
    public static string Numbered(string prefix, long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");

    /// <summary>
    /// Takes the first number above <paramref name="counter"/> and above all that have files, by creating its data file, empty: of two writers
    /// only one succeeds in that. Without its index it is no checkpoint to any reader.
    /// </summary>
    public static long Claim(string prefix, long counter)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(prefix))!;
        try
        {
            Directory.CreateDirectory(directory);
            for (var number = Math.Max(counter, Highest(directory, Path.GetFileName(prefix))) + 1; ; number++)
            {
                var path = TensorBundleWriter.DataPath(Numbered(prefix, number));
                try
                {
                    new FileStream(path, FileMode.CreateNew, FileAccess.Write).Dispose();
                    return number;
                }
                catch (IOException) when (File.Exists(path))
                {
                    // Another writer was faster; the next number is free or goes the same way.
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"No checkpoint can be saved as {prefix}-N: {e.Message.TrimEnd('.')}. The checkpoints that were saved before are as they were.", e);
        }
    }

    /// <summary>Gives a claim back that was not filled.</summary>
    public static void Release(string numbered)
    {
        var data = TensorBundleWriter.DataPath(numbered);
        if (!File.Exists(numbered + Index) && File.Exists(data))
        {
            File.Delete(data);
        }
    }

    /// <summary>Deletes a checkpoint: the index first, for data without an index is nothing, and an index without data is a broken checkpoint.</summary>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public static void Delete(string prefix)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(prefix))!;
        if (!Directory.Exists(directory))
        {
            return;
        }

        File.Delete(prefix + Index);
        var name = Path.GetFileName(prefix);
        foreach (var path in Directory.GetFiles(directory))
        {
            var file = Path.GetFileName(path);
            if (CheckpointReader.PrefixOf(file) == name && file != name)
            {
                File.Delete(path);
            }
        }
    }

    private static long Highest(string directory, string name)
    {
        var highest = 0L;
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            var file = Path.GetFileName(path);
            if (file.Length > name.Length && file.StartsWith(name, StringComparison.Ordinal) && file[name.Length] == '-'
                && NumberOf(file.AsSpan(name.Length + 1)) is { } number && !IsAbandoned(path))
            {
                highest = Math.Max(highest, number);
            }
        }

        return highest;
    }

    private static long? NumberOf(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('.');
        return end > 0 && (rest[end..].SequenceEqual(Index) || rest[end..].StartsWith(Data, StringComparison.Ordinal))
            && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue / 2
            ? number
            : null;
    }

    private static bool IsAbandoned(string path)
    {
        var file = new FileInfo(path);
        if (file.Name.EndsWith(Index, StringComparison.Ordinal) || !file.Exists || file.Length > 0
            || DateTime.UtcNow - file.LastWriteTimeUtc < _abandonedAfter || File.Exists(CheckpointReader.PrefixOf(path) + Index))
        {
            return false;
        }

        file.Delete();
        return true;
    }
}
