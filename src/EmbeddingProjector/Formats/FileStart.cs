namespace EmbeddingProjector.Formats;

/// <summary>The first bytes of a file, as formats look at them to recognise it; of a file packed with gzip the first unpacked bytes too.</summary>
internal sealed class FileStart
{
    private const int Length = 4096;

    private readonly string _path;
    private readonly byte[] _bytes = [];
    private readonly (string Path, byte[] Bytes)? _unpacked;

    /// <summary>Reads them; there are none where there is no such file.</summary>
    public FileStart(string path)
    {
        _path = path;
        if (!File.Exists(path))
        {
            return;
        }

        using var file = File.OpenRead(path);
        var buffer = new byte[Length];
        _bytes = buffer[..file.ReadAtLeast(buffer, Length, throwOnEndOfStream: false)];
        if (SequentialFile.IsGzip(_bytes))
        {
            _unpacked = (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path, SequentialFile.Unpack(_bytes, Length));
        }
    }

    /// <summary>Whether a format takes the file for its own.</summary>
    public bool IsOf(IVectorFormat format) => Is(format, format.Recognizes);

    /// <summary>Whether a format takes the file for metadata of its own.</summary>
    public bool IsMetadataOf(IMetadataFormat format) => Is(format, format.RecognizesMetadata);

    private bool Is(IVectorFormat format, Recognize recognizes) =>
        _unpacked is var (path, bytes) && format.ReadsGzip ? recognizes(path, bytes) : recognizes(_path, _bytes);

    private delegate bool Recognize(string path, ReadOnlySpan<byte> firstBytes);
}
