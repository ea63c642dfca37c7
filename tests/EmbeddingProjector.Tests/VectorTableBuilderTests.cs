using Xunit;

namespace EmbeddingProjector.Tests;

public sealed class VectorTableBuilderTests
{
    private const int D = 1 << 16;
    private const int Rows = 11;
    private const long RowBytes = D * sizeof(float);

    private static readonly MatrixStorage _nothing = new() { MemoryLimit = 0 };

    [Theory]
    [InlineData(Rows * RowBytes, 0, false)]
    [InlineData((Rows * RowBytes) - 1, 0, true)]
    [InlineData((Rows * RowBytes) - 1, Rows, true)]
    [InlineData(6 * RowBytes, 0, true)]
    [InlineData(0, 0, true)]
    [InlineData(0, 0, true, true)]
    public void Rows_beyond_the_limit_lie_in_a_temporary_file_and_are_the_same(long limit, int expectedRows, bool isOutside, bool inOrder = false)
    {
        using var builder = new VectorTableBuilder(D, expectedRows, new MatrixStorage(inOrder) { MemoryLimit = limit });
        for (var row = 0; row < Rows;)
        {
            var span = builder.Reserve(Math.Min(3, Rows - row));
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (row * D) + i;
            }

            row += span.Length / D;
        }

        using var table = builder.Build();

        Assert.Equal(isOutside, table.StorageNote?.Contains("temporary file", StringComparison.Ordinal) ?? false);
        Assert.Equal(Rows, table.RowCount);
        Assert.Equal(3, table.BlockCount);
        for (var row = 0; row < Rows; row++)
        {
            Assert.Equal(row * D, table.Row(row)[0]);
            Assert.Equal((row * D) + D - 1, table.Row(row)[^1]);
        }
    }

    [Fact]
    public void A_builder_that_is_given_up_and_a_table_of_no_rows_leave_nothing_to_be_disposed_of()
    {
        using var builder = new VectorTableBuilder(3, storage: _nothing);
        using var table = builder.Build();

        Assert.Equal(0, table.RowCount);
        Assert.Null(table.StorageNote);
    }

    [Fact]
    public void A_matrix_that_the_disk_has_no_room_for_is_refused_with_both_sizes()
    {
        using var builder = new VectorTableBuilder(1 << 20, int.MaxValue, _nothing);
        builder.Reserve(1);

        var error = Assert.Throws<DataFormatException>(() => builder.Reserve(1));

        Assert.Contains("bytes are free for the temporary file", error.Found, StringComparison.Ordinal);
        Assert.Equal("9,007,199,250,546,688 bytes", error.Expected);
        Assert.Contains("XDG_CACHE_HOME", error.Remedy, StringComparison.Ordinal);
    }
}
