namespace EmbeddingProjector.App.Commands;

/// <summary>Files that a command writes: whole or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Writes beside the target and puts it in place at the end, so that a failure leaves what was there.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is { } directory && !Directory.Exists(directory))
        {
            throw new IOException($"{path}: there is no directory {directory} to write to.");
        }

        var partial = $"{full}.{Environment.ProcessId}.partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
            }

            File.Move(partial, full, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
