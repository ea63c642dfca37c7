using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats.Hdf5;

public sealed class KerasFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("stored.keras")]
    [InlineData("deflated.keras")]
    public void Weights_carry_the_names_of_their_layers_and_the_largest_embedding_is_the_best_guess(string name)
    {
        var path = GoldenFiles.Write(_directory, name);

        var file = OpenedFile.Read(path);

        Assert.Same(KerasFormat.Instance, VectorFormats.Detect(path));
        Assert.Equal(
            ["optimizer/vars/2", "score/bias", "score/kernel", "tower/position_embedding/embeddings", "users/embeddings", "words/embeddings"],
            OpenedFile.List(path).Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.Equal("words/embeddings", TensorChoice.Best(OpenedFile.List(path))!.Name);
        Assert.Equal(GoldenFiles.Matrix(20, 4), Values.Of(file.Vectors));
        Assert.Equal(GoldenFiles.Matrix(9, 4).Select(v => v + 1), Values.Of(OpenedFile.Read(path, "users/embeddings").Vectors));
        Assert.Equal(GoldenFiles.Matrix(7, 4).Select(v => v + 3), Values.Of(OpenedFile.Read(path, "tower/position_embedding/embeddings").Vectors));
    }

    [Fact]
    public void A_model_of_another_name_is_recognised_by_its_content()
    {
        var path = _directory.Write("model.zip", GoldenFiles.Bytes("stored.keras"));

        Assert.Same(KerasFormat.Instance, VectorFormats.Detect(path));
    }

    [Fact]
    public void An_archive_without_weights_a_broken_description_and_a_bomb_are_refused_in_words()
    {
        var without = OpenedFile.Fails(_directory.Write("a.keras", ArchiveWriter.Zip(false, ("metadata.json", "{}"u8.ToArray()))));
        var broken = OpenedFile.Fails(_directory.Write("b.keras", ArchiveWriter.Zip(false, ("config.json", "{"u8.ToArray()), ("model.weights.h5", GoldenFiles.Bytes("keras.weights.h5")))));
        var bomb = OpenedFile.Fails(_directory.Write("c.keras", ArchiveWriter.Zip(true, ("model.weights.h5", new byte[80_000_000]))));

        Assert.Contains("model.weights.h5", without.Found, StringComparison.Ordinal);
        Assert.Contains("no JSON", broken.Found, StringComparison.Ordinal);
        Assert.Contains("more than 256 times as many", bomb.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_description_weights_are_called_by_their_paths()
    {
        var path = _directory.Write("a.keras", ArchiveWriter.Zip(false, ("model.weights.h5", GoldenFiles.Bytes("keras.weights.h5"))));

        Assert.Equal("layers/embedding/vars/0", TensorChoice.Best(OpenedFile.List(path))!.Name);
    }
}
