using EmbeddingProjector.Formats.Checkpoint;

namespace EmbeddingProjector.Formats;

/// <summary>The list of formats. To add one: a class in this folder and a line here.</summary>
public static class VectorFormats
{
    private const int FirstBytes = 4096;

    /// <summary>Every format, the most specific first; the first that recognises a file reads it.</summary>
    public static IReadOnlyList<IVectorFormat> All { get; } =
    [
        CheckpointFormat.Instance,
        NpyFormat.Instance,
        NpzFormat.Instance,
        PyTorchFormat.Instance,
        IdxFormat.Instance,
        SafeTensorsFormat.Instance,
        RawFloat32Format.Instance,
        Word2VecBinaryFormat.Instance,
        JsonFormat.Instance,
        CsvFormat.Instance,
        WordVectorFormat.Instance,
        TsvFormat.Instance,
    ];

    /// <summary>The format of a file, or of a checkpoint named by its prefix.</summary>
    /// <exception cref="DataFormatException">No format recognises it.</exception>
    public static IVectorFormat Detect(string path)
    {
        var buffer = new byte[FirstBytes];
        var firstBytes = ReadOnlySpan<byte>.Empty;
        if (File.Exists(path))
        {
            using var file = File.OpenRead(path);
            firstBytes = buffer.AsSpan(0, file.ReadAtLeast(buffer, FirstBytes, throwOnEndOfStream: false));
        }

        var isPacked = SequentialFile.IsGzip(firstBytes);
        var unpacked = isPacked ? SequentialFile.Unpack(firstBytes, FirstBytes) : [];
        var unpackedPath = isPacked && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        foreach (var format in All)
        {
            if (isPacked && format.ReadsGzip ? format.Recognizes(unpackedPath, unpacked) : format.Recognizes(path, firstBytes))
            {
                return format;
            }
        }

        throw new DataFormatException(
            path, null, File.Exists(path) ? "not a format that is known here" : "no such file and no checkpoint of this prefix",
            "one of: " + string.Join(", ", All.Select(f => f.Name)), Checkpoint.CheckpointReader.SuggestPrefix(path));
    }
}
