using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats.Hdf5;

public sealed class AnnDataTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("anndata.h5ad")]
    [InlineData("anndata_07.h5ad")]
    [InlineData("anndata_06.h5ad")]
    public void The_components_are_the_best_guess_and_the_stored_maps_come_with_them(string name)
    {
        var path = GoldenFiles.Write(_directory, name);

        var file = OpenedFile.Read(path);

        Assert.Equal(["obsm/X_pca", "obsm/X_diffmap", "X"], TensorChoice.Ranked(OpenedFile.List(path)).Take(3).Select(t => t.Name));
        Assert.Equal(GoldenFiles.Matrix(8, 4), Values.Of(file.Vectors));
        Assert.Equal(["X_tsne", "X_umap"], file.Maps.Select(m => m.Name));
        Assert.Equal(GoldenFiles.Matrix(8, 3).Select(v => v - 10), file.Maps[0].Positions.Values.ToArray());
        Assert.Equal(GoldenFiles.Matrix(8, 2).Select(v => v + 10), file.Maps[1].Positions.Values.ToArray());
    }

    [Fact]
    public void Columns_of_every_encoding_become_metadata_in_their_order()
    {
        var file = OpenedFile.Read(GoldenFiles.Write(_directory, "anndata.h5ad"));

        Assert.Equal(["cell", "kind", "count", "share", "good", "maybe", "truth", "note"], file.Metadata!.Columns.Select(c => c.Name));
        Assert.Equal("cell 7", file.Texts("cell")[7]);
        Assert.Equal(["B", "T", "NK", null, "B", "T", "NK", "B"], file.Texts("kind"));
        Assert.Equal(["0.5", null, "0.25", "0.1", "1", "2", "3", "4"], file.Texts("share"));
        Assert.Equal(["true", "false", "true"], file.Texts("good")[..3]);
        Assert.Equal(["0", "1", null, "3"], file.Texts("maybe")[..4]);
        Assert.Equal(["true", "false", null, "true"], file.Texts("truth")[..4]);
        Assert.Equal(["", "x", "xx"], file.Texts("note")[..3]);
    }

    [Fact]
    public void Older_files_name_their_categories_by_a_reference_or_apart()
    {
        var byReference = OpenedFile.Read(GoldenFiles.Write(_directory, "anndata_07.h5ad"));
        var apart = OpenedFile.Read(GoldenFiles.Write(_directory, "anndata_06.h5ad"));

        Assert.Equal(["index", "kind", "count"], byReference.Metadata!.Columns.Select(c => c.Name));
        Assert.Equal(["B", "T", null, "T", "B", "T", "B", "B"], byReference.Texts("kind"));
        Assert.Equal(["index", "kind", "share"], apart.Metadata!.Columns.Select(c => c.Name));
        Assert.Equal(["B", "T", null, "T", "B", "T", "B", "B"], apart.Texts("kind"));
        Assert.Equal(["0", "0.125", "0.25"], apart.Texts("share")[..3]);
        Assert.Equal("cell 3", apart.Texts("index")[3]);
    }

    [Theory]
    [InlineData("anndata.h5ad", "X")]
    [InlineData("anndata.h5ad", "layers/counts")]
    [InlineData("anndata_06.h5ad", "X")]
    public void A_sparse_matrix_is_read_with_its_zeros(string name, string tensor)
    {
        var file = OpenedFile.Read(GoldenFiles.Write(_directory, name), tensor);

        Assert.Equal(GoldenFiles.Matrix(8, 5).Select(v => v % 0.5f == 0 ? v : 0), Values.Of(file.Vectors));
        Assert.Equal("cell 0", file.Metadata!.Columns[0].Text(0));
        Assert.Contains(file.Notes, n => n.Contains("sparse", StringComparison.Ordinal));
    }

    [Fact]
    public void Vectors_of_genes_have_the_columns_of_genes_and_no_map_of_cells()
    {
        var file = OpenedFile.Read(GoldenFiles.Write(_directory, "anndata.h5ad"), "varm/PCs");

        Assert.Equal("gene 4", file.Texts("index")[4]);
        Assert.Empty(file.Maps);
    }

    [Fact]
    public void Graphs_of_neighbors_are_listed_and_refused_and_columns_are_not_listed()
    {
        var tensors = OpenedFile.List(GoldenFiles.Write(_directory, "anndata.h5ad"));

        Assert.Contains("no vectors", tensors.Single(t => t.Name == "obsp/connectivities").Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(TensorChoice.Ranked(tensors), t => t.Name.StartsWith("obsp", StringComparison.Ordinal));
        Assert.DoesNotContain(tensors, t => t.Name.StartsWith("obs/", StringComparison.Ordinal) || t.Name.StartsWith("uns/", StringComparison.Ordinal) || t.Name.StartsWith("X/", StringComparison.Ordinal));
    }
}
