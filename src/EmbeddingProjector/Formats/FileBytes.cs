using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats;

/// <summary>Reading bytes at an offset of a file that may be cut short, also while it is being read.</summary>
internal static class FileBytes
{
    /// <summary>Opens a file that another program may still be writing.</summary>
    public static SafeFileHandle Open(string path, FileOptions options = FileOptions.None) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, options);

    /// <summary>Fills <paramref name="bytes"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="DataFormatException">The file ends before.</exception>
    public static void ReadExactly(string path, SafeFileHandle file, long offset, Span<byte> bytes)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes[done..], offset + done);
            if (read == 0)
            {
                throw new DataFormatException(
                    path, $"offset {offset + done:N0}", "the file ends here", $"{bytes.Length - done:N0} more bytes",
                    "It was cut short; copy or write it again.");
            }

            done += read;
        }
    }
}
