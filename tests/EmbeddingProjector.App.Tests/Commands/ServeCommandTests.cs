using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

public class ServeCommandTests
{
    // A bound that only a hang exceeds.
    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task It_prints_where_it_is_and_ends_at_Ctrl_C_with_streams_open()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to one process.");
        using var directory = LogDirectoryOnDisk.Small();
        using var process = ProjectorProcess.Start("serve", "--logdir", directory.Path, "--port", "0");
        var address = await process.AddressAsync();
        using var client = new HttpClient { BaseAddress = address };
        using var stream = await client.GetAsync("api/changes", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var opened = await client.PostAsJsonAsync("api/datasets", new { run = ".", tensor = "fruit" }, TestContext.Current.CancellationToken);
        Assert.True(opened.IsSuccessStatusCode);

        var clock = Stopwatch.StartNew();
        process.SendInterrupt();
        var (code, _, error) = await process.EndAsync();

        Assert.True(clock.Elapsed < _soon, $"It took {clock.Elapsed} to stop.");
        Assert.Equal(0, code);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--logdir", "logs", "--no-browser")]
    [InlineData("serve", "--no-browser")]
    [InlineData("inspect", "--no-browser")]
    [InlineData("convert", "a.npy", "b.tsv", "--no-browser")]
    public async Task An_option_that_there_is_not_is_named(params string[] arguments)
    {
        var (code, _, error) = await ProjectorProcess.RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.StartsWith("There is no option \"--no-browser\".", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_told_with_what_to_do()
    {
        using var directory = LogDirectoryOnDisk.Small();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (code, output, error) = await ProjectorProcess.RunAsync("serve", directory.Path, "--port", $"{port}");

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Equal($"Port {port} of 127.0.0.1 is taken by another program. Choose another with --port, or a free one with --port 0.", error.Trim());
    }

    [Fact]
    public async Task A_file_is_served_with_the_metadata_that_is_named()
    {
        using var directory = new LogDirectoryOnDisk();
        var file = directory.WriteVectors("vectors.npy", LogDirectoryOnDisk.SmallVectors, 3);
        directory.Write("elsewhere/labels.tsv", "a\nb\nc\nd\ne\n");
        using var process = ProjectorProcess.Start("serve", file, "--metadata", directory.File("elsewhere/labels.tsv"), "--port", "0", "--path-prefix", "maps");

        var address = await process.AddressAsync();
        using var client = new HttpClient { BaseAddress = address };
        var workspace = await client.GetStringAsync("api/workspace", TestContext.Current.CancellationToken);
        var labels = await client.GetStringAsync("data/plugin/projector/metadata?run=.&name=vectors.npy", TestContext.Current.CancellationToken);

        Assert.Equal("/maps/", address.AbsolutePath);
        Assert.Contains("\"rows\":5", workspace, StringComparison.Ordinal);
        Assert.Equal("a\nb\nc\nd\ne\n", labels);
    }

    [Fact]
    public async Task All_addresses_require_a_token_that_is_printed()
    {
        using var directory = LogDirectoryOnDisk.Small();
        using var process = ProjectorProcess.Start("serve", directory.Path, "--host", "0.0.0.0", "--port", "0");

        var address = await process.AddressAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{address.Port}/") };
        using var without = await client.GetAsync("api/workspace", TestContext.Current.CancellationToken);
        using var with = await client.GetAsync("api/workspace" + address.Query, TestContext.Current.CancellationToken);

        Assert.StartsWith("?token=", address.Query, StringComparison.Ordinal);
        Assert.True(address.Query.Length > 30);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_with_the_directory_is_told_on_stderr()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT to send to one process.");
        using var directory = LogDirectoryOnDisk.Small();
        File.Delete(directory.File("metadata.tsv"));
        using var process = ProjectorProcess.Start("serve", directory.Path, "--port", "0");
        await process.AddressAsync();

        process.SendInterrupt();
        var (_, _, error) = await process.EndAsync();

        Assert.Contains("metadata.tsv", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("serve", "a", "--logdir", "b")]
    [InlineData("serve", "--logdir", ".", "--port", "65536")]
    [InlineData("serve", "--logdir", ".", "--port", "many")]
    [InlineData("serve", "--logdir", ".", "--metadata", "m.tsv")]
    [InlineData("serve", "a.bytes", "--columns", "many")]
    [InlineData("neighbors", "a.npy")]
    [InlineData("neighbors", "a.npy", "--output", "o.npy", "--metric", "taxicab")]
    [InlineData("neighbors", "a.npy", "--output", "o.npy", "--k", "0")]
    [InlineData("project", "a.npy", "--method", "pca", "--output", "o.npy", "--dims", "4")]
    [InlineData("nothing")]
    public async Task A_wrong_command_line_is_2_with_the_reason_on_stderr(params string[] arguments)
    {
        var (code, output, error) = await CommandRun.InProcessAsync(arguments);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("--help\" tells more.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve", "--logdir", "no-such-directory")]
    [InlineData("serve", "no-such-file.npy")]
    [InlineData("inspect", "no-such-file.npy")]
    [InlineData("neighbors", "no-such-file.npy", "--output", "o.npy")]
    public async Task A_path_that_is_not_there_is_1_with_its_name(params string[] arguments)
    {
        var (code, output, error) = await CommandRun.InProcessAsync(arguments);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("no-such-", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("inspect")]
    [InlineData("neighbors")]
    [InlineData("project")]
    public async Task Help_reads_on_with_examples(string command)
    {
        var (code, output, _) = await CommandRun.InProcessAsync(command.Length == 0 ? ["--help"] : [command, "--help"]);

        Assert.Equal(0, code);
        Assert.Contains("Example", output, StringComparison.Ordinal);
        Assert.Contains($"projector {command}", output, StringComparison.Ordinal);
    }
}
