using EmbeddingProjector.Databases.Tests.Servers;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Postgres;

/// <summary>Against a real server; each test has a schema of its own.</summary>
public sealed class PostgresSourceTests(PostgresServer server) : IAsyncLifetime
{
    private readonly string _schema = "s" + Guid.NewGuid().ToString("N");

    public async ValueTask InitializeAsync()
    {
        server.Required();
        await server.ExecuteAsync($"CREATE SCHEMA {_schema}");
    }

    public async ValueTask DisposeAsync()
    {
        if (server.Port != 0)
        {
            await server.ExecuteAsync($"DROP SCHEMA {_schema} CASCADE");
        }
    }

    [Fact]
    public async Task A_table_is_vectors_with_its_other_columns_as_metadata()
    {
        await CreateAsync(
            "items",
            "id serial PRIMARY KEY, title text, year int, price numeric(6,2), sold bool, at timestamptz, day date, tags text[], embedding real[]",
            "(DEFAULT, 'Größe', 2001, 1.50, true, '2024-05-06 07:08:09.5+00', '2024-05-06', '{a,b}', '{1,2.5,-3}'), (DEFAULT, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{0,1e-7,3e38}')");

        var file = OpenedSource.Read(Of("items"));

        Assert.Equal(["1 2.5 -3", "0 1E-07 3E+38"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["id", "title", "year", "price", "sold", "at", "day"], file.Metadata!.Columns.Select(c => c.Name));
        Assert.Equal(["Größe", null], OpenedSource.Texts(file, "title"));
        Assert.Equal(["2001", null], OpenedSource.Texts(file, "year"));
        Assert.Equal(["1.50", null], OpenedSource.Texts(file, "price"));
        Assert.Equal(["true", null], OpenedSource.Texts(file, "sold"));
        Assert.Equal("2024-05-06", OpenedSource.Texts(file, "day")[0]);
        Assert.StartsWith("2024-05-06T07:08:09.5", OpenedSource.Texts(file, "at")[0], StringComparison.Ordinal);
        Assert.Contains(file.Notes, n => n.StartsWith("Left out", StringComparison.Ordinal) && n.Contains("\"tags\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("real[]", "float32", "0.1 -2")]
    [InlineData("double precision[]", "float64", "0.1 -2")]
    [InlineData("numeric(10,3)[]", "float64", "0.1 -2")]
    [InlineData("smallint[]", "int16", "0 -2")]
    [InlineData("int[]", "int32", "0 -2")]
    [InlineData("bigint[]", "int64", "0 -2")]
    public async Task Arrays_of_every_kind_of_number_are_vectors(string type, string elementType, string expected)
    {
        await CreateAsync("numbers", $"v {type}", $"('{{{(elementType.StartsWith("int", StringComparison.Ordinal) ? "0" : "0.1")},-2}}')");

        Assert.Equal(elementType, Assert.Single(OpenedSource.List(Of("numbers"))).ElementType);
        Assert.Equal([expected], OpenedSource.Rows(OpenedSource.Read(Of("numbers")).Vectors));
    }

    [Fact]
    public async Task Rows_come_in_the_order_of_the_primary_key()
    {
        await CreateAsync("items", "b text, a int, v real[], PRIMARY KEY (a, b)", "('y', 2, '{4,4}'), ('x', 2, '{3,3}'), ('z', 1, '{2,2}'), ('b', 1, '{1,1}')");

        Assert.Equal(["1 1", "2 2", "3 3", "4 4"], OpenedSource.Rows(OpenedSource.Read(Of("items")).Vectors));
    }

    [Fact]
    public async Task The_order_of_a_key_is_that_of_its_type_and_not_of_its_text()
    {
        await CreateAsync("items", "id int PRIMARY KEY, v real[]", "(10, '{10,0}'), (9, '{9,0}'), (100, '{100,0}')");

        Assert.Equal(["9 0", "10 0", "100 0"], OpenedSource.Rows(OpenedSource.Read(Of("items")).Vectors));
    }

    [Fact]
    public async Task Columns_are_chosen_by_name_and_several_columns_of_numbers_make_a_vector()
    {
        await CreateAsync("points", "id int PRIMARY KEY, x real, y double precision, z int, \"Name\" text, other real[]", "(1, 1.5, 2.5, 3, 'a', '{9}'), (2, 4, 5, 6, 'b', '{9}')");

        var file = OpenedSource.Read(Of("points") with { Vector = ["x", "y", "z"], Metadata = ["name"] });

        Assert.Equal(["1.5 2.5 3", "4 5 6"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["Name"], file.Metadata!.Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task Names_that_would_be_sql_are_names_and_nothing_else()
    {
        const string Table = "we\"ird; DROP TABLE items; --";
        const string Column = "名前\"'; --";
        await CreateAsync("items", "v real[]", "('{1,2}')");
        await server.ExecuteAsync(
            $"CREATE TABLE {_schema}.\"{Table.Replace("\"", "\"\"", StringComparison.Ordinal)}\" (\"{Column.Replace("\"", "\"\"", StringComparison.Ordinal)}\" text PRIMARY KEY, \"Größe\" real[]);"
            + $"INSERT INTO {_schema}.\"{Table.Replace("\"", "\"\"", StringComparison.Ordinal)}\" VALUES ('x', '{{5,6}}')");

        var file = OpenedSource.Read(new DatabaseRequest { Address = server.Address, Table = Table, Vector = ["Größe"], Metadata = [Column] });

        Assert.Equal(["5 6"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["x"], OpenedSource.Texts(file, Column));
        Assert.Equal(["1 2"], OpenedSource.Rows(OpenedSource.Read(Of("items")).Vectors));
        var e = OpenedSource.Refusal(new DatabaseRequest { Address = server.Address, Table = "items\"; DROP TABLE items; --" });
        Assert.Contains("no table", e.Message, StringComparison.Ordinal);
        Assert.Equal(["1 2"], OpenedSource.Rows(OpenedSource.Read(Of("items")).Vectors));
    }

    [Fact]
    public async Task Rows_without_a_vector_are_left_out_and_counted()
    {
        await CreateAsync("items", "id int PRIMARY KEY, v real[]", "(1, '{1,2}'), (2, NULL), (3, '{}'), (5, '{NULL,NULL}'), (4, '{3,4}')");

        var file = OpenedSource.Read(Of("items"));

        Assert.Equal(["1 2", "3 4"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["1", "4"], OpenedSource.Texts(file, "id"));
        Assert.Contains("Rows without a vector were left out: 3.", file.Notes);
        Assert.Equal([3, 2], Assert.Single(OpenedSource.List(Of("items"))).Shape);
    }

    [Fact]
    public async Task Vectors_of_another_length_are_named_counted_and_can_be_left_out()
    {
        await CreateAsync("items", "id int PRIMARY KEY, v real[]", "(1, '{1,2}'), (17, '{1,2,3}'), (18, '{1}'), (19, '{3,4}')");

        var e = OpenedSource.Refusal(Of("items"));

        Assert.Contains("row id = 17: a vector of 3 numbers, and 1 more rows of another length, of 4 in all; expected 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("--where 'cardinality(\"v\") = 2'", e.Message, StringComparison.Ordinal);
        Assert.Equal(["1 2", "3 4"], OpenedSource.Rows(OpenedSource.Read(Of("items") with { Where = "cardinality(\"v\") = 2 -- those" }).Vectors));
    }

    [Fact]
    public async Task A_vector_with_an_element_that_is_null_is_named_by_its_row()
    {
        await CreateAsync("items", "id int PRIMARY KEY, v real[]", "(1, '{1,2}'), (5, '{1,NULL}')");

        var e = OpenedSource.Refusal(Of("items"));

        Assert.Contains("row id = 5: element 2 of a vector is NULL", e.Message, StringComparison.Ordinal);
        Assert.Contains("--where 'array_position(\"v\", NULL) IS NULL'", e.Remedy, StringComparison.Ordinal);
        Assert.Equal(["1 2"], OpenedSource.Rows(OpenedSource.Read(Of("items") with { Where = "array_position(\"v\", NULL) IS NULL" }).Vectors));
        // What was asked already stays asked.
        Assert.Contains(
            "--where '(id <> 9 AND '\\''a'\\'' = '\\''a'\\'') AND array_position(\"v\", NULL) IS NULL'", OpenedSource.Refusal(Of("items") with { Where = "id <> 9 AND 'a' = 'a'" }).Remedy, StringComparison.Ordinal);
        Assert.Contains("rows out: WHERE array_position", OpenedSource.Refusal(new DatabaseRequest { Address = server.Address, Query = $"SELECT id, v FROM {_schema}.items" }).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_table_the_only_one_with_vectors_is_opened_and_of_several_all_are_told()
    {
        await server.ExecuteAsync($"CREATE DATABASE {_schema}");
        var address = server.Address[..^"postgres".Length] + _schema;
        await using (var connection = await server.ConnectAsync())
        {
            await connection.ChangeDatabaseAsync(_schema, TestContext.Current.CancellationToken);
            await using var command = new Npgsql.NpgsqlCommand("CREATE TABLE plain (id int); CREATE TABLE one (id int, v real[]); INSERT INTO one VALUES (1, '{1,2}')", connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            Assert.Equal(["1 2"], OpenedSource.Rows(OpenedSource.Read(new DatabaseRequest { Address = address }).Vectors));
            await using var second = new Npgsql.NpgsqlCommand("CREATE TABLE \"Two\" (v double precision[], w real[])", connection);
            await second.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var e = OpenedSource.Refusal(new DatabaseRequest { Address = address });
        Assert.Contains("2 tables with vectors", e.Message, StringComparison.Ordinal);
        Assert.Contains("--table Two   v (double precision[]), w (real[])", e.Message, StringComparison.Ordinal);
        Assert.Equal(["one.v", "Two.v", "Two.w"], OpenedSource.List(new DatabaseRequest { Address = address, ListsAllTables = true }).Select(t => t.Name).Order(StringComparer.OrdinalIgnoreCase));
        await server.ExecuteAsync($"DROP DATABASE {_schema}");
    }

    [Fact]
    public async Task Views_queries_and_partitioned_tables_are_read_too()
    {
        await CreateAsync("items", "id int PRIMARY KEY, v real[]", "(1, '{1,2}'), (2, '{3,4}')");
        await server.ExecuteAsync(
            $"CREATE VIEW {_schema}.seen AS SELECT * FROM {_schema}.items WHERE id > 1;"
            + $"CREATE TABLE {_schema}.parts (id int PRIMARY KEY, v real[]) PARTITION BY RANGE (id); CREATE TABLE {_schema}.part1 PARTITION OF {_schema}.parts FOR VALUES FROM (0) TO (9);"
            + $"INSERT INTO {_schema}.parts VALUES (1, '{{7,8}}')");

        Assert.Equal(["3 4"], OpenedSource.Rows(OpenedSource.Read(Of("seen")).Vectors));
        Assert.Equal(["7 8"], OpenedSource.Rows(OpenedSource.Read(Of("parts")).Vectors));
        var query = new DatabaseRequest { Address = server.Address, Query = $"SELECT id * 10 AS ten, v FROM {_schema}.items ORDER BY id DESC -- all" };
        var file = OpenedSource.Read(query);
        Assert.Equal(["3 4", "1 2"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["20", "10"], OpenedSource.Texts(file, "ten"));
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_what_there_is()
    {
        await CreateAsync("items", "id int PRIMARY KEY, title text, v real[]", "(1, 'a', '{1,2}')");
        await CreateAsync("empty", "id int PRIMARY KEY, v real[]", null);

        Assert.Contains("no column \"emb\"; expected one of: \"id\", \"title\", \"v\"", OpenedSource.Refusal(Of("items") with { Vector = ["emb"] }).Message, StringComparison.Ordinal);
        Assert.Contains("\"v (real[])\"", OpenedSource.Refusal(Of("items") with { Vector = ["title"] }).Message, StringComparison.Ordinal);
        Assert.Contains("no column \"name\"", OpenedSource.Refusal(Of("items") with { Metadata = ["name"] }).Message, StringComparison.Ordinal);
        Assert.Contains($"--table {_schema}.items   v (real[])", OpenedSource.Refusal(Of("nothing")).Message, StringComparison.Ordinal);
        Assert.Contains("there are no rows", Assert.Single(OpenedSource.List(Of("empty"))).Problem, StringComparison.Ordinal);
        Assert.Contains("column \"nope\" does not exist", OpenedSource.Refusal(Of("items") with { Where = "nope = 1" }).Message, StringComparison.Ordinal);
        var broken = OpenedSource.Refusal(new DatabaseRequest { Address = server.Address, Query = "SELEC 1" });
        Assert.Contains("the query: the server says: syntax error", broken.Message, StringComparison.Ordinal);
        Assert.StartsWith($"postgres://127.0.0.1:{server.Port}/postgres", broken.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_cannot_write()
    {
        await CreateAsync("items", "id int PRIMARY KEY, v real[]", "(1, '{1,2}')");
        await server.ExecuteAsync($"CREATE FUNCTION {_schema}.wipe() RETURNS real[] LANGUAGE plpgsql AS $$ BEGIN DELETE FROM {_schema}.items; RETURN '{{1}}'; END $$");

        var e = OpenedSource.Refusal(new DatabaseRequest { Address = server.Address, Query = $"SELECT {_schema}.wipe() AS v" });

        Assert.Contains("read-only transaction", e.Message, StringComparison.Ordinal);
        Assert.Single(OpenedSource.Rows(OpenedSource.Read(Of("items")).Vectors));
    }

    [Fact]
    public async Task Numbers_can_be_visited_without_being_kept()
    {
        await CreateAsync("items", "id int PRIMARY KEY, v double precision[]", "(1, '{0.1,2}'), (2, '{3,NaN}')");
        var source = OpenedSource.Open(Of("items"));
        var values = new List<double>();
        source.Visit(source.List(TestContext.Current.CancellationToken)[0], span => values.AddRange(span), TestContext.Current.CancellationToken);

        Assert.Equal([0.1, 2, 3, double.NaN], values);
    }

    private DatabaseRequest Of(string table) => new() { Address = server.Address, Table = $"{_schema}.{table}" };

    private Task CreateAsync(string table, string columns, string? rows) =>
        server.ExecuteAsync($"CREATE TABLE {_schema}.{table} ({columns});" + (rows is null ? "" : $"INSERT INTO {_schema}.{table} VALUES {rows}"));
}
