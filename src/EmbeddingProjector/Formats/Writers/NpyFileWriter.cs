namespace EmbeddingProjector.Formats.Writers;

/// <summary>float32 in C order, as numpy.save writes it.</summary>
internal sealed class NpyFileWriter : IVectorWriter
{
    public string Name => "NumPy array";

    public IReadOnlyList<string> Extensions { get; } = [".npy"];

    public WrittenMetadata Metadata => WrittenMetadata.None;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var vectors = table.Vectors;
        NpyWriter.WriteHeader(stream, "<f4", vectors.ElementCount, [vectors.RowCount, vectors.ColumnCount]);
        FloatBytes.Write(stream, vectors, cancellationToken);
        return [];
    }
}
