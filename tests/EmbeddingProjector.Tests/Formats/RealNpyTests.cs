using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Arrays that numpy wrote.</summary>
public sealed class RealNpyTests
{
    [Fact]
    public void The_same_vectors_in_three_types_and_both_orders_read_alike()
    {
        var single = Read("formats/numpy/glove_1k_f32.npy", "float32");
        var half = Read("formats/numpy/glove_1k_f16.npy", "float16");
        var fortran = Read("formats/numpy/glove_1k_f64_fortran.npy", "float64");

        Assert.Equal(Values.Of(single), Values.Of(fortran));
        Assert.Equal(Values.Of(single).Select(v => (float)(Half)v), Values.Of(half));
    }

    [Fact]
    public void A_float64_array_of_1536_columns_reads_every_row()
    {
        var vectors = Read("formats/movies-npy/embeddings.npy", "float64");

        Assert.Equal((300, 1536), (vectors.RowCount, vectors.ColumnCount));
        Assert.All(Enumerable.Range(0, vectors.RowCount), row => Assert.False(vectors.Row(row).Contains(float.NaN)));
    }

    private static VectorTable Read(string relativePath, string elementType)
    {
        var path = SharedData.Path(relativePath);
        var format = VectorFormats.Detect(path);
        var tensor = Assert.Single(format.List(path, TestContext.Current.CancellationToken));
        Assert.Equal(elementType, tensor.ElementType);
        return format.Read(path, tensor, ReadSettings.Default, TestContext.Current.CancellationToken).Vectors;
    }
}
