using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Show;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive.Formatting;
using Xunit;

namespace EmbeddingProjector.App.Tests;

/// <summary>
/// Cells of a notebook: submissions to Roslyn's scripting, each compiled on top of those before, as the C# kernel of .NET Interactive compiles them; and what its formatting makes of
/// the value that a cell ends in. The kernel itself is a tool that is not part of these tests.
/// </summary>
public class NotebookTests
{
    private const string Vectors = "float[][] vectors = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];";
    private const string Quiet = "new() { OpenBrowser = false, Output = null }";

    private static readonly ScriptOptions s_options = ScriptOptions.Default
        .WithReferences(typeof(Projector).Assembly, typeof(ProjectorShow).Assembly)
        .WithImports("System", "System.Collections.Generic", "EmbeddingProjector", "EmbeddingProjector.LogDirectory", "EmbeddingProjector.Show");

    [Fact]
    public async Task A_cell_returns_at_once_with_a_map_that_answers_while_other_cells_run()
    {
        var cell = await RunAsync($"{Vectors}\nvar map = Projector.Show(vectors, [\"x\", \"y\", \"z\"], {Quiet});\nmap");
        var map = Assert.IsType<ProjectorView>(cell.ReturnValue);
        using var client = new HttpClient { BaseAddress = map.Url };

        var next = await RunAsync("vectors.Length", cell);
        var labels = await client.GetStringAsync("data/plugin/projector/metadata?run=.&name=vectors", TestContext.Current.CancellationToken);
        await RunAsync("map.Dispose();", next);

        Assert.Equal(3, next.ReturnValue);
        Assert.Equal("x\ny\nz\n", labels);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("", TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(map.LogDirectory));
    }

    [Fact]
    public async Task The_value_of_a_cell_is_shown_as_a_link_until_the_map_is_stopped()
    {
        var cell = await RunAsync($"{Vectors}\nProjector.Show(vectors, options: {Quiet})");
        using var map = Assert.IsType<ProjectorView>(cell.ReturnValue);

        Assert.Equal("text/html", Formatter.GetPreferredMimeTypesFor(typeof(ProjectorView)).First());
        Assert.Equal($"Embedding Projector: <a href=\"{map.Url}\" target=\"_blank\">{map.Url}</a>", map.ToDisplayString("text/html"));
        map.Dispose();
        Assert.Equal($"Embedding Projector: stopped ({map.Url})", map.ToDisplayString("text/html"));
    }

    [Fact]
    public async Task A_cell_that_is_run_again_adds_a_map_and_leaves_the_first_until_it_is_disposed_of()
    {
        var cell = await RunAsync($"{Vectors}\nvar map = Projector.Show(vectors, options: {Quiet});\nvar first = map;");
        cell = await RunAsync($"map = Projector.Show(new float[,] {{ {{ 1, 2 }} }}, options: {Quiet});", cell);
        var (first, second) = ((ProjectorView)cell.GetVariable("first").Value, (ProjectorView)cell.GetVariable("map").Value);
        using var client = new HttpClient();

        Assert.Contains("\"rows\":3", await WorkspaceAsync(first), StringComparison.Ordinal);
        Assert.Contains("\"rows\":1", await WorkspaceAsync(second), StringComparison.Ordinal);
        await RunAsync("first.Dispose();", cell);
        await Assert.ThrowsAsync<HttpRequestException>(() => WorkspaceAsync(first));
        Assert.Contains("\"rows\":1", await WorkspaceAsync(second), StringComparison.Ordinal);
        await second.DisposeAsync();

        Task<string> WorkspaceAsync(ProjectorView view) => client.GetStringAsync(new Uri(view.Url, "api/workspace"), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_kernel_whose_language_is_older_than_this_library_calls_the_class_by_its_name()
    {
        var older = s_options.WithLanguageVersion(LanguageVersion.CSharp13);
        var cell = await CSharpScript.RunAsync(
            $"{Vectors}\nProjectorShow.Show(vectors, new[] {{ \"x\", \"y\", \"z\" }}, {Quiet})", older, cancellationToken: TestContext.Current.CancellationToken);

        using var map = Assert.IsType<ProjectorView>(cell.ReturnValue);
    }

    [Fact]
    public async Task A_mistake_in_a_cell_is_an_exception_of_that_cell_and_the_next_one_runs()
    {
        var cell = await RunAsync(Vectors);
        var wrong = await cell.ContinueWithAsync("Projector.Show(vectors, [\"x\"])", options: null, catchException: _ => true, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("1 labels for 3 vectors", wrong.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync("vectors.Length", wrong)).ReturnValue);
    }

    private static Task<ScriptState<object>> RunAsync(string code, ScriptState<object>? before = null) => before is null
        ? CSharpScript.RunAsync(code, s_options, cancellationToken: TestContext.Current.CancellationToken)
        : before.ContinueWithAsync(code, cancellationToken: TestContext.Current.CancellationToken);
}
