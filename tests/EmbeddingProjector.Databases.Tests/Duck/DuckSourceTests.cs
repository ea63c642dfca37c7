using EmbeddingProjector.Formats;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Duck;

public sealed class DuckSourceTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_query_over_nothing_is_vectors_with_metadata_of_every_kind()
    {
        var file = OpenedSource.Read(new DatabaseRequest
        {
            Query =
                """
                SELECT [1, 2.5]::FLOAT[] AS v, 'Größe 名' AS t, 7 AS n, 1.50::DECIMAL(6,2) AS d, true AS b, DATE '2024-05-06' AS day,
                  TIMESTAMP '2024-05-06 07:08:09.5' AS at, NULL::VARCHAR AS nothing, 'a text of more than twelve bytes' AS long, {'a': 1} AS record
                UNION ALL SELECT [3, 4], NULL, NULL, NULL, NULL, NULL, NULL, 'x', 'y', NULL
                """,
        });

        Assert.Equal(["1 2.5", "3 4"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["t", "n", "d", "b", "day", "at", "nothing", "long"], file.Metadata!.Columns.Select(c => c.Name));
        Assert.Equal(["Größe 名", null], OpenedSource.Texts(file, "t"));
        Assert.Equal(["7", null], OpenedSource.Texts(file, "n"));
        Assert.Equal(["1.50", null], OpenedSource.Texts(file, "d"));
        Assert.Equal(["true", null], OpenedSource.Texts(file, "b"));
        Assert.Equal(["2024-05-06", null], OpenedSource.Texts(file, "day"));
        Assert.Equal(["2024-05-06T07:08:09.5", null], OpenedSource.Texts(file, "at"));
        Assert.Equal([null, "x"], OpenedSource.Texts(file, "nothing"));
        Assert.Equal(["a text of more than twelve bytes", "y"], OpenedSource.Texts(file, "long"));
        Assert.Contains(file.Notes, n => n.Contains("\"record\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[1, 2]::DOUBLE[]", "float64", "1 2")]
    [InlineData("[1, 2]::FLOAT[2]", "float32", "1 2")]
    [InlineData("[1, 2]::UTINYINT[]", "uint8", "1 2")]
    [InlineData("[1, -2]::BIGINT[]", "int64", "1 -2")]
    [InlineData("[1.25, 2]::DECIMAL(10,2)[]", "float64", "1.25 2")]
    [InlineData("[[1, 2], [3, 4]]::FLOAT[2][2]", "float32", "1 2 3 4")]
    [InlineData("[[1], [2]]::INTEGER[][]", "int32", "1 2")]
    [InlineData("'[1, 2.5]'", "float64", "1 2.5")]
    [InlineData("[1e300, 1]::DOUBLE[]", "float64", "Infinity 1")]
    public void Lists_and_arrays_of_every_kind_of_number_are_vectors(string value, string elementType, string expected)
    {
        var request = new DatabaseRequest { Query = $"SELECT {value} AS v, 'a' AS label" };

        Assert.Equal(elementType, Assert.Single(OpenedSource.List(request)).ElementType);
        Assert.Equal([expected], OpenedSource.Rows(OpenedSource.Read(request).Vectors));
    }

    [Fact]
    public void Globs_of_csv_and_json_and_columns_that_count_are_read_in_order()
    {
        _directory.Write("a1.csv", "id,dim_0,dim_1,dim_2,name\n1,0.5,1,2,x\n2,3,4,5,y\n");
        _directory.Write("a2.csv", "id,dim_0,dim_1,dim_2,name\n3,6,7,8,z\n");
        _directory.Write("b.json", """[{"text": "p", "embedding": [1, 2.5]}, {"text": "q", "embedding": [3, 4]}]""");

        var csv = OpenedSource.Read(new DatabaseRequest { Query = $"SELECT * FROM '{_directory.File("a*.csv")}'" });
        var json = OpenedSource.Read(new DatabaseRequest { Query = $"FROM '{_directory.File("b.json")}'" });

        Assert.Equal(["0.5 1 2", "3 4 5", "6 7 8"], OpenedSource.Rows(csv.Vectors));
        Assert.Equal(["x", "y", "z"], OpenedSource.Texts(csv, "name"));
        Assert.Equal("x … z", Assert.Single(OpenedSource.List(new DatabaseRequest { Query = "SELECT 0.5 AS x, 1.5 AS y, 2.5 AS z" })).Name);
        Assert.Equal(["1 2.5", "3 4"], OpenedSource.Rows(json.Vectors));
        Assert.Equal(["p", "q"], OpenedSource.Texts(json, "text"));
    }

    [Fact]
    public void Many_rows_come_in_order_and_exact()
    {
        const int Rows = 50_000;
        var file = OpenedSource.Read(new DatabaseRequest { Query = $"SELECT i AS row, [i, sin(i), i / 3]::FLOAT[3] AS v, CASE WHEN i % 5 <> 0 THEN 'row ' || i END AS label FROM range({Rows}) AS t(i)" });

        Assert.Equal(Rows, file.Vectors.RowCount);
        for (var row = 0; row < Rows; row++)
        {
            Assert.Equal([row, (float)Math.Sin(row), (float)(row / 3.0)], file.Vectors.Row(row).ToArray());
            Assert.Equal(row % 5 == 0 ? null : $"row {row}", file.Metadata!.Columns[1].Text(row));
        }
    }

    [Fact]
    public void A_file_of_duckdb_is_opened_for_reading_with_its_tables()
    {
        var path = _directory.File("shop.duckdb");
        Create(path, "CREATE TABLE \"we\"\"ird; DROP\" (\"Größe\" FLOAT[2], name VARCHAR); INSERT INTO \"we\"\"ird; DROP\" VALUES ([1, 2], 'a'); CREATE TABLE other (x INTEGER)");

        var file = OpenedSource.Read(new DatabaseRequest { Address = path });
        Assert.Equal(["1 2"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["1 2"], OpenedSource.Rows(OpenedSource.Read(new DatabaseRequest { Address = path, Table = "we\"ird; DROP", Vector = ["größe"], Where = "name = 'a' -- only" }).Vectors));
        Assert.Equal(["3 4"], OpenedSource.Rows(OpenedSource.Read(new DatabaseRequest { Address = path, Query = "SELECT [3, 4]::FLOAT[] AS v" }).Vectors));
        Create(path, "CREATE SCHEMA s; CREATE TABLE s.more (v DOUBLE[])");
        var several = OpenedSource.Refusal(new DatabaseRequest { Address = path });
        Assert.Contains("2 tables with vectors", several.Message, StringComparison.Ordinal);
        Assert.Contains("--table s.more   v (DOUBLE[])", several.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_a_vector_are_left_out_and_vectors_of_another_length_are_named()
    {
        var file = OpenedSource.Read(new DatabaseRequest { Query = "SELECT * FROM (VALUES ([1, 2]::FLOAT[], 'a'), (NULL, 'b'), ([], 'c'), ([NULL], 'e'), ([3, 4], 'd')) AS t(v, name)" });
        var e = OpenedSource.Refusal(new DatabaseRequest { Query = "SELECT * FROM (VALUES ([1, 2]::FLOAT[]), ([1]), ([3, 4]), ([1, 2, 3])) AS t(v)" });

        Assert.Equal(["1 2", "3 4"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["a", "d"], OpenedSource.Texts(file, "name"));
        Assert.Contains("Rows without a vector were left out: 3.", file.Notes);
        Assert.Contains("row 2: a vector of 1 numbers, and 1 more rows of another length, of 4 in all; expected 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("len(\"v\") = 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_told_in_one_exception()
    {
        var missing = OpenedSource.Refusal(new DatabaseRequest { Query = $"SELECT * FROM '{_directory.File("none*.parquet")}'" });
        Assert.Contains("No files found", missing.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.CurrentDirectory, missing.Remedy, StringComparison.Ordinal);
        Assert.Contains("Parser Error", OpenedSource.Refusal(new DatabaseRequest { Query = "SELECT FROM WHERE" }).Message, StringComparison.Ordinal);
        Assert.Contains("no column of numbers", OpenedSource.Refusal(new DatabaseRequest { Query = "SELECT 'a' AS t" }).Message, StringComparison.Ordinal);
        Assert.Contains("1 of 2 elements of a vector are NULL", OpenedSource.Refusal(new DatabaseRequest { Query = "SELECT [1, NULL]::FLOAT[] AS v" }).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", OpenedSource.Refusal(new DatabaseRequest { Address = _directory.File("none.duckdb") }).Message, StringComparison.Ordinal);
        var broken = _directory.Write("broken.duckdb", [.. new byte[8], .. "DUCK"u8, .. new byte[4096]]);
        Assert.Equal(broken, OpenedSource.Refusal(new DatabaseRequest { Address = broken }).Path);
        Assert.Contains("a row", OpenedSource.Refusal(new DatabaseRequest { Query = "SELECT [1.0]::FLOAT[] AS v, CASE WHEN i = 9 THEN error('a row') END AS t FROM range(10) AS t(i)" }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_fetched_from_the_network_without_a_word()
    {
        var e = OpenedSource.Refusal(new DatabaseRequest { Query = "SELECT * FROM 'https://127.0.0.1:1/vectors.parquet'" });

        Assert.Contains("Nothing is fetched from the network here.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var source = OpenedSource.Open(new DatabaseRequest { Query = "SELECT [i]::FLOAT[] AS v FROM range(3000000) AS t(i)" });
        var tensor = source.List(TestContext.Current.CancellationToken)[0];

        Assert.ThrowsAny<OperationCanceledException>(() => source.Read(tensor, new ReadSettings(Progress: new Canceller(cancellation)), cancellation.Token));
    }

    internal static void Create(string path, string sql)
    {
        using var connection = new DuckDB.NET.Data.DuckDBConnection($"DataSource={path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Canceller(CancellationTokenSource cancellation) : IProgress<double>
    {
        public void Report(double value) => cancellation.Cancel();
    }
}
