namespace EmbeddingProjector.Formats.Text;

/// <summary>Parses rows of delimited text into vectors and metadata.</summary>
internal sealed class DelimitedRows
{
    // Numbers that count, but make no vector here, are shown as metadata when they are few: coordinates of a map, say.
    private const int MostOtherNumbers = 16;
    private const int Ignored = -1;
    private const int List = -2;
    private const int FirstText = -3;

    private readonly string _path;
    private readonly DelimitedLayout _layout;
    private readonly int[] _roles;

    /// <summary>A parser for the rows of a file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="layout">What its columns are.</param>
    /// <param name="tensor">The columns of the vectors; null to read every column as metadata.</param>
    public DelimitedRows(string path, DelimitedLayout layout, DelimitedTensor? tensor)
    {
        (_path, _layout) = (path, layout);
        _roles = Roles(layout, tensor);
        TextNames = [.. layout.Columns.Where((_, i) => _roles[i] <= FirstText).Select(c => c.Name)];
    }

    /// <summary>The names of the metadata columns.</summary>
    public IReadOnlyList<string> TextNames { get; }

    /// <summary>Parses a stretch.</summary>
    public void Parse(TextChunk chunk, RowBatch batch)
    {
        var texts = TextNames.Select(batch.Column).ToArray();
        var records = new DelimitedCells(chunk.Bytes, _layout.Dialect.Separator, chunk.FirstLine);
        while (records.NextRecord())
        {
            if (records.Line == _layout.HeaderLine)
            {
                records.SkipRecord();
            }
            else
            {
                ReadRow(ref records, batch.AddRow(), batch, texts);
            }
        }
    }

    /// <summary>The number of records of a stretch, the header among them.</summary>
    public static long Count(TextChunk chunk, byte separator)
    {
        // Without quotes every line is a record.
        if (!chunk.Bytes.Contains((byte)'"'))
        {
            return TsvFormat.Lines(chunk);
        }

        var records = new DelimitedCells(chunk.Bytes, separator, chunk.FirstLine);
        long count = 0;
        while (records.NextRecord())
        {
            records.SkipRecord();
            count++;
        }

        return count;
    }

    private static int[] Roles(DelimitedLayout layout, DelimitedTensor? tensor)
    {
        var roles = new int[layout.Columns.Count];
        var others = layout.Tensors.Where(t => t != tensor && (t.IsList || t.Dimensions > MostOtherNumbers)).SelectMany(t => t.Columns).ToHashSet();
        var own = tensor?.Columns.ToHashSet() ?? [];
        var (dimension, text) = (0, 0);
        for (var i = 0; i < roles.Length; i++)
        {
            roles[i] = own.Contains(i) ? (tensor!.IsList ? List : dimension++)
                : tensor is not null && others.Contains(i) ? Ignored
                : FirstText - text++;
        }

        return roles;
    }

    private void ReadRow(ref DelimitedCells records, Span<float> vector, RowBatch batch, int[] texts)
    {
        var column = 0;
        for (; ; column++)
        {
            var role = column < _roles.Length ? _roles[column] : Ignored;
            if (role >= 0 && records.TryNextNumber(out var value))
            {
                vector[role] = (float)value;
            }
            else if (!records.NextCell(out var cell))
            {
                break;
            }
            else if (role >= 0)
            {
                vector[role] = DecimalNumber.TryParse(cell, out value) ? (float)value : throw NotANumber(records.Line, column, cell);
            }
            else if (role == List)
            {
                if (NumberList.Read(cell, vector) is { } found)
                {
                    throw new DataFormatException(
                        _path, Place(records.Line, column), found, $"{vector.Length:N0} numbers in brackets, as in the first rows", "Every row needs a vector of the same length.");
                }
            }
            else if (role <= FirstText)
            {
                batch.AddText(texts[FirstText - role], cell);
            }
        }

        if (records.EndsInQuotes)
        {
            throw new DataFormatException(_path, $"line {records.Line:N0}", "a quoted cell that never ends", "a closing \"", "The file was cut short, or a quote is missing.");
        }

        if (column != _roles.Length)
        {
            throw new DataFormatException(
                _path, $"line {records.Line:N0}", $"{column:N0} cells", $"{_roles.Length:N0}, as in the first rows",
                $"Every line must hold the same number of cells, separated by {_layout.Dialect.SeparatorName}; put a cell that holds one itself in quotes.");
        }
    }

    private string Place(long line, int column) => $"line {line:N0}, column {column + 1:N0} (\"{_layout.Columns[column].Name}\")";

    private DataFormatException NotANumber(long line, int column, ReadOnlySpan<byte> cell) => cell.Trim(" \t"u8).IsEmpty
        ? new DataFormatException(_path, Place(line, column), "nothing", "a number", "Fill the gap, or leave out the row or the column.")
        : BadCell.NotANumber(_path, Place(line, column), cell, "cells of numbers", null);
}
