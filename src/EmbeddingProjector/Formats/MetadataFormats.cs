namespace EmbeddingProjector.Formats;

/// <summary>The list of formats that metadata may come in, besides TSV and CSV, whose rules are those of the original projector.</summary>
public static class MetadataFormats
{
    private const int FirstBytes = 4096;

    /// <summary>Every format, the most specific first.</summary>
    public static IReadOnlyList<IMetadataFormat> All { get; } = [IdxFormat.Instance, JsonFormat.Instance];

    /// <summary>The format of a file; null for text that is TSV or CSV, and for anything unknown.</summary>
    public static IMetadataFormat? Detect(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var buffer = new byte[FirstBytes];
        using var file = File.OpenRead(path);
        var firstBytes = buffer.AsSpan(0, file.ReadAtLeast(buffer, FirstBytes, throwOnEndOfStream: false));
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

        return null;
    }
}
