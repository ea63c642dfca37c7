namespace EmbeddingProjector.Formats;

/// <summary>The formats of this library, for <see cref="VectorFormats.Add"/>. To add one: a class in this folder and a line here.</summary>
public static class LibraryFormats
{
    /// <summary>Every format that needs a third-party library.</summary>
    public static IReadOnlyList<IVectorFormat> All { get; } =
    [
        ParquetFormat.Instance,
    ];
}
