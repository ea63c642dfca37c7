using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Tests.Formats.Hdf5;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>What belongs to the vectors besides metadata goes where it has a place, and what is lost is told.</summary>
public sealed class ConversionLossTests : IDisposable
{
    private readonly LogDirectoryOnDisk _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("out.npz")]
    [InlineData("out.parquet")]
    [InlineData("out.arrow")]
    [InlineData("out.arrows")]
    public async Task Maps_go_along_into_formats_that_hold_them(string name)
    {
        var (code, _, error) = await CommandRun.InProcessAsync("convert", AnnData(), _directory.File(name));
        Assert.True(code == 0, error);
        Assert.DoesNotContain("not written", error, StringComparison.Ordinal);

        var data = Open(_directory.File(name));

        Assert.Equal(GoldenFiles.Matrix(8, 4), Enumerable.Range(0, 8).SelectMany(r => data.Vectors.Row(r).ToArray()));
        Assert.Equal(["X_tsne", "X_umap"], data.Maps.Select(m => m.Name));
        Assert.Equal(GoldenFiles.Matrix(8, 3).Select(v => v - 10), data.Maps[0].Positions.Values.ToArray());
        Assert.Equal(GoldenFiles.Matrix(8, 2).Select(v => v + 10), data.Maps[1].Positions.Values.ToArray());
        Assert.Contains(data.Problems, p => p.Message == "The file brings maps of these rows: X_tsne, X_umap.");
    }

    [Theory]
    [InlineData("out.npy", "a file of this format (NumPy array)")]
    [InlineData("out.csv", "a file of this format (comma-separated values)")]
    [InlineData("out.ckpt", "a checkpoint")]
    [InlineData("logs", "a log directory")]
    public async Task Maps_that_have_no_place_are_told_in_one_line(string name, string place)
    {
        var (code, _, error) = await CommandRun.InProcessAsync("convert", AnnData(), _directory.File(name));

        Assert.True(code == 0, error);
        Assert.Single(error.Split('\n'), line => line.StartsWith($"The maps X_tsne and X_umap are not written: {place} cannot hold maps beside the vectors (.npz, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pictures_and_bookmarks_go_along_into_a_log_directory()
    {
        using var small = LogDirectoryOnDisk.Small();

        var (code, _, error) = await CommandRun.InProcessAsync("convert", small.Path, _directory.File("logs"));
        Assert.True(code == 0, error);

        var embedding = LogDirectoryScanner.ForDirectory(_directory.File("logs")).Scan(TestContext.Current.CancellationToken).Runs[0].Embeddings[0];
        Assert.Equal((2, 2), (embedding.Sprite!.ThumbnailWidth, embedding.Sprite.ThumbnailHeight));
        Assert.Equal(File.ReadAllBytes(small.File("sprite.png")), File.ReadAllBytes(embedding.Sprite.Path));
        Assert.Equal(File.ReadAllBytes(small.File("bookmarks.json")), File.ReadAllBytes(embedding.BookmarksPath!));
        Assert.Empty(embedding.Problems);
    }

    [Fact]
    public async Task Pictures_and_bookmarks_that_have_no_place_are_told()
    {
        using var small = LogDirectoryOnDisk.Small();

        var (code, _, error) = await CommandRun.InProcessAsync("convert", small.Path, _directory.File("out.npz"));

        Assert.True(code == 0, error);
        Assert.Contains("The pictures of the points (sprite.png) are not written:", error, StringComparison.Ordinal);
        Assert.Contains("The bookmarks (bookmarks.json) are not written:", error, StringComparison.Ordinal);
    }

    private static EmbeddingData Open(string path) =>
        EmbeddingLoader.Load(LogDirectoryScanner.ForFile(path).Scan(TestContext.Current.CancellationToken).Runs[0].Embeddings[0], null, TestContext.Current.CancellationToken);

    private string AnnData()
    {
        File.WriteAllBytes(_directory.File("cells.h5ad"), GoldenFiles.Bytes("anndata.h5ad"));
        return _directory.File("cells.h5ad");
    }
}
