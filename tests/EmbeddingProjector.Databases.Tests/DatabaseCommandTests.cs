using System.Net.Http.Json;
using System.Text.Json;
using EmbeddingProjector.App.Tests.Commands;
using EmbeddingProjector.Databases.Tests.Servers;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.Databases.Tests;

/// <summary>Databases through the command, as a person reads them.</summary>
public sealed class DatabaseCommandTests(PostgresServer server) : IDisposable
{
    private static readonly string _secret = Uri.EscapeDataString(PostgresServer.Password);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_password_is_in_no_page_no_answer_and_no_log_of_the_server()
    {
        var table = await CreateAsync();
        string log;
        var told = new List<string>();
        using (var process = ProjectorProcess.Start("serve", server.Address, "--table", table, "--metadata", "title,year", "--port", "0"))
        {
            using var client = new HttpClient { BaseAddress = await process.AddressAsync() };
            told.Add(await client.GetStringAsync("", TestContext.Current.CancellationToken));
            told.Add(await client.GetStringAsync("api/workspace", TestContext.Current.CancellationToken));
            using var workspace = JsonDocument.Parse(told[^1]);
            var run = workspace.RootElement.GetProperty("runs")[0].GetProperty("name").GetString();
            var tensor = workspace.RootElement.GetProperty("runs")[0].GetProperty("tensors")[0].GetProperty("name").GetString();
            Assert.Equal($"{table}.embedding", tensor);
            using var opened = await client.PostAsJsonAsync("api/datasets", new { run, tensor }, TestContext.Current.CancellationToken);
            told.Add(await opened.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            var id = JsonDocument.Parse(told[^1]).RootElement.GetProperty("id").GetString();
            while (told[^1].Contains("\"loading\"", StringComparison.Ordinal))
            {
                told.Add(await client.GetStringAsync($"api/datasets/{id}?wait=10", TestContext.Current.CancellationToken));
            }

            Assert.Contains("\"rows\":2", told[^1], StringComparison.Ordinal);
            Assert.Contains("\"title\"", told[^1], StringComparison.Ordinal);
            Assert.DoesNotContain("\"note\",\"message\":\"Metadata: \\u0022id", told[^1], StringComparison.Ordinal);
            var original = "data/plugin/projector/";
            foreach (var path in new[] { $"{original}info?run=.", $"{original}runs", $"{original}tensor?run=.&name={tensor}", $"{original}metadata?run=.&name={tensor}", $"api/datasets/{id}/rows/1", "api/v1.json" })
            {
                using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
                told.Add($"{path}: {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)} {response.Headers}");
            }

            Assert.Contains(told, t => t.Contains(table, StringComparison.Ordinal));
            process.SendInterrupt();
            var (code, output, error) = await process.EndAsync();
            Assert.Equal(0, code);
            Assert.Contains("PGPASSWORD or ~/.pgpass keep it to yourself", error, StringComparison.Ordinal);
            log = output + error;
        }

        Assert.All(told.Append(log), RequireNoSecret);
    }

    [Fact]
    public async Task An_edit_of_a_label_is_kept_in_the_cache_of_the_person_and_found_again()
    {
        var table = await CreateAsync();
        var environment = new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _directory.File("cache"), ["PGPASSWORD"] = PostgresServer.Password };
        for (var time = 0; time < 2; time++)
        {
            using var process = ProjectorProcess.Start(environment, "serve", server.Bare, "--table", table, "--port", "0");
            using var client = new HttpClient { BaseAddress = await process.AddressAsync() };
            using var opened = await client.PostAsJsonAsync("api/datasets", new { run = ".", tensor = $"{table}.embedding" }, TestContext.Current.CancellationToken);
            var id = JsonDocument.Parse(await opened.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("id").GetString();
            while ((await client.GetStringAsync($"api/datasets/{id}?wait=10", TestContext.Current.CancellationToken)).Contains("\"loading\"", StringComparison.Ordinal))
            {
            }

            if (time == 0)
            {
                using var answer = await client.PatchAsJsonAsync(
                    $"api/datasets/{id}/edits", new { edits = new[] { new { column = "title", rows = "1", text = "deux" } } }, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            }

            Assert.Contains("deux", await client.GetStringAsync($"api/datasets/{id}/rows/1", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            process.SendInterrupt();
            await process.EndAsync();
        }

        Assert.Single(Directory.GetFiles(_directory.File("cache"), "*.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_password_comes_from_the_environment_and_inspecting_shows_every_column_of_vectors()
    {
        var table = await CreateAsync();

        using var process = ProjectorProcess.Start(new Dictionary<string, string> { ["PGPASSWORD"] = PostgresServer.Password }, "inspect", server.Bare, "--table", table, "--json");
        var (code, output, error) = await process.EndAsync();

        Assert.True(code == 0, error);
        var tensor = JsonDocument.Parse(output).RootElement.GetProperty("tensors")[0];
        Assert.Equal($"{table}.embedding", tensor.GetProperty("name").GetString());
        Assert.Equal("float32", tensor.GetProperty("dtype").GetString());
        Assert.Equal([2, 3], tensor.GetProperty("shape").EnumerateArray().Select(l => l.GetInt32()));
        Assert.Equal(10.5, tensor.GetProperty("sum").GetDouble());
        RequireNoSecret(output + error);
    }

    [Fact]
    public async Task What_the_environment_says_of_security_holds_where_the_address_says_nothing()
    {
        var environment = new Dictionary<string, string> { ["PGPASSWORD"] = PostgresServer.Password, ["PGSSLMODE"] = "verify-ca", ["PGSSLROOTCERT"] = _directory.File("no.crt") };

        using var process = ProjectorProcess.Start(environment, "inspect", server.Required().Bare);
        var (code, output, error) = await process.EndAsync();

        Assert.NotEqual(0, code);
        Assert.Contains("takes no secure connections", error, StringComparison.Ordinal);
        RequireNoSecret(output + error);
    }

    [Theory]
    [InlineData("inspect ADDRESS more")]
    [InlineData("inspect more ADDRESS")]
    [InlineData("serve ADDRESS --table nothing")]
    [InlineData("serve ADDRESS --logdir x")]
    [InlineData("serve SCHEME")]
    [InlineData("inspect ADDRESS2")]
    [InlineData("project ADDRESS --table TABLE --method nonsense --output x.npy")]
    [InlineData("convert x.npy ADDRESS")]
    [InlineData("serve x.npy --metadata ADDRESS")]
    [InlineData("serve ADDRESS --columns 3")]
    public async Task The_password_is_in_no_error(string commandLine)
    {
        var table = await CreateAsync();
        var arguments = commandLine.Split(' ').Select(a => a
            .Replace("ADDRESS", server.Address, StringComparison.Ordinal).Replace("TABLE", table, StringComparison.Ordinal)
            .Replace("SCHEME", server.Address.Replace("postgres:", "postgre:", StringComparison.Ordinal), StringComparison.Ordinal)).ToArray();

        var (code, output, error) = await CommandRun.InProcessAsync(arguments);

        Assert.NotEqual(0, code);
        Assert.NotEmpty(error);
        RequireNoSecret(output + error);
    }

    [Fact]
    public async Task A_table_is_converted_projected_and_searched_like_a_file()
    {
        var table = await CreateAsync();
        var (npz, map, near) = (_directory.File("items.npz"), _directory.File("map.npy"), _directory.File("near.npy"));

        var converted = await CommandRun.InProcessAsync("convert", server.Address, npz, "--table", table, "--metadata", "title");
        var projected = await CommandRun.InProcessAsync("project", server.Address, "--table", table, "--method", "pca", "--dims", "2", "--output", map);
        var searched = await CommandRun.InProcessAsync("neighbors", server.Address, "--table", table, "--k", "1", "--output", near);

        Assert.True(converted.Code == 0, converted.Error);
        Assert.True(projected.Code == 0, projected.Error);
        Assert.True(searched.Code == 0, searched.Error);
        var (_, listed, _) = await CommandRun.InProcessAsync("inspect", npz);
        Assert.Contains("float32", listed, StringComparison.Ordinal);
        Assert.Contains("[2, 3]", listed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_labels_is_joined_to_a_table()
    {
        var table = await CreateAsync();
        var labels = _directory.Write("labels.csv", "id,color\n2,red\n1,blue\n");
        var output = _directory.File("joined.csv");

        var (code, _, error) = await CommandRun.InProcessAsync("convert", server.Address, output, "--table", table, "--metadata", labels, "--metadata-key", "id");

        Assert.True(code == 0, error);
        Assert.Contains("blue", File.ReadAllLines(output)[1], StringComparison.Ordinal);
        Assert.Contains("red", File.ReadAllLines(output)[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_needs_no_other_input()
    {
        const string Query = "SELECT [i, i + 1]::FLOAT[] AS v, 'n' || i AS name FROM range(3) AS t(i)";
        var (csv, map) = (_directory.File("all.csv"), _directory.File("map.npy"));

        var converted = await CommandRun.InProcessAsync("convert", "--query", Query, csv);
        var projected = await CommandRun.InProcessAsync("project", "--query", Query, "--method", "pca", "--dims", "2", "--output", map);
        var inspected = await CommandRun.InProcessAsync("inspect", "--query", Query, "--stats");

        Assert.True(converted.Code == 0, converted.Error);
        Assert.Equal(4, File.ReadAllLines(csv).Length);
        Assert.True(projected.Code == 0, projected.Error);
        Assert.Contains("sum 9", inspected.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--table belongs to a database", "inspect", "x.npy", "--table", "items")]
    [InlineData("Say what to read", "project", "--method", "pca", "--output", "x.npy")]
    [InlineData("Say where to write", "convert", "x.npy")]
    [InlineData("--query takes the place of", "inspect", "--query", "SELECT 1", "--table", "x")]
    public async Task Options_that_do_not_fit_are_told(string expected, params string[] arguments)
    {
        var (code, _, error) = await CommandRun.InProcessAsync(arguments);

        Assert.NotEqual(0, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static void RequireNoSecret(string text)
    {
        Assert.DoesNotContain(PostgresServer.Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain(_secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Geheim", text, StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync()
    {
        var table = "c" + Guid.NewGuid().ToString("N");
        await server.Required().ExecuteAsync(
            $"CREATE TABLE {table} (id int PRIMARY KEY, title text, year int, embedding real[]); INSERT INTO {table} VALUES (1, 'eins', 2001, '{{1,2,3}}'), (2, 'zwei', 2002, '{{0.5,0,4}}')");
        return table;
    }
}
