using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Files that other programs wrote. Their values are compared with those of other readers by tests/reference-readers/compare.py.</summary>
public sealed class RealFormatsTests
{
    [Theory]
    [InlineData("formats/emoji2vec_300d_word2vec.bin", 1661, 300, "word", 0, "🇸🇰")]
    [InlineData("formats/word2vec_euclidean.bin", 2747, 10, "word", 0, "the")]
    [InlineData("formats/word2vec_text_header.txt", 1750, 10, "word", 1, "to")]
    [InlineData("formats/fasttext_lee.vec", 1762, 10, "word", 2, "of")]
    [InlineData("formats/glove_no_header.txt", 76, 50, "word", 1, "ö")]
    [InlineData("glove-10k/glove.6B.50d.10k.txt", 10000, 50, "word", 1, ",")]
    [InlineData("small-tables/iris.csv", 150, 4, "target_name", 149, "virginica")]
    [InlineData("small-tables/wine.csv", 178, 13, "target_name", 0, "class_0")]
    [InlineData("small-tables/breast_cancer.csv", 569, 30, "target_name", 0, "malignant")]
    [InlineData("formats/mnist-tiny-embedding-as-string.csv", 30, 8, "label", 0, "5")]
    [InlineData("formats/nurture-jsonl/embeddings.jsonl", 225, 1024, "chunk_id", 0, "fam_anmeldung_standesamt__anmeldung-ihres-kindes-beim-standesamt__f1f37aeb")]
    [InlineData("formats/numpy/glove_1k_words.npz", 1000, 50, "words", 0, "the")]
    [InlineData("fashion-mnist/t10k-images-idx3-ubyte.gz", 10000, 784, "label", 0, "9")]
    public void A_file_opens_with_its_shape_and_its_labels(string relativePath, int rows, int columns, string column, int row, string text)
    {
        var data = Open(SharedData.Path(relativePath));

        Assert.Equal((rows, columns), (data.Vectors.RowCount, data.Vectors.ColumnCount));
        Assert.Equal(text, data.Metadata?.Column(column)?.Text(row));
    }

    [Theory]
    [InlineData("formats/eeg_embeddings.safetensors", "embeddings_0", 480, 32)]
    [InlineData("formats/torch_tiny.pt", "t", 2, 4)]
    public void The_best_of_several_tensors_is_opened(string relativePath, string name, int rows, int columns)
    {
        var run = Assert.Single(LogDirectoryScanner.ForFile(SharedData.Path(relativePath)).Scan(TestContext.Current.CancellationToken).Runs);

        Assert.Contains(name, run.Embeddings[0].TensorName, StringComparison.Ordinal);
        Assert.Equal([rows, columns], run.Embeddings[0].Shape);
    }

    [Fact]
    public void Metadata_in_another_order_is_joined_by_its_key()
    {
        var data = Open(SharedData.Path("formats/nurture-jsonl/embeddings.jsonl"), SharedData.Path("formats/nurture-jsonl/chunks.jsonl"));

        Assert.Equal("federal", data.Metadata?.Column("authority_tier")?.Text(0));
    }

    private static EmbeddingData Open(string path, string? metadata = null) => EmbeddingLoader.Load(
        Assert.Single(LogDirectoryScanner.ForFile(path, metadata).Scan(TestContext.Current.CancellationToken).Runs).Embeddings[0], null, TestContext.Current.CancellationToken);
}
