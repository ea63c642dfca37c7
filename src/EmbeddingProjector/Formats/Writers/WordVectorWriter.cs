using System.Globalization;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>The text form of word2vec and fastText: a line of counts, then a word and its numbers a line.</summary>
internal sealed class WordVectorWriter : IVectorWriter
{
    public string Name => "word vectors as text";

    public IReadOnlyList<string> Extensions { get; } = [".vec", ".txt"];

    public WrittenMetadata Metadata => WrittenMetadata.Label;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var (vectors, metadata) = table;
        var text = new NumberText(stream);
        var words = new WordLabels(metadata);
        text.Add(string.Create(CultureInfo.InvariantCulture, $"{vectors.RowCount} {vectors.ColumnCount}\n"));
        for (var row = 0; row < vectors.RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            text.Add(words.Word(row));
            text.Add(' ');
            text.AddAll(vectors.Row(row), ' ');
            text.Add('\n');
        }

        text.Flush();
        return words.Notes;
    }
}
