namespace EmbeddingProjector.Formats;

/// <summary>The formats that metadata may come in, besides TSV and CSV, whose rules are those of the original projector: all <see cref="VectorFormats"/> that can be read so.</summary>
public static class MetadataFormats
{
    /// <summary>Every format, the most specific first.</summary>
    public static IReadOnlyList<IMetadataFormat> All => [.. VectorFormats.All.OfType<IMetadataFormat>()];

    /// <summary>The format of a file; null for text that is TSV or CSV, and for anything unknown.</summary>
    public static IMetadataFormat? Detect(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return All.FirstOrDefault(new FileStart(path).IsMetadataOf);
    }
}
