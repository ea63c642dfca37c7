namespace EmbeddingProjector.Databases.Relations;

/// <summary>
/// Takes the rows that a database streams. Rows without a vector are passed over and counted; vectors of another length than the first are counted
/// to the end, so that the error says how many there are.
/// </summary>
/// <param name="place">Where the rows come from.</param>
/// <param name="dimensions">d.</param>
internal abstract class RowSink(RelationPlace place, int dimensions)
{
    private long _wrong;
    private string? _firstWrong;
    private int _firstWrongLength;

    /// <summary>d.</summary>
    public int Dimensions => dimensions;

    /// <summary>The rows taken.</summary>
    public long Rows { get; private set; }

    /// <summary>The rows met that have no vector.</summary>
    public long RowsWithout { get; private set; }

    /// <summary>The rows met, taken or not.</summary>
    public long RowsMet { get; private set; }

    /// <summary>Takes the vector of the next row; false when the row is not taken, and its texts are not wanted.</summary>
    /// <param name="values">Its numbers; empty for none.</param>
    /// <param name="key">What tells the row from others, made only when it is needed: "id = 17".</param>
    public bool Take(ReadOnlySpan<double> values, Func<string> key)
    {
        RowsMet++;
        if (values.IsEmpty)
        {
            RowsWithout++;
            return false;
        }

        if (values.Length != dimensions)
        {
            _firstWrong ??= key();
            _firstWrongLength = _wrong++ == 0 ? values.Length : _firstWrongLength;
            return false;
        }

        // Nothing will come of a table once a vector was wrong: its memory is not needed.
        if (_wrong > 0)
        {
            return false;
        }

        Rows++;
        Add(values);
        return true;
    }

    /// <summary>Takes a cell of the row just taken; null where there is none.</summary>
    public virtual void Text(int column, ReadOnlySpan<char> text, bool isMissing)
    {
    }

    /// <summary>Says that all rows have come.</summary>
    /// <param name="remedy">What to do about vectors of another length.</param>
    /// <exception cref="DataFormatException">Some vectors were of another length.</exception>
    public void Complete(string remedy)
    {
        if (_wrong > 0)
        {
            throw new DataFormatException(
                place.Source, $"{place.Where}, row {_firstWrong}",
                $"a vector of {_firstWrongLength:N0} numbers" + (_wrong > 1 ? $", and {_wrong - 1:N0} more rows of another length, of {RowsMet:N0} in all" : $", the only one of {RowsMet:N0}"),
                $"{dimensions:N0}, as the first row has", remedy);
        }
    }

    protected abstract void Add(ReadOnlySpan<double> values);
}

/// <summary>Hands the numbers on.</summary>
internal sealed class VisitSink(RelationPlace place, int dimensions, Formats.VisitValues visit) : RowSink(place, dimensions)
{
    protected override void Add(ReadOnlySpan<double> values) => visit(values);
}

/// <summary>Keeps the rows as a table, with columns of metadata.</summary>
internal sealed class TableSink : RowSink, IDisposable
{
    private readonly VectorTableBuilder _vectors;
    private readonly MetadataColumnBuilder[] _columns;
    private readonly long _expectedRows;
    private readonly IProgress<double>? _progress;

    public TableSink(RelationPlace place, int dimensions, long expectedRows, IEnumerable<string> columns, Formats.ReadSettings settings)
        : base(place, dimensions)
    {
        // What was counted is no promise: blocks are made for it, but the table ends where the rows end.
        _vectors = new VectorTableBuilder(dimensions, (int)Math.Clamp(expectedRows, 0, int.MaxValue), settings.Storage);
        _columns = [.. columns.Select(name => new MetadataColumnBuilder(name))];
        _expectedRows = Math.Max(1, expectedRows);
        _progress = settings.Progress;
    }

    public override void Text(int column, ReadOnlySpan<char> text, bool isMissing)
    {
        if (isMissing)
        {
            _columns[column].Add((string?)null);
        }
        else
        {
            _columns[column].Add(text);
        }
    }

    /// <summary>The table of all rows taken.</summary>
    public Formats.VectorFile Build(IReadOnlyList<string> notes)
    {
        var vectors = _vectors.Build();
        return new(vectors, _columns.Length > 0 ? new MetadataTable(vectors.RowCount, [.. _columns.Select(c => c.Build())]) : null, notes);
    }

    /// <summary>Gives up rows that no table was built of.</summary>
    public void Dispose() => _vectors.Dispose();

    protected override void Add(ReadOnlySpan<double> values)
    {
        var row = _vectors.Reserve(1);
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = (float)values[i];
        }

        const int RowsPerReport = 1 << 10;
        if (Rows % RowsPerReport == 0)
        {
            _progress?.Report(Math.Min(1, Rows / (double)_expectedRows));
        }
    }
}
