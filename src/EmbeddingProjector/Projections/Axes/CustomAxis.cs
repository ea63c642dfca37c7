namespace EmbeddingProjector.Projections.Axes;

/// <summary>
/// An axis from one set of rows to another: the unit vector from the centroid of the first to that of the second, with 0 half way between
/// them. Where one end is left open, the mean of all rows stands for it.
/// </summary>
/// <param name="Direction">The unit vector <c>[d]</c>.</param>
/// <param name="Origin">The coordinate of the middle, which is taken off.</param>
/// <param name="Label">What stands at the ends.</param>
internal sealed record CustomAxis(double[] Direction, double Origin, AxisLabel Label)
{
    /// <summary>The axis between two sets of rows.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="low">The rows at the low end; null for all rows.</param>
    /// <param name="high">The rows at the high end; null for all rows.</param>
    /// <param name="label">What stands at the ends.</param>
    /// <exception cref="ArgumentException">Both ends are in the same place, or an end has only rows with NaN or infinity.</exception>
    public static CustomAxis Between(VectorTable vectors, int[]? low, int[]? high, AxisLabel label)
    {
        var (from, to) = (Centroid(vectors, low, label.Low), Centroid(vectors, high, label.High));
        var direction = new double[from.Length];
        var (length, size) = (0d, 0d);
        for (var k = 0; k < direction.Length; k++)
        {
            direction[k] = to[k] - from[k];
            length += direction[k] * direction[k];
            size += (to[k] * to[k]) + (from[k] * from[k]);
        }

        // Centroids this near are the rounding of the same point.
        if (!(length > 1e-24 * size))
        {
            throw new ArgumentException(
                $"\"{label.Low}\" and \"{label.High}\" have the same centroid, so there is no axis between them. Choose other rows for one end.");
        }

        length = Math.Sqrt(length);
        var origin = 0d;
        for (var k = 0; k < direction.Length; k++)
        {
            direction[k] /= length;
            origin += direction[k] * ((to[k] + from[k]) / 2);
        }

        return new CustomAxis(direction, origin, label);
    }

    /// <summary>Where a vector stands along the axis, in the units of the vectors.</summary>
    public double Coordinate(ReadOnlySpan<float> vector)
    {
        var sum = 0d;
        for (var k = 0; k < vector.Length; k++)
        {
            sum += Direction[k] * vector[k];
        }

        return sum - Origin;
    }

    private static double[] Centroid(VectorTable vectors, int[]? rows, string name)
    {
        var sum = new double[vectors.ColumnCount];
        var count = 0;
        for (var i = 0; i < (rows?.Length ?? vectors.RowCount); i++)
        {
            var vector = vectors.Row(rows is null ? i : rows[i]);
            if (!vector.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            {
                for (var k = 0; k < sum.Length; k++)
                {
                    sum[k] += vector[k];
                }

                count++;
            }
        }

        return count > 0 ? Array.ConvertAll(sum, value => value / count) : throw new ArgumentException(
            $"All rows of \"{name}\" hold NaN or infinity, so they have no centroid.");
    }
}
