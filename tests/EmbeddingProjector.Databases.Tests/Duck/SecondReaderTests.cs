using System.Globalization;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.Databases.Tests.Duck;

/// <summary>Files of other writers, read by our own readers and by DuckDB: the same numbers, bit for bit as float32, and the same metadata.</summary>
public sealed class SecondReaderTests
{
    [Theory]
    [InlineData("formats/parquet-testing_nested_lists.snappy.parquet")]
    [InlineData("formats/parquet-testing_byte_stream_split.zstd.parquet")]
    [InlineData("formats/feuilleton-parquet/embeddings.parquet")]
    [InlineData("formats/nurture-jsonl/embeddings.jsonl")]
    [InlineData("formats/mnist-tiny-embedding-as-string.csv")]
    [InlineData("small-tables/iris.csv")]
    [InlineData("small-tables/wine.csv")]
    [InlineData("small-tables/breast_cancer.csv")]
    public void Our_reader_and_duckdb_read_the_same(string path)
    {
        VectorFormats.Add(LibraryFormats.All);
        var full = SharedData.Path(path);
        foreach (var file in Directory.Exists(full) ? Directory.GetFiles(full).Where(f => !f.EndsWith(".md", StringComparison.Ordinal)) : [full])
        {
            var format = VectorFormats.Detect(file);
            var ours = TensorChoice.Best(format.List(file, TestContext.Current.CancellationToken));
            Assert.NotNull(ours);
            using var expected = format.Read(file, ours, ReadSettings.Default, TestContext.Current.CancellationToken).Vectors;
            var metadata = format.Read(file, ours, ReadSettings.Default, TestContext.Current.CancellationToken).Metadata;

            var actual = OpenedSource.Read(new DatabaseRequest { Query = $"SELECT * FROM '{file}'" });

            Assert.Equal((expected.RowCount, expected.ColumnCount), (actual.Vectors.RowCount, actual.Vectors.ColumnCount));
            for (var row = 0; row < expected.RowCount; row++)
            {
                Assert.Equal(expected.Row(row).ToArray(), actual.Vectors.Row(row).ToArray());
            }

            foreach (var column in metadata?.Columns ?? [])
            {
                if (actual.Metadata?.Column(column.Name) is { } other)
                {
                    Assert.All(Enumerable.Range(0, column.RowCount), row => Assert.True(AreSame(column.Text(row), other.Text(row)), $"{file}, {column.Name}, row {row}: {column.Text(row)} and {other.Text(row)}"));
                }
            }
        }
    }

    // Two writers may write one number in two ways.
    private static bool AreSame(string? a, string? b) => a == b
        || (double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y) && x.Equals(y));
}
