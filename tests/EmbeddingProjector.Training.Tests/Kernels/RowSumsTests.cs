using System.Runtime.Intrinsics;
using EmbeddingProjector.Training.Kernels;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Kernels;

public sealed unsafe class RowSumsTests
{
    private const int Rows = 23;

    public static TheoryData<int, int> Sizes => new MatrixTheoryData<int, int>([1, 3, 8, 15, 16, 17, 24, 40], [0, 1, 3, 4, 50, 101]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_sum_of_rows_has_the_bytes_of_its_scalar_twin(int d, int count)
    {
        var (table, ids) = (Numbers.Floats(Rows * d, 1), Numbers.Ids(count, Rows, 2));
        float[] fast = [.. Numbers.Floats(d, 3)], plain = new float[d];

        RowSums.Sum(table, ids, fast);
        RowSums.SumScalar<float>(table, ids, plain);

        Assert.Equal(plain, fast);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Adding_to_rows_has_the_bytes_of_its_scalar_twin(int d, int count)
    {
        var (ids, vector) = (Numbers.Ids(count, Rows, 2), Numbers.Floats(d, 3));
        float[] fast = Numbers.Floats(Rows * d, 1), plain = Numbers.Floats(Rows * d, 1);

        RowSums.Add(fast, ids, vector);
        RowSums.AddScalar<float>(plain, ids, vector);

        Assert.Equal(plain, fast);
    }

    [Fact]
    public void The_narrower_path_has_the_bytes_of_the_scalar_twin_too()
    {
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "This machine has no vectors of 256 bits.");
        const int D = 8;
        var (table, ids, vector) = (Numbers.Floats(Rows * D, 1), Numbers.Ids(101, Rows, 2), Numbers.Floats(D, 3));
        float[] sum = new float[D], plainSum = new float[D], added = [.. table], plainAdded = [.. table];

        fixed (float* rows = table, to = sum, changed = added, from = vector)
        fixed (int* id = ids)
        {
            RowSums.Sum256(rows, D, id, ids.Length, to);
            RowSums.Add256(changed, D, id, ids.Length, from);
        }

        RowSums.SumScalar<float>(table, ids, plainSum);
        RowSums.AddScalar<float>(plainAdded, ids, vector);
        Assert.Equal(plainSum, sum);
        Assert.Equal(plainAdded, added);
    }

    [Fact]
    public void Adding_is_the_gradient_of_the_sum()
    {
        const int D = 5;
        var (table, ids, c) = (Numbers.Doubles(Rows * D, 1), Numbers.Ids(31, Rows, 2), Numbers.Doubles(D, 3));
        var (sum, gradient) = (new double[D], new double[Rows * D]);

        RowSums.AddScalar<double>(gradient, ids, c);

        FiniteDifferences.Check(
            table,
            () =>
            {
                RowSums.SumScalar<double>(table, ids, sum);
                return FiniteDifferences.Weigh(sum, c);
            },
            gradient);
    }
}
