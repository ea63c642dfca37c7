using EmbeddingProjector.Projections;
using Xunit;

namespace EmbeddingProjector.Tests.Projections;

public sealed class RowDotsTests
{
    private delegate void Kernel(ReadOnlySpan<double> x, ReadOnlySpan<double> rows, Span<double> results);

    [Fact]
    public void Every_path_agrees_with_the_plain_twin_for_every_length()
    {
        for (var d = 1; d <= 40; d++)
        {
            AssertAgrees(RowDots.Wide, d, 4);
            AssertAgrees(RowDots.Narrow, d, 4);
            AssertAgrees(RowDots.Write, d, 1 + (d % 11));
        }
    }

    [Fact]
    public void Adding_a_row_returns_its_squares_which_are_finite_exactly_when_it_is()
    {
        for (var d = 1; d <= 40; d++)
        {
            var row = Tables.Gaussian(1, d, d)[0];
            var sums = Enumerable.Range(0, d).Select(i => (double)i).ToArray();
            Assert.Equal(row.Sum(v => (double)v * v), DoubleRows.AddAndSquare(row, sums), 1e-12);
            Assert.Equal(row.Select((v, i) => (double)v + i), sums);
            row[d - 1] = float.NaN;
            Assert.False(double.IsFinite(DoubleRows.AddAndSquare(row, sums)));
        }
    }

    private static void AssertAgrees(Kernel kernel, int d, int rows)
    {
        var random = new Random(d);
        var x = Enumerable.Range(0, d).Select(_ => random.NextDouble() - 0.5).ToArray();
        var matrix = Enumerable.Range(0, d * rows).Select(_ => random.NextDouble() - 0.5).ToArray();
        var (expected, found) = (new double[rows], new double[rows]);
        RowDots.Scalar(x, matrix, expected);
        kernel(x, matrix, found);
        for (var r = 0; r < rows; r++)
        {
            Assert.Equal(expected[r], found[r], 1e-14 * d);
        }
    }
}
