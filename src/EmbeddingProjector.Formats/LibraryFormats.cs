using EmbeddingProjector.Formats.Writers;

namespace EmbeddingProjector.Formats;

/// <summary>
/// The formats of this library, for <see cref="VectorFormats.Add"/> and <see cref="VectorWriters.Add"/>. To add one: a class in this folder and a line here.
/// </summary>
public static class LibraryFormats
{
    /// <summary>Every format that needs a third-party library.</summary>
    public static IReadOnlyList<IVectorFormat> All { get; } =
    [
        ParquetFormat.Instance,
        ArrowFormat.Instance,
    ];

    /// <summary>Every writer that needs one.</summary>
    public static IReadOnlyList<IVectorWriter> Writers { get; } =
    [
        new ParquetVectorWriter(),
        new ArrowVectorWriter("Apache Arrow", isStream: false, ".arrow", ".feather", ".ipc"),
        new ArrowVectorWriter("Apache Arrow, stream", isStream: true, ".arrows"),
    ];
}
