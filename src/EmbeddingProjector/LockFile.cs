namespace EmbeddingProjector;

/// <summary>
/// A file that one program holds at a time, so that several can take turns at what lies beside it. The system gives it back when its holder ends, however it
/// ends. The file itself stays: deleting it could let two in.
/// </summary>
internal static class LockFile
{
    // ERROR_SHARING_VIOLATION; EWOULDBLOCK of Linux, and of macOS.
    private static readonly int[] _heldElsewhere = [unchecked((int)0x80070020), 11, 35];

    /// <summary>Takes the lock; null while another holds it. It is held until the stream is disposed.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (_heldElsewhere.Contains(failure.HResult))
        {
            return null;
        }
    }
}
