using EmbeddingProjector.Databases.Tests.Servers;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Postgres;

/// <summary>Connections that fail, end in the middle, or find their password elsewhere.</summary>
public sealed class PostgresConnectionTests(PostgresServer server)
{
    private const int Rows = 40_000;

    [Theory]
    [InlineData("id bigint PRIMARY KEY", "i", "id = ")]
    [InlineData("a text, b int, PRIMARY KEY (a, b)", "md5((i / 7)::text), i", "a = ")]
    [InlineData("id int", "i", "ctid = ")]
    public async Task A_connection_that_is_lost_in_the_middle_is_followed_by_another_and_every_row_comes_once(string columns, string values, string told)
    {
        var table = await CreateAsync(columns, values);
        var source = OpenedSource.Open(new DatabaseRequest { Address = server.Required().Address, Table = table, Vector = ["v"] });
        var tensor = source.List(TestContext.Current.CancellationToken)[0];
        var killer = new Killer(server, table, times: 2);

        var file = source.Read(tensor, new ReadSettings(Progress: killer), TestContext.Current.CancellationToken);

        Assert.Equal(2, killer.Killed);
        Assert.Equal(Rows, file.Vectors.RowCount);
        Assert.Equal(Enumerable.Range(0, Rows), Enumerable.Range(0, Rows).Select(r => (int)file.Vectors.Row(r)[0]).Order());
        Assert.All(OpenedSource.Texts(file, "number").Index(), t => Assert.Equal((int)file.Vectors.Row(t.Index)[0], int.Parse(t.Item!, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(2, file.Notes.Count(n => n.StartsWith("The connection was lost after", StringComparison.Ordinal) && n.Contains(told, StringComparison.Ordinal)));
        await server.ExecuteAsync($"DROP TABLE {table}");
    }

    [Fact]
    public async Task A_view_says_how_far_it_came_when_the_connection_is_lost()
    {
        var table = await CreateAsync("id int PRIMARY KEY", "i");
        await server.Required().ExecuteAsync($"CREATE VIEW seen_{table} AS SELECT * FROM {table}");
        var source = OpenedSource.Open(new DatabaseRequest { Address = server.Address, Table = $"seen_{table}" });
        var tensor = source.List(TestContext.Current.CancellationToken)[0];

        var e = Assert.Throws<DataFormatException>(() => source.Read(tensor, new ReadSettings(Progress: new Killer(server, table, times: 1)), TestContext.Current.CancellationToken));

        Assert.Matches(@"the connection was lost after [\d,]+ of 40,000 rows \(", e.Message);
        Assert.Contains("A view has no primary key", e.Message, StringComparison.Ordinal);
        await server.ExecuteAsync($"DROP TABLE {table} CASCADE");
    }

    [Fact]
    public async Task Reading_can_be_cancelled_and_leaves_no_query_behind()
    {
        var table = await CreateAsync("id int PRIMARY KEY", "i");
        using var cancellation = new CancellationTokenSource();
        var source = OpenedSource.Open(new DatabaseRequest { Address = server.Required().Address, Table = table });
        var tensor = source.List(TestContext.Current.CancellationToken)[0];

        Assert.ThrowsAny<OperationCanceledException>(() => source.Read(tensor, new ReadSettings(Progress: new Canceller(cancellation)), cancellation.Token));

        await using var connection = await server.ConnectAsync();
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY%' AND application_name = 'projector'", connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        await server.ExecuteAsync($"DROP TABLE {table}");
    }

    [Fact]
    public void A_wrong_password_a_missing_database_and_an_absent_server_are_told_apart()
    {
        server.Required();
        var wrong = OpenedSource.Refusal(new DatabaseRequest { Address = $"postgres://owner:falsch@127.0.0.1:{server.Port}/postgres" });
        var database = OpenedSource.Refusal(new DatabaseRequest { Address = server.Address + "2" });
        var absent = OpenedSource.Refusal(new DatabaseRequest { Address = "postgres://owner:falsch@127.0.0.1:1/postgres" });
        var unknown = OpenedSource.Refusal(new DatabaseRequest { Address = "postgres://owner:falsch@no-such-host.invalid/postgres" });

        Assert.Contains("refuses the user \"owner\"", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("no database \"postgres2\"", database.Message, StringComparison.Ordinal);
        Assert.Contains("no server listens at 127.0.0.1, port 1", absent.Message, StringComparison.Ordinal);
        Assert.Contains("\"no-such-host.invalid\" is not known", unknown.Message, StringComparison.Ordinal);
        Assert.All([wrong, database, absent, unknown], e => Assert.DoesNotContain("falsch", e.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain("Geheim", database.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_after_the_time_that_the_address_says()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;

        var e = await Task.Run(() => OpenedSource.Refusal(new DatabaseRequest { Address = $"postgres://me@127.0.0.1:{port}/db?connect_timeout=1" }), TestContext.Current.CancellationToken);

        Assert.Contains("did not answer within 1 seconds", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_is_found_in_a_password_file_and_missed_where_there_is_none()
    {
        var table = await CreateAsync("id int PRIMARY KEY", "i", rows: 3);
        using var directory = new TemporaryDirectory();
        var file = directory.Write("pgpass", $"127.0.0.1:{server.Required().Port}:*:owner:{PostgresServer.Password.Replace(":", "\\:", StringComparison.Ordinal)}\n");

        Assert.Equal(3, OpenedSource.Read(new DatabaseRequest { Address = $"{server.Bare}?passfile={file}", Table = table }).Vectors.RowCount);
        var e = OpenedSource.Refusal(new DatabaseRequest { Address = $"{server.Bare}?passfile={directory.Write("empty", "")}", Table = table });
        var none = OpenedSource.Refusal(new DatabaseRequest { Address = $"{server.Bare}?passfile={file}2", Table = table });
        Assert.Contains("cannot be read (Could not find file", none.Message, StringComparison.Ordinal);
        Assert.Contains("wants a password of the user \"owner\"", e.Message, StringComparison.Ordinal);
        await server.ExecuteAsync($"DROP TABLE {table}");
    }

    // Numbers from 0 in a long vector: more than the buffers between the two ends hold.
    private async Task<string> CreateAsync(string columns, string values, int rows = Rows)
    {
        var table = "t" + Guid.NewGuid().ToString("N");
        await server.Required().ExecuteAsync(
            $"CREATE TABLE {table} (number int, v real[], {columns});"
            + $"INSERT INTO {table} SELECT i, array_prepend(i::real, array_fill(0.5::real, ARRAY[127])), {values} FROM generate_series(0, {rows - 1}) AS i");
        return table;
    }

    // Ends the server's side of the reading, each time once it has come further.
    private sealed class Killer(PostgresServer server, string table, int times) : IProgress<double>
    {
        private readonly HashSet<int> _killed = [];

        public int Killed => _killed.Count;

        public void Report(double value)
        {
            if (value < 0.1 + (0.3 * Killed) || value > 0.7 || Killed == times)
            {
                return;
            }

            using var connection = server.ConnectAsync().GetAwaiter().GetResult();
            using var command = new Npgsql.NpgsqlCommand(
                $"SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%{table}%' AND state = 'active' AND NOT pid = ANY($1) AND pg_terminate_backend(pid) LIMIT 1", connection);
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = _killed.ToArray() });
            if (command.ExecuteScalar() is int pid)
            {
                _killed.Add(pid);
            }
        }
    }

    private sealed class Canceller(CancellationTokenSource cancellation) : IProgress<double>
    {
        public void Report(double value) => cancellation.Cancel();
    }
}
