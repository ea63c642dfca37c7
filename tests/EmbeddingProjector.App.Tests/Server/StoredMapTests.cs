using System.Runtime.InteropServices;
using EmbeddingProjector.Tests;
using EmbeddingProjector.Tests.Formats.Hdf5;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Maps that a file of vectors brings along: AnnData's X_umap beside the X_pca that is opened.</summary>
public class StoredMapTests
{
    private const string File = "anndata.h5ad";

    [Fact]
    public async Task A_data_set_lists_the_maps_of_its_file_and_shows_them_as_they_are()
    {
        using var directory = new TemporaryDirectory();
        var path = GoldenFiles.Write(directory, File);
        await using var server = await RunningServer.StartAsync(Path.GetDirectoryName(path)!);
        var id = await server.OpenAsync(File);

        var dataset = await server.GetJsonAsync($"api/datasets/{id}");
        var first = await server.ProjectAsync(id, new { method = "stored", dimensions = 3 });
        var named = await server.ProjectAsync(id, new { method = "stored", dimensions = 2, parameters = new { map = "X_umap" } });
        var unknown = await server.ProjectAsync(id, new { method = "stored", parameters = new { map = "X_other" } });

        Assert.Equal(4, dataset.GetProperty("columns").GetInt32());
        Assert.Equal(
            [("X_tsne", 3), ("X_umap", 2)],
            dataset.GetProperty("maps").EnumerateArray().Select(m => (m.GetProperty("name").GetString()!, m.GetProperty("dimensions").GetInt32())));
        Assert.Equal(GoldenFiles.Matrix(8, 3).Select(v => v - 10), await PositionsAsync(server, first.GetProperty("id").GetString()!));
        Assert.Equal(GoldenFiles.Matrix(8, 2).Select(v => v + 10), await PositionsAsync(server, named.GetProperty("id").GetString()!));
        Assert.Equal("X_umap 1", named.GetProperty("axes")[0].GetProperty("high").GetString());
        Assert.Equal("failed", unknown.GetProperty("state").GetString());
        Assert.Contains("X_tsne, X_umap", unknown.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_without_maps_say_so()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var run = await server.ProjectAsync(await server.OpenAsync(), new { method = "stored" });

        Assert.Equal("failed", run.GetProperty("state").GetString());
        Assert.Contains("brings no map", run.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<float[]> PositionsAsync(RunningServer server, string run) =>
        MemoryMarshal.Cast<byte, float>((await server.Client.GetByteArrayAsync($"api/projections/{run}/positions")).AsSpan(16)).ToArray();
}
