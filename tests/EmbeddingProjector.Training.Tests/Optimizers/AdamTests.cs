using EmbeddingProjector.Training.Kernels;
using EmbeddingProjector.Training.Optimizers;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Optimizers;

public sealed class AdamTests
{
    private const int Rows = 40;
    private const int D = 17;

    [Fact]
    public void Rows_that_are_put_off_end_with_the_bytes_of_the_plain_loop()
    {
        var table = new Parameter("embedding/embeddings", [Rows, D]) { Touched = new TouchedRows(Rows) };
        table.FillUniform(0.05f, seed: 3);
        float[] w = [.. table.Values], m = new float[w.Length], v = new float[w.Length];
        var coefficients = AdamCoefficients<float>.Of(0.9, 0.999, 1e-7);
        var adam = new Adam();
        adam.Bind([table]);

        // More steps than rates are kept, a row that is used once, and readers in between.
        for (var step = 1; step <= 5000; step++)
        {
            int[] ids = [.. Numbers.Ids(3, Rows - 2, step), .. step == 7 ? [Rows - 2] : Array.Empty<int>()];
            var dense = new float[w.Length];
            table.Touched.Clear();
            table.Touched.Add(ids);
            table.Deferred!.CatchUp(table.Touched.Rows);
            foreach (var row in table.Touched.Rows)
            {
                var g = Numbers.Floats(D, step + (row << 16), 1e-3f);
                g.CopyTo(table.Gradient, row * D);
                g.CopyTo(dense, row * D);
                Assert.Equal(w.AsSpan(row * D, D), table.Values.Slice(row * D, D));
            }

            adam.Apply();
            var rate = (float)(0.001 * Math.Sqrt(1 - Math.Pow(0.999, step)) / (1 - Math.Pow(0.9, step)));
            AdamUpdate.StepScalar(coefficients, rate, w, m, v, dense);
            if (step % 777 == 0)
            {
                Assert.Equal(w, table.ToTable().Rows(0, Rows));
            }
        }

        Assert.Equal(w, table.ToTable().Rows(0, Rows));
    }

    [Fact]
    public void A_row_goes_on_moving_after_its_last_gradient_as_in_Keras()
    {
        var table = new Parameter("embedding/embeddings", [2, 1]) { Touched = new TouchedRows(2) };
        var adam = new Adam();
        adam.Bind([table]);
        table.Touched.Add([1]);
        table.Gradient[1] = 1;
        adam.Apply();
        var first = table.ToTable().Row(1)[0];
        table.Touched.Clear();
        adam.Apply();

        Assert.Equal(-0.001f, first, 1e-7f);
        Assert.Equal(-0.00167f, table.ToTable().Row(1)[0], 1e-5f);
        Assert.Equal(0, table.ToTable().Row(0)[0]);
    }

    [Fact]
    public void A_learning_rate_holds_from_the_next_step_on_also_for_rows_put_off()
    {
        float Moved(double second)
        {
            var table = new Parameter("embedding/embeddings", [1, 1]) { Touched = new TouchedRows(1) };
            var adam = new Adam();
            adam.Bind([table]);
            table.Touched.Add([0]);
            table.Gradient[0] = 1;
            adam.Apply();
            table.Touched.Clear();
            adam.LearningRate = second;
            adam.Apply();
            adam.LearningRate = 100;
            return table.ToTable().Row(0)[0];
        }

        Assert.Equal(-0.001f, Moved(0), 1e-7f);
        Assert.Equal(-0.0077f, Moved(0.01), 1e-4f);
    }

    [Theory]
    [InlineData(-1, 0.9, 0.999, 1e-7)]
    [InlineData(double.NaN, 0.9, 0.999, 1e-7)]
    [InlineData(0.001, 1, 0.999, 1e-7)]
    [InlineData(0.001, 0.9, -0.1, 1e-7)]
    [InlineData(0.001, 0.9, 0.999, 0)]
    public void Constants_out_of_their_range_are_refused(double learningRate, double beta1, double beta2, double epsilon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(learningRate, beta1, beta2, epsilon));
}
