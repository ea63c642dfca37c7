namespace EmbeddingProjector.Formats.Writers;

/// <summary>One vector a line, tabs between the numbers, as TensorBoard reads it.</summary>
internal sealed class TsvWriter : IVectorWriter
{
    public string Name => "tab-separated values";

    public IReadOnlyList<string> Extensions { get; } = [".tsv"];

    public WrittenMetadata Metadata => WrittenMetadata.None;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var vectors = table.Vectors;
        var text = new NumberText(stream);
        for (var row = 0; row < vectors.RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            text.AddAll(vectors.Row(row), '\t');
            text.Add('\n');
        }

        text.Flush();
        return [];
    }
}
