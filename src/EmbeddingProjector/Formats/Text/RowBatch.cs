using System.Buffers;
using System.Text;

namespace EmbeddingProjector.Formats.Text;

/// <summary>Some rows that one thread has parsed: their vectors <c>[rows, d]</c> and their texts, column by column.</summary>
/// <param name="dimensions">d; 0 where only texts are wanted.</param>
internal sealed class RowBatch(int dimensions)
{
    private readonly List<string> _names = [];
    private readonly List<TextCells> _texts = [];
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private float[] _values = [];

    /// <summary>The number of rows that have begun.</summary>
    public int Rows { get; private set; }

    /// <summary>The names of the columns of text.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The vectors <c>[rows, d]</c>.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Rows * dimensions);

    /// <summary>The texts of a column.</summary>
    public TextCells Texts(int column) => _texts[column];

    /// <summary>Begins a row and returns its vector <c>[d]</c>, to be filled before the next.</summary>
    public Span<float> AddRow()
    {
        var end = checked((Rows + 1) * dimensions);
        if (end > _values.Length)
        {
            var larger = ArrayPool<float>.Shared.Rent(Math.Max(end, 2 * _values.Length));
            _values.AsSpan(0, Rows * dimensions).CopyTo(larger);
            Return();
            _values = larger;
        }

        Rows++;
        return _values.AsSpan(end - dimensions, dimensions);
    }

    /// <summary>The index of a column, made when it is new.</summary>
    public int Column(string name)
    {
        if (!_columns.TryGetValue(name, out var column))
        {
            column = _names.Count;
            _columns.Add(name, column);
            _names.Add(name);
            _texts.Add(new TextCells());
        }

        return column;
    }

    /// <summary>Adds a text of the current row, UTF-8. An empty one is missing; of two for one column the first counts.</summary>
    public void AddText(int column, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            _texts[column].Add(Rows - 1, text);
        }
    }

    /// <inheritdoc cref="AddText(int, ReadOnlySpan{byte})"/>
    public void AddText(int column, string text) => AddText(column, Encoding.UTF8.GetBytes(text));

    /// <summary>Gives the memory of the vectors back.</summary>
    public void Return()
    {
        if (_values.Length > 0)
        {
            ArrayPool<float>.Shared.Return(_values);
            _values = [];
        }
    }
}
