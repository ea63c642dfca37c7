using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Writers;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Writes vectors as TSV, one row a line, each number by its shortest digits that read back as the same float32; NaN and infinities by Python's names.</summary>
internal static class TsvVectorWriter
{
    /// <summary>Writes a file.</summary>
    public static void Write(string path, VectorTable vectors) => PartialFile.Write(path, stream => new TsvWriter().Write(stream, new WrittenTable(vectors), CancellationToken.None));
}
