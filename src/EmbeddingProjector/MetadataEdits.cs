namespace EmbeddingProjector;

/// <summary>One change of metadata: some rows of a column get a text, or lose theirs.</summary>
/// <param name="Column">The name of the column; one that there is not is added.</param>
/// <param name="Rows">The rows, ascending.</param>
/// <param name="Text">The text; null, or an empty one, leaves the rows without a value, as an empty cell of a file does.</param>
public sealed record MetadataEdit(string Column, IReadOnlyList<int> Rows, string? Text);

/// <summary>A cell that was edited.</summary>
/// <param name="Text">What it says now; null for no value.</param>
/// <param name="Was">What the file said when it was edited.</param>
public readonly record struct EditedCell(string? Text, string? Was);

/// <summary>
/// What a person changed of the metadata of a data set: cells over those of the file, which stays as it is. A cell counts only while the
/// file says what it said when the cell was edited, so that edits never end on other rows than their own. Not thread-safe.
/// </summary>
public sealed class MetadataEdits
{
    /// <summary>The longest text of a cell, in characters.</summary>
    public const int LongestText = 10_000;

    /// <summary>The longest name of a column, in characters.</summary>
    public const int LongestName = 200;

    private readonly Dictionary<string, Dictionary<int, EditedCell>> _columns = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>How many cells are edited.</summary>
    public int CellCount => _columns.Values.Sum(cells => cells.Count);

    /// <summary>The edited columns, in the order in which they were first edited, with their cells by row.</summary>
    public IEnumerable<(string Column, IReadOnlyDictionary<int, EditedCell> Cells)> Columns =>
        _order.Select(name => (name, (IReadOnlyDictionary<int, EditedCell>)_columns[name]));

    /// <summary>Makes changes, all or none.</summary>
    /// <param name="file">The metadata of the file; null for none.</param>
    /// <param name="edits">The changes, in order.</param>
    /// <returns>The changes that take these back, in order.</returns>
    /// <exception cref="ArgumentException">A text for a column of numbers that is none, or a name or text that no line of a file can hold.</exception>
    public IReadOnlyList<MetadataEdit> Change(MetadataTable? file, IReadOnlyList<MetadataEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        foreach (var edit in edits)
        {
            Check(file?.Column(edit.Column), edit);
        }

        var back = new List<MetadataEdit>();
        foreach (var edit in edits)
        {
            var column = file?.Column(edit.Column);
            var text = edit.Text is "" ? null : edit.Text;
            // Null is no key: a missing value stands apart.
            var missing = new List<int>();
            var before = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            foreach (var row in edit.Rows)
            {
                var said = column?.Text(row);
                var current = Current(edit.Column, row, said);
                var rows = current is null ? missing : before.TryGetValue(current, out var known) ? known : before[current] = [];
                rows.Add(row);
                Set(edit.Column, row, new(text, said));
            }

            back.AddRange(before.Select(group => new MetadataEdit(edit.Column, group.Value, group.Key)));
            if (missing.Count > 0)
            {
                back.Add(new(edit.Column, missing, null));
            }
        }

        back.Reverse();
        return back;
    }

    /// <summary>Takes a cell as it was kept.</summary>
    public void Restore(string column, int row, EditedCell cell) => Set(column, row, cell);

    /// <summary>The metadata as edited: the columns of the file, then those that were added.</summary>
    /// <param name="file">The metadata of the file; null for none.</param>
    /// <param name="rowCount">n.</param>
    /// <param name="outdated">How many cells do not count, because the file says something else there than when they were edited.</param>
    public MetadataTable? Apply(MetadataTable? file, int rowCount, out int outdated)
    {
        outdated = 0;
        if (_order.Count == 0)
        {
            return file;
        }

        var columns = new List<MetadataColumn>();
        foreach (var column in file?.Columns ?? [])
        {
            if (!_columns.TryGetValue(column.Name, out var cells))
            {
                columns.Add(column);
                continue;
            }

            outdated += cells.Count(cell => cell.Value.Was != column.Text(cell.Key));
            columns.Add(MetadataColumn.FromTexts(
                column.Name, Enumerable.Range(0, rowCount).Select(row => Current(column.Name, row, column.Text(row)))));
        }

        foreach (var name in _order.Where(name => file?.Column(name) is null))
        {
            var cells = _columns[name];
            outdated += cells.Values.Count(cell => cell.Was is not null);
            var added = MetadataColumn.FromTexts(name, Enumerable.Range(0, rowCount).Select(row => Current(name, row, null)));
            if (added.Values.Count > 0)
            {
                columns.Add(added);
            }
        }

        return columns.Count == 0 ? file : new(rowCount, columns);
    }

    private static void Check(MetadataColumn? column, MetadataEdit edit)
    {
        if (column is null && (edit.Column.Length is 0 or > LongestName || string.IsNullOrWhiteSpace(edit.Column) || IsNoLine(edit.Column)))
        {
            throw new ArgumentException($"A column needs a name of 1 to {LongestName} characters without tabs and line breaks.");
        }

        if (edit.Text is { Length: > LongestText })
        {
            throw new ArgumentException($"The label is {edit.Text.Length:N0} characters long; at most {LongestText:N0} are kept.");
        }

        if (edit.Text is { } text && IsNoLine(text))
        {
            throw new ArgumentException("A label holds no tabs, line breaks or zero characters: a metadata file could not say them.");
        }

        if (column is { IsNumeric: true } && edit.Text is { Length: > 0 } number && !MetadataColumn.TryParseNumber(number, out _))
        {
            throw new ArgumentException($"Label must be numeric: column \"{column.Name}\" holds numbers, and \"{number}\" is none.");
        }
    }

    private static bool IsNoLine(string text) => text.AsSpan().ContainsAny(['\t', '\n', '\r', '\0']);

    private string? Current(string column, int row, string? said) =>
        _columns.TryGetValue(column, out var cells) && cells.TryGetValue(row, out var cell) && cell.Was == said ? cell.Text : said;

    private void Set(string column, int row, EditedCell cell)
    {
        if (!_columns.TryGetValue(column, out var cells))
        {
            if (cell.Text == cell.Was)
            {
                return;
            }

            _columns[column] = cells = [];
            _order.Add(column);
        }

        // What says the same as the file is no edit.
        if (cell.Text == cell.Was)
        {
            cells.Remove(row);
            if (cells.Count == 0)
            {
                _columns.Remove(column);
                _order.Remove(column);
            }
        }
        else
        {
            cells[row] = cell;
        }
    }
}
