using Xunit;

namespace EmbeddingProjector.Tests;

public sealed class VectorTableRangeTests
{
    private static readonly float[][] s_rows = [.. Enumerable.Range(0, 7).Select(i => new[] { i, i + 0.5f })];

    public static TheoryData<int, int, int> Ranges => new MatrixTheoryData<int, int, int>([1, 2, 3, 7, 9], [0, 1, 3, 6, 7], [7, 3, 1, 0]);

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_range_of_rows_holds_these_rows_whatever_the_blocks(int rowsPerBlock, int first, int end)
    {
        if (first > end)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Tables.Blocks(rowsPerBlock, s_rows)[first..end]);
            return;
        }

        var part = Tables.Blocks(rowsPerBlock, s_rows)[first..end];

        Assert.Equal(s_rows[first..end], part.Rows());
        Assert.Equal((end - first, 2), (part.RowCount, part.ColumnCount));
    }

    [Fact]
    public void A_range_past_the_rows_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Tables.Of(s_rows)[3..8]);

    [Fact]
    public void A_range_of_a_range_holds_these_rows() =>
        Assert.Equal(s_rows[3..5], Tables.Of(s_rows)[1..][2..4].Rows());
}
