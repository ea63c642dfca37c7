using System.Runtime.InteropServices;

namespace EmbeddingProjector;

/// <summary>
/// Rows of a matrix that memory has no room for, in a file of this process alone in the directory for caches. The file has no name from the
/// moment it is made (on Windows: it is deleted with the last handle), so that nothing is left of it, however the process ends.
/// </summary>
internal sealed class TemporaryRows : IDisposable
{
    private readonly string _directory = CacheDirectory.For("matrices");
    private readonly FileStream _file;
    private long _written;

    /// <summary>An empty file.</summary>
    /// <param name="expectedBytes">How much will be written, where that is known: what has no room is then refused at once.</param>
    /// <exception cref="DataFormatException">There is no room for it, or no such file can be made.</exception>
    public TemporaryRows(long expectedBytes)
    {
        try
        {
            Directory.CreateDirectory(_directory);
            if (FreeBytes() is { } free && free < expectedBytes)
            {
                throw NoRoom(free, $"{expectedBytes:N0}", null);
            }

            _file = Create(Path.Combine(_directory, $"{Guid.NewGuid():N}.rows"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure(e);
        }
    }

    /// <summary>Appends rows.</summary>
    /// <exception cref="DataFormatException">There is no room for them.</exception>
    public void Write(ReadOnlySpan<float> rows)
    {
        try
        {
            var bytes = MemoryMarshal.AsBytes(rows);
            RandomAccess.Write(_file.SafeFileHandle, bytes, _written);
            _written += bytes.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var needed = _written + ((long)rows.Length * sizeof(float));
            throw FreeBytes() is { } free && free < needed ? NoRoom(free, $"at least {needed:N0}", e) : Failure(e);
        }
    }

    /// <summary>What was written, as a table; it holds the file from now on.</summary>
    public VectorTable ToTable(int rowsPerBlock, int rows, int columns, MatrixStorage storage)
    {
        var note = $"The vectors take {_written:N0} bytes, more than the {storage.MemoryLimit:N0} of memory for them: they lie in a temporary file in {_directory}, which goes when the program ends.";
        return storage.InOrder ? RowsOnDemand.Open(rows, columns, _file, note, (first, values) => Read((long)first * columns, values)) : MappedRows.Open(_file, rowsPerBlock, rows, columns, note);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Read(long element, Span<float> values)
    {
        try
        {
            var bytes = MemoryMarshal.AsBytes(values);
            for (var (done, start) = (0, element * sizeof(float)); done < bytes.Length;)
            {
                var read = RandomAccess.Read(_file.SafeFileHandle, bytes[done..], start + done);
                done += read > 0 ? read : throw new IOException($"the temporary file ends at byte {start + done:N0}");
            }
        }
        catch (IOException e)
        {
            throw Failure(e);
        }
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }

    private long? FreeBytes()
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(_directory)! : _directory).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A disk that does not say what is free is asked by writing to it.
            return null;
        }
    }

    private DataFormatException NoRoom(long free, string needed, Exception? inner) => new(
        _directory, null, $"{free:N0} bytes are free for the temporary file of a matrix that does not fit the memory", $"{needed} bytes", Remedy, inner);

    private DataFormatException Failure(Exception inner) => new(
        _directory, null, $"the temporary file cannot be used for a matrix that does not fit the memory: {inner.Message.TrimEnd('.')}", null, Remedy, inner);

    private const string Remedy = "Make room there, or let XDG_CACHE_HOME name a directory on a disk that has it.";
}
