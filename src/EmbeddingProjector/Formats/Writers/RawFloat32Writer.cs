namespace EmbeddingProjector.Formats.Writers;

/// <summary>Rows of float32 with nothing around them.</summary>
internal sealed class RawFloat32Writer : IVectorWriter
{
    public string Name => "raw float32";

    public IReadOnlyList<string> Extensions { get; } = [".bytes"];

    public WrittenMetadata Metadata => WrittenMetadata.None;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var vectors = table.Vectors;
        FloatBytes.Write(stream, vectors, cancellationToken);
        return [$"The file does not say how many numbers make a row: open it with --columns {vectors.ColumnCount}."];
    }
}
