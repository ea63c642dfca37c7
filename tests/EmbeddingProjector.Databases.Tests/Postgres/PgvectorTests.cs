using EmbeddingProjector.Databases.Tests.Servers;
using Npgsql;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Postgres;

/// <summary>The types of pgvector, against a server that has it.</summary>
public sealed class PgvectorTests(PgliteServer server) : IClassFixture<PgliteServer>
{
    [Fact]
    public async Task Vectors_half_vectors_and_sparse_vectors_are_read()
    {
        await ExecuteAsync(
            "CREATE TABLE items (id int PRIMARY KEY, title text, embedding vector(3), half halfvec(2), sparse sparsevec(4));"
            + "INSERT INTO items VALUES (2, 'b', '[4,5,6]', '[0.5,-1]', '{1:1.5,4:2}/4'), (1, 'a', '[0.1,-2,3e10]', '[65504,0]', '{2:7}/4'), (3, 'c', NULL, NULL, NULL)");

        var request = new DatabaseRequest { Address = server.Address, Table = "items" };
        Assert.Equal(
            [("items.embedding", "float32", "2 3"), ("items.half", "float16", "2 2"), ("items.sparse", "float32", "2 4")],
            OpenedSource.List(request).Select(t => (t.Name, t.ElementType, string.Join(' ', t.Shape))));
        var file = OpenedSource.Read(request with { Vector = ["embedding"] });
        Assert.Equal(["0.1 -2 3E+10", "4 5 6"], OpenedSource.Rows(file.Vectors));
        Assert.Equal(["a", "b"], OpenedSource.Texts(file, "title"));
        Assert.Equal(["65504 0", "0.5 -1"], OpenedSource.Rows(OpenedSource.Read(request with { Vector = ["half"] }).Vectors));
        Assert.Equal(["0 7 0 0", "1.5 0 0 2"], OpenedSource.Rows(OpenedSource.Read(request with { Vector = ["sparse"] }).Vectors));
        await ExecuteAsync("DROP TABLE items");
    }

    [Fact]
    public async Task Vectors_of_another_length_are_named_and_can_be_left_out()
    {
        await ExecuteAsync("CREATE TABLE mixed (id int PRIMARY KEY, v vector); INSERT INTO mixed VALUES (1, '[1,2]'), (2, '[1,2,3]')");

        var e = OpenedSource.Refusal(new DatabaseRequest { Address = server.Address, Table = "mixed" });

        Assert.Contains("row id = 2: a vector of 3 numbers, the only one of 2; expected 2", e.Message, StringComparison.Ordinal);
        Assert.Single(OpenedSource.Rows(OpenedSource.Read(new DatabaseRequest { Address = server.Address, Table = "mixed", Where = "vector_dims(\"v\") = 2" }).Vectors));
        await ExecuteAsync("DROP TABLE mixed");
    }

    private async Task ExecuteAsync(string sql)
    {
        var address = new Uri(server.Required().Address);
        await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={address.Port};Username=postgres;Database=postgres;SSL Mode=Disable;Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
