using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>The binary form of word2vec, as gensim writes it.</summary>
internal sealed class Word2VecBinaryWriter : IVectorWriter
{
    public string Name => "word2vec binary";

    public IReadOnlyList<string> Extensions { get; } = [".bin"];

    public WrittenMetadata Metadata => WrittenMetadata.Label;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var (vectors, metadata) = table;
        var words = new WordLabels(metadata);
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{vectors.RowCount} {vectors.ColumnCount}\n")));
        for (var row = 0; row < vectors.RowCount; row++)
        {
            stream.Write(Encoding.UTF8.GetBytes(words.Word(row)));
            stream.WriteByte((byte)' ');
            FloatBytes.Write(stream, vectors.Row(row), cancellationToken);
        }

        return words.Notes;
    }
}
