using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace EmbeddingProjector.Package.Tests;

/// <summary>The scripts of the documents, run by <c>dotnet run app.cs</c> from an empty folder on the packages.</summary>
public sealed partial class ScriptTests : IDisposable
{
    private readonly UserFolder _folder = new();
    private readonly PackedPackages _packages;

    public ScriptTests(PackedPackages packages)
    {
        _packages = packages;
        _folder.UseFeed(packages.Folder);
        Directory.CreateDirectory(_folder.File("temporary"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_script_that_shows_a_matrix_serves_its_rows_and_labels_until_Ctrl_C()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A signal to a group of processes, which Ctrl-C is, is sent by the tools of Linux.");
        var code = Script("writing.md", "EmbeddingProjector.Show");
        var quiet = code.Replace("[\"x\", \"y\", \"z\"])", "[\"x\", \"y\", \"z\"], new() { OpenBrowser = false })", StringComparison.Ordinal);
        Assert.NotEqual(code, quiet);
        await File.WriteAllTextAsync(_folder.File("app.cs"), quiet + "\nConsole.WriteLine(\"The program goes on.\");\n");

        // A group of its own, in which the signal is not ignored, as in a terminal.
        using var script = Process.Start(Run("setsid", "env", "--default-signal=INT", "dotnet", "run", "app.cs"))!;
        var errors = script.StandardError.ReadToEndAsync();
        using var client = new HttpClient { BaseAddress = await UserFolder.ReadAddressAsync(script) };
        var workspace = await client.GetStringAsync("api/workspace");
        var labels = await client.GetStringAsync("data/plugin/projector/metadata?run=.&name=vectors");
        using var interrupt = Process.Start("/bin/sh", ["-c", $"kill -INT -{script.Id}"]);
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();

        Assert.Contains("\"name\":\"vectors\",\"rows\":3,\"columns\":3", workspace, StringComparison.Ordinal);
        Assert.Equal("x\ny\nz\n", labels);
        Assert.Equal("The program goes on.", output.Trim());
        Assert.True(script.ExitCode == 0, $"{script.ExitCode}: {await errors}");
        Assert.Equal([], Shown());
    }

    [Fact]
    public async Task A_script_that_does_not_wait_ends_by_itself_and_leaves_nothing()
    {
        await File.WriteAllTextAsync(
            _folder.File("app.cs"),
            $$"""
            #:package EmbeddingProjector.Show@{{_packages.Version}}
            using EmbeddingProjector.LogDirectory;
            using EmbeddingProjector.Show;

            var map = Projector.Show(new float[,] { { 1, 2 }, { 3, 4 } }, options: new() { OpenBrowser = false, Output = null });
            using var client = new HttpClient { BaseAddress = map.Url };
            Console.WriteLine(await client.GetStringAsync("api/workspace"));
            """);

        using var script = Process.Start(Run("dotnet", "run", "app.cs"))!;
        var errors = script.StandardError.ReadToEndAsync();
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();

        Assert.True(script.ExitCode == 0, output + await errors);
        Assert.Contains("\"rows\":2,\"columns\":2", output, StringComparison.Ordinal);
        Assert.Equal([], Shown());
    }

    [Fact]
    public async Task The_script_of_the_tutorial_trains_and_writes_a_log_directory_that_the_installed_tool_reads()
    {
        var code = Script("tutorial.md", "EmbeddingProjector.Show");
        var unseen = code.Replace("Projector.Show(logDir).Wait();", "", StringComparison.Ordinal);
        Assert.NotEqual(code, unseen);
        await File.WriteAllTextAsync(_folder.File("app.cs"), unseen);
        WriteReviews();

        var output = await _folder.RunAsync("dotnet", "run", "app.cs", "--", "aclImdb");

        Assert.Contains("200 reviews to train and 200 to test", output, StringComparison.Ordinal);
        Assert.Contains("val_accuracy: ", output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await _folder.RunAsync(await InstalledToolTests.InstallAsync(_packages, _folder), "inspect", "logs/imdb-example", "--json"));
        var tensor = json.RootElement.GetProperty("tensors").EnumerateArray().Single(t => t.GetProperty("embedding").GetBoolean());
        var labels = await File.ReadAllLinesAsync(_folder.File("logs/imdb-example/metadata.tsv"));
        Assert.Equal([labels.Length, 16], tensor.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()));
        Assert.Empty(tensor.GetProperty("problems").EnumerateArray());
        Assert.Contains("film_", labels);
    }

    /// <summary>The script that a document shows.</summary>
    private static string Script(string document, string package) => CodeBlock().Matches(File.ReadAllText(Path.Combine(PackedPackages.RepositoryRoot, "docs", document)))
        .Select(match => match.Groups[1].Value)
        .Single(code => code.StartsWith($"#:package {package}@", StringComparison.Ordinal));

    /// <summary>A made-up collection in the layout of the published one.</summary>
    private void WriteReviews()
    {
        foreach (var (split, label, word, rating) in (ReadOnlySpan<(string, string, string, int)>)
            [("train", "pos", "warm", 8), ("train", "neg", "dull", 2), ("test", "pos", "warm", 8), ("test", "neg", "dull", 2)])
        {
            var folder = Directory.CreateDirectory(_folder.File($"aclImdb/{split}/{label}")).FullName;
            for (var i = 0; i < 100; i++)
            {
                File.WriteAllText(Path.Combine(folder, $"{i}_{rating}.txt"), $"A {word} film with scene {i} in it, {split}.");
            }
        }
    }

    private ProcessStartInfo Run(string program, params string[] arguments)
    {
        var start = _folder.Prepare(program, arguments);
        start.Environment["TMPDIR"] = _folder.File("temporary");
        return start;
    }

    /// <summary>The temporary log directories that are there.</summary>
    private string[] Shown() => Directory.GetDirectories(_folder.File("temporary"), "embedding-projector-show-*");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
