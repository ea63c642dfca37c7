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
/// <param name="Problem">Why they are no table, or null.</param>
internal sealed record ColumnarTensor(string? Name, IReadOnlyList<int> Columns, int Dimensions, string ElementType, long Rows, string? Problem = null);

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
            if (column.Kind == ColumnKind.List && file.Lengths(i) is { Rows: > 0, First: <= int.MaxValue } lengths)
            {
                lists.Add(new ColumnarTensor(column.Name, [i], (int)lengths.First, column.ElementType, lengths.Rows, Problem(lengths)));
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

    private static string? Problem(ListLengths lengths) => lengths.FirstOther < 0 ? null
        : $"its lists have {lengths.Shortest:N0} to {lengths.Longest:N0} numbers, and vectors are of one length: the first has {lengths.First:N0}, and row {lengths.FirstOther:N0} is the first that has not";

    private static DelimitedColumn Judge(ColumnarFile file, int column)
    {
        var judged = new DelimitedColumn { Name = file.Columns[column].Name };
        var rows = 0;
        for (var batch = 0; batch < file.BatchRows.Count && rows < ProbedRows; batch++)
        {
            using var source = file.Uniform(batch, column, 1);
            if (source is not null)
            {
                var values = new double[Math.Min(ProbedRows - rows, file.BatchRows[batch])];
                source.Read(values.AsSpan());
                Array.ForEach(values, Add);
            }
            else
            {
                file.VisitNumbers(batch, column, (_, values, _) =>
                {
                    if (values is [var value])
                    {
                        Add(value);
                    }
                });
            }
        }

        return judged;

        void Add(double value)
        {
            if (rows++ < ProbedRows)
            {
                // A number that is not finite is a number of the column all the same.
                judged.Add(Encoding.ASCII.GetBytes((double.IsFinite(value) ? value : 0.5).ToString("R", CultureInfo.InvariantCulture)));
            }
        }
    }
}
