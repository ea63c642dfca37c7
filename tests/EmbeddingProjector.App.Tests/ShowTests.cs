using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Show;
using Xunit;

namespace EmbeddingProjector.App.Tests;

public class ShowTests
{
    private static readonly float[][] s_vectors = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

    [Fact]
    public async Task A_matrix_is_served_with_its_labels_until_it_is_disposed()
    {
        var output = new StringWriter();
        var view = Projector.Show(s_vectors, ["x", "y", "z"], new() { OpenBrowser = false, Output = output, Name = "axes", Images = new byte[3, 2, 2, 3] });
        using var client = new HttpClient { BaseAddress = view.Url };

        var workspace = await client.GetStringAsync("api/workspace", TestContext.Current.CancellationToken);
        var labels = await client.GetStringAsync("data/plugin/projector/metadata?run=.&name=axes", TestContext.Current.CancellationToken);

        Assert.Contains("\"name\":\"axes\",\"rows\":3,\"columns\":3", workspace, StringComparison.Ordinal);
        Assert.Contains("\"hasSprite\":true", workspace, StringComparison.Ordinal);
        Assert.Equal("x\ny\nz\n", labels);
        Assert.Contains(view.Url.AbsoluteUri, output.ToString(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(view.LogDirectory));

        view.Dispose();
        view.Dispose();

        Assert.False(Directory.Exists(view.LogDirectory));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled_or_disposed_elsewhere()
    {
        var silent = new ShowOptions { OpenBrowser = false, Output = null };
        using var cancellation = new CancellationTokenSource();
        var first = Projector.Show(s_vectors, options: silent);
        var second = Projector.Show(new float[,] { { 1, 2 } }, ["a"], silent);
        var waiting = Task.Run(() => first.Wait(cancellation.Token), TestContext.Current.CancellationToken);
        var other = Task.Run(() => second.Wait(CancellationToken.None), TestContext.Current.CancellationToken);

        await cancellation.CancelAsync();
        await second.DisposeAsync();
        await Task.WhenAll(waiting, other);

        Assert.False(Directory.Exists(first.LogDirectory));
    }

    [Fact]
    public void A_log_directory_is_shown_and_stays()
    {
        using var directory = LogDirectoryOnDisk.Small();
        Projector.Show(directory.Path, new ShowOptions { OpenBrowser = false, Output = null }).Dispose();

        Assert.True(Directory.Exists(directory.Path));
    }

    [Fact]
    public void Counts_that_differ_and_matrices_without_rows_are_refused()
    {
        Assert.Contains("1 labels for 3 vectors", Assert.Throws<ArgumentException>(() => Projector.Show(s_vectors, ["x"])).Message, StringComparison.Ordinal);
        Assert.Contains("no rows", Assert.Throws<ArgumentException>(() => Projector.Show(new float[0, 3])).Message, StringComparison.Ordinal);
    }
}
