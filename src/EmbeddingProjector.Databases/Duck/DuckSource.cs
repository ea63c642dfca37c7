using System.Globalization;
using System.Text;
using EmbeddingProjector.Databases.Relations;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Databases.Duck;

/// <summary>What is kept of a tensor of DuckDB.</summary>
/// <param name="FromSql">What stands behind FROM.</param>
/// <param name="RowsWithout">How many of its rows have no vector.</param>
internal sealed record DuckTensor(string FromSql, long RowsWithout);

/// <summary>Vectors in a table of a DuckDB file, or in the answer to a query: lists and arrays of numbers, or columns of numbers.</summary>
/// <param name="path">The file; null for a query over files of other kinds.</param>
/// <param name="request">What is asked of it.</param>
internal sealed class DuckSource(string? path, DatabaseRequest request) : RelationSource<DuckTensor>(path ?? "", request)
{
    private const int SampledRows = 100;
    private const string Schema = "main";

    /// <inheritdoc/>
    protected override IReadOnlyList<(RelationTensor, DuckTensor)> Find(CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(Name, path);
        var found = new List<(RelationTensor, DuckTensor)>();
        foreach (var (name, place, from) in Relations(session, cancellationToken))
        {
            var columns = Columns(session, from, place, cancellationToken);
            var vectors = ColumnChoice.Vectors(place, name, columns, Request.Vector);
            if (vectors.Count == 0)
            {
                vectors = Judged(session, name, from, columns, place, cancellationToken);
            }

            if (vectors.Count == 0)
            {
                throw new DataFormatException(
                    Name, place.Where, "no column of numbers or of lists of numbers", "a column of lists, such as FLOAT[] or DOUBLE[384], or columns of numbers", ColumnChoice.Candidates(columns));
            }

            _ = ColumnChoice.Metadata(place, columns, vectors[0], Request.Metadata);
            found.AddRange(Describe(session, from, place, vectors, columns, cancellationToken));
        }

        return found;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Stream(
        RelationTensor tensor, DuckTensor beside, IReadOnlyList<RelationColumn> metadata, RowSink sink, CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(Name, path);
        var texts = metadata.Cast<DuckColumn>().ToList();
        var value = ValueOf(tensor.Vector);
        var sql = $"SELECT {string.Join(", ", texts.Select(t => t.TextSql).Prepend(value))}\n{RowsOf(beside.FromSql, beside.RowsWithout > 0 ? PresentSql(value) : "true")}";
        var rows = new DuckRows(sink, texts.Count, IsFloat32(tensor.Vector));
        session.Query(
            sql, tensor.Place.Where,
            chunk =>
            {
                if (rows.Take(chunk) is { } problem)
                {
                    throw new DataFormatException(
                        Name, $"{tensor.Place.Where}, row {sink.RowsMet + 1:N0}", problem, "a number", "Leave such rows out, or put a number in its place: coalesce(x, 0).");
                }
            },
            cancellationToken);
        return [];
    }

    /// <inheritdoc/>
    protected override long RowsWithout(DuckTensor beside) => beside.RowsWithout;

    /// <inheritdoc/>
    protected override string RemedyForLengths(RelationTensor tensor) =>
        $"Leave the others out: {Request.Leaving($"len({ColumnNames.Quote(tensor.Vector.Columns[0].Name)}) = {tensor.Info.Shape[1]}")}.";

    private static string ValueOf(RelationVector vector) => vector.IsOneColumn ? ((DuckColumn)vector.Columns[0]).ValueSql
        : $"[{string.Join(", ", vector.Columns.Select(c => $"{ColumnNames.Quote(c.Name)}::{(IsFloat32(vector) ? "FLOAT" : "DOUBLE")}"))}]";

    private static bool IsFloat32(RelationVector vector) => vector.Columns.All(c => ((DuckColumn)c).IsFloat32);

    private static string PresentSql(string value) => $"len({value}) > 0";

    private IEnumerable<(string? Name, RelationPlace Place, string From)> Relations(DuckSession session, CancellationToken cancellationToken)
    {
        if (Request.Query is { } query)
        {
            // The line ends keep a comment at its end from swallowing what follows.
            return [(null, new(Name, "the query"), $"(\n{query.TrimEnd(';', ' ', '\t', '\r', '\n')}\n) AS projector_query")];
        }

        var all = new List<TableName>();
        var vectors = new List<(TableName, string)>();
        Rows(
            session, "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns WHERE table_catalog = current_database() ORDER BY ALL", null, 4,
            cells =>
            {
                var table = new TableName(Schema, cells[0]!, cells[1]!);
                if (all.Count == 0 || all[^1] != table)
                {
                    all.Add(table);
                }

                if (DuckColumn.Of(cells[2]!, cells[3]!) is { Use: ColumnUse.Vector } column)
                {
                    vectors.Add((table, $"{column.Name} ({column.TypeName})"));
                }
            },
            cancellationToken);
        var choice = new TableChoice<TableName>(Name, all, vectors);
        return (Request.Table is { } wanted ? [choice.Named(wanted)] : choice.WithVectors(Request.ListsAllTables))
            .Select(t => ((string?)t.Display, new RelationPlace(Name, $"table \"{t.Display}\""), t.Qualified));
    }

    private static List<DuckColumn> Columns(DuckSession session, string from, RelationPlace place, CancellationToken cancellationToken)
    {
        var columns = new List<DuckColumn>();
        Rows(session, $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {from})", place.Where, 2, cells => columns.Add(DuckColumn.Of(cells[0]!, cells[1]!)), cancellationToken);
        return columns;
    }

    // Where no column is a list by its type: columns of text that hold numbers in brackets, or columns of numbers.
    private static IReadOnlyList<RelationVector> Judged(
        DuckSession session, string? name, string from, List<DuckColumn> columns, RelationPlace place, CancellationToken cancellationToken)
    {
        var simple = columns.Where(c => c.Use is ColumnUse.Number or ColumnUse.Text).ToList();
        if (simple.Count == 0)
        {
            return [];
        }

        var judged = simple.ConvertAll(c => new DelimitedColumn { Name = c.Name });
        Rows(
            session, $"SELECT {string.Join(", ", simple.Select(c => c.TextSql))} FROM {from} LIMIT {SampledRows}", place.Where, simple.Count,
            cells =>
            {
                for (var i = 0; i < cells.Length; i++)
                {
                    // A number that is not finite is a number of the column all the same, and what is no number by its type is none.
                    judged[i].Add(cells[i] is not { } text ? [] : simple[i].Use == ColumnUse.Number && text is "nan" or "inf" or "-inf" ? "0.5"u8 : Encoding.UTF8.GetBytes(text));
                }
            },
            cancellationToken);
        for (var i = 0; i < simple.Count; i++)
        {
            if (simple[i].Use == ColumnUse.Text && judged[i].Kind == CellKind.List)
            {
                simple[i] = simple[i].AsList();
                columns[columns.FindIndex(c => c.Name == simple[i].Name)] = simple[i];
            }
        }

        var lists = ColumnChoice.Vectors(place, name, columns, null);
        var numbers = simple.Index().Where(s => s.Item.Use == ColumnUse.Number).ToList();
        return lists.Count > 0 ? lists : ColumnChoice.NumberedVectors(name, [.. numbers.Select(n => n.Item)], [.. numbers.Select(n => judged[n.Index])]);
    }

    // All that must be known before reading, of all vectors at once: a query may be as dear as the reading itself, so it runs once here and once there.
    // Reading at once would hold the rows before anybody has asked for them, and without an end that progress could be measured by.
    private List<(RelationTensor, DuckTensor)> Describe(
        DuckSession session, string from, RelationPlace place, IReadOnlyList<RelationVector> vectors, IReadOnlyList<RelationColumn> columns, CancellationToken cancellationToken)
    {
        const int Counted = 3;
        var asked = vectors.Select(ValueOf).Select(v => $"count(*) FILTER (WHERE {PresentSql(v)}), min(len({v})) FILTER (WHERE {PresentSql(v)})::BIGINT, max(len({v}))::BIGINT");
        var counts = new long[1 + (Counted * vectors.Count)];
        session.Query(
            $"SELECT {string.Join(", ", asked.Prepend("count(*)"))} {RowsOf(from, "true")}", place.Where,
            chunk =>
            {
                for (var i = 0; i < counts.Length; i++)
                {
                    counts[i] = chunk.Column(i) is var cell && cell.IsNull(0) ? 0 : cell.Int64(0);
                }
            },
            cancellationToken);
        return [.. vectors.Select((v, i) => Describe(v, counts[0], counts[1 + (Counted * i)], counts[2 + (Counted * i)], counts[3 + (Counted * i)]))];

        (RelationTensor, DuckTensor) Describe(RelationVector vector, long rows, long present, long shortest, long longest)
        {
            // Of several lengths the first is the one that the others are measured by.
            var length = shortest == longest ? longest : FirstLength(session, from, place, ValueOf(vector), cancellationToken);
            var problem = present > 0 ? null : rows == 0 ? "there are no rows" : string.Create(CultureInfo.InvariantCulture, $"none of the {rows:N0} rows has a vector");
            return (new(new TensorInfo(vector.Name, vector.ElementType, [present, length], Problem: problem), place, vector, columns), new(from, rows - present));
        }
    }

    private long FirstLength(DuckSession session, string from, RelationPlace place, string value, CancellationToken cancellationToken)
    {
        var length = 0L;
        session.Query(
            $"SELECT len({value})::BIGINT {RowsOf(from, PresentSql(value))}\nLIMIT 1", place.Where,
            chunk => length = chunk.RowCount > 0 ? chunk.Column(0).Int64(0) : length, cancellationToken);
        return length;
    }

    private static void Rows(DuckSession session, string sql, string? place, int columns, Action<string?[]> take, CancellationToken cancellationToken) =>
        session.Query(
            sql, place,
            chunk =>
            {
                for (var row = 0; row < chunk.RowCount; row++)
                {
                    take([.. Enumerable.Range(0, columns).Select(c => chunk.Column(c).Text(row))]);
                }
            },
            cancellationToken);
}
