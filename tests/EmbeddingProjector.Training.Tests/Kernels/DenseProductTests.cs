using EmbeddingProjector.Training.Kernels;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Kernels;

public sealed class DenseProductTests
{
    public static TheoryData<int, int, int> Sizes => new() { { 10, 16, 16 }, { 10, 16, 1 }, { 3, 5, 7 }, { 1, 1, 1 }, { 4, 33, 40 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Outputs_and_gradients_have_the_bytes_of_their_scalar_twins(int rows, int inputs, int outputs)
    {
        var (x, w, b, dy) = (Numbers.Floats(rows * inputs, 1), Numbers.Floats(inputs * outputs, 2), Numbers.Floats(outputs, 3), Numbers.Floats(rows * outputs, 4));
        var (y, dw, db, dx) = (new float[rows * outputs], new float[w.Length], new float[outputs], new float[x.Length]);
        var (yPlain, dwPlain, dbPlain, dxPlain) = (new float[rows * outputs], new float[w.Length], new float[outputs], new float[x.Length]);

        DenseProduct.Forward(x, w, b, y);
        DenseProduct.Backward(x, w, dy, dw, db, dx);
        DenseProduct.ForwardScalar<float>(x, w, b, yPlain);
        DenseProduct.BackwardScalar<float>(x, w, dy, dwPlain, dbPlain, dxPlain);

        Assert.Equal(yPlain, y);
        Assert.Equal(dwPlain, dw);
        Assert.Equal(dbPlain, db);
        Assert.Equal(dxPlain, dx);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradients_agree_with_finite_differences(int rows, int inputs, int outputs)
    {
        var (x, w, b, c) = (Numbers.Doubles(rows * inputs, 1), Numbers.Doubles(inputs * outputs, 2), Numbers.Doubles(outputs, 3), Numbers.Doubles(rows * outputs, 4));
        var (y, dw, db, dx) = (new double[rows * outputs], new double[w.Length], new double[outputs], new double[x.Length]);
        double Loss()
        {
            DenseProduct.ForwardScalar<double>(x, w, b, y);
            return FiniteDifferences.Weigh(y, c);
        }

        DenseProduct.BackwardScalar<double>(x, w, c, dw, db, dx);

        FiniteDifferences.Check(x, Loss, dx);
        FiniteDifferences.Check(w, Loss, dw);
        FiniteDifferences.Check(b, Loss, db);
    }
}
