namespace EmbeddingProjector.Formats;

/// <summary>
/// A file while it is written: under a name of its own, in the directory of its target. <see cref="Publish"/> flushes it to the disk and
/// puts it in the place of the target in one step, so that a reader sees the old file or the new one, whole. Without it, disposing
/// leaves nothing behind; what a killed program leaves is swept up by the next writer in that directory.
/// </summary>
/// <remarks>Not thread-safe. Failures are <see cref="IOException"/>s that name the target, which is then as it was.</remarks>
internal sealed class PartialFile : IDisposable
{
    private const string Prefix = ".projector-";
    private const string Extension = ".partial";

    // A writer holds its file locked as long as it lives; the age covers file systems without locks.
    private static readonly TimeSpan _abandonedAfter = TimeSpan.FromMinutes(10);

    private readonly string _target;
    private readonly string _directory;
    private readonly string _partial;
    private readonly FileStream _stream;
    private bool _published;

    /// <summary>Begins to write; the directory is created where it is missing.</summary>
    public PartialFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _target = Path.GetFullPath(path);
        _directory = Path.GetDirectoryName(_target) ?? throw new ArgumentException($"{path} is no path of a file.", nameof(path));
        _partial = Path.Combine(_directory, $"{Prefix}{Guid.NewGuid():N}{Extension}");
        _stream = Attempt(() =>
        {
            Directory.CreateDirectory(_directory);
            Sweep(_directory);
            // Windows renames an open file only when it is shared for deletion; Unix always does, and locks what is not shared at all.
            var share = OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;
            return new FileStream(_partial, FileMode.CreateNew, FileAccess.Write, share, bufferSize: 1 << 16);
        });
    }

    /// <summary>Writes a whole file by <paramref name="write"/> and puts it in place.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        using var file = new PartialFile(path);
        file.Write(write);
        file.Publish();
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _stream.Write(bytes);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Lets <paramref name="write"/> append.</summary>
    public void Write(Action<Stream> write) => Attempt(() =>
    {
        write(_stream);
        return true;
    });

    /// <summary>Flushes to the disk what was written: after this the name is all that is missing.</summary>
    public void Flush() => Attempt(() =>
    {
        _stream.Flush(flushToDisk: true);
        return true;
    });

    /// <summary>Flushes, takes the place of the target, and flushes the directory.</summary>
    public void Publish()
    {
        Flush();
        Attempt(() =>
        {
            // Closed first: a file that is still locked under its final name would be refused to a reader for an instant.
            _stream.Dispose();
            File.Move(_partial, _target, overwrite: true);
            return true;
        });
        _published = true;
        DirectoryFlush.Flush(_directory);
    }

    /// <summary>Closes the file, and deletes it where it was not published.</summary>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (Exception e) when (!_published && IsFailure(e))
        {
            // The buffer of a file that is given up could not be written; what made it so has been thrown already.
        }

        if (!_published)
        {
            File.Delete(_partial);
        }
    }

    // A file that is too large for its file system or for the user's limit is told as an argument out of range by the platform.
    private static bool IsFailure(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    private static void Sweep(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, Prefix + "*" + Extension))
        {
            try
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > _abandonedAfter)
                {
                    // Opens only when no writer holds it.
                    new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
                    File.Delete(path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody is writing it, or it is not ours to delete: it is left to its owner.
            }
        }
    }

    private T Attempt<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw Failure(e);
        }
    }

    private IOException Failure(Exception e) =>
        new($"{_target} could not be written: {e.Message.TrimEnd('.')}. Nothing was changed.", e);
}
