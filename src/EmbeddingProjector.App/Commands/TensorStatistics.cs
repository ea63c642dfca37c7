using EmbeddingProjector.Formats;

namespace EmbeddingProjector.App.Commands;

/// <summary>Numbers that tell whether a tensor was read right. NaN values are counted and left out of the rest.</summary>
/// <param name="Sum">The sum in float64 (compensated, so that it does not depend on how the values come in pieces).</param>
/// <param name="Minimum">The smallest value; NaN when there is none.</param>
/// <param name="Maximum">The largest value; NaN when there is none.</param>
/// <param name="NaNCount">How many values are NaN.</param>
internal sealed record TensorStatistics(double Sum, double Minimum, double Maximum, long NaNCount)
{
    /// <summary>Reads all values of a tensor.</summary>
    /// <param name="visitAll">Hands them out.</param>
    /// <exception cref="DataFormatException">It cannot be read.</exception>
    public static TensorStatistics Of(Action<VisitValues> visitAll)
    {
        var (sum, correction, minimum, maximum, nan, any) = (0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity, 0L, false);
        visitAll(values =>
        {
            foreach (var x in values)
            {
                if (double.IsNaN(x))
                {
                    nan++;
                    continue;
                }

                any = true;
                minimum = Math.Min(minimum, x);
                maximum = Math.Max(maximum, x);
                // Neumaier 1974: the digits lost by an addition are kept aside.
                var next = sum + x;
                correction += Math.Abs(sum) >= Math.Abs(x) ? sum - next + x : x - next + sum;
                sum = next;
            }
        });
        return new(
            double.IsFinite(sum) ? sum + correction : sum, any ? minimum : double.NaN, any ? maximum : double.NaN, nan);
    }
}
