using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats.Columnar;

/// <summary>Columns that make one vector a row: one of lists, or several of one number each.</summary>
/// <param name="Name">The name of the column or of the family of columns; null where there is none.</param>
/// <param name="Columns">Their indices.</param>
/// <param name="Dimensions">d.</param>
/// <param name="ElementType">The type of the elements.</param>
/// <param name="Rows">The number of rows that have a vector.</param>
internal sealed record ColumnarTensor(string? Name, IReadOnlyList<int> Columns, int Dimensions, string ElementType, long Rows);

/// <summary>Which columns of a file are vectors, by the rules that hold for tables of text (<see cref="DelimitedTensor"/>).</summary>
internal static class ColumnarLayout
{
    private const int ProbedRows = 100;

    /// <summary>All that the columns offer; lists first.</summary>
    public static IReadOnlyList<ColumnarTensor> Find(ColumnarFile file)
    {
        var lists = new List<ColumnarTensor>();
        var numbers = new List<int>();
        for (var i = 0; i < file.Columns.Count; i++)
        {
            var column = file.Columns[i];
            if (column.Kind == ColumnKind.List && Length(file, i) is ( > 0 and var length, var rows))
            {
                lists.Add(new ColumnarTensor(column.Name, [i], length, column.ElementType, rows));
            }
            else if (column.Kind == ColumnKind.Number)
            {
                numbers.Add(i);
            }
        }

        if (lists.Count > 0)
        {
            return lists;
        }

        var judged = numbers.ConvertAll(i => Judge(file, i));
        return
        [
            .. DelimitedTensor.Find(judged).Select(t => new ColumnarTensor(
                t.Name, [.. t.Columns.Select(c => numbers[c])], t.Dimensions,
                t.Columns.Select(c => file.Columns[numbers[c]].ElementType).Distinct().ToList() is [var only] ? only : ElementType.Float32.Name, file.RowCount)),
        ];
    }

    // The length of the first list that is not empty, and how many are not.
    private static (int Length, long Rows) Length(ColumnarFile file, int column)
    {
        if (file.StatedLength(column) is > 0 and var stated)
        {
            return (stated, file.RowCount);
        }

        var (length, rows) = (0, 0L);
        for (var batch = 0; batch < file.BatchRows.Count; batch++)
        {
            file.VisitNumbers(batch, column, (_, values) =>
            {
                length = length == 0 ? values.Length : length;
                rows += values.Length > 0 ? 1 : 0;
            });
        }

        return (length, rows);
    }

    private static DelimitedColumn Judge(ColumnarFile file, int column)
    {
        var judged = new DelimitedColumn { Name = file.Columns[column].Name };
        var rows = 0;
        for (var batch = 0; batch < file.BatchRows.Count && rows < ProbedRows; batch++)
        {
            file.VisitNumbers(batch, column, (_, values) =>
            {
                if (rows++ < ProbedRows && values is [var value])
                {
                    // A number that is not finite is a number of the column all the same.
                    judged.Add(Encoding.ASCII.GetBytes((double.IsFinite(value) ? value : 0.5).ToString("R", CultureInfo.InvariantCulture)));
                }
            });
        }

        return judged;
    }
}
