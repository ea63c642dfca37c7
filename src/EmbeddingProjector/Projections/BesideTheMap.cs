namespace EmbeddingProjector.Projections;

/// <summary>
/// Rows without a place of their own stand in a small square to the right of the map, where they are seen and disturb
/// nothing.
/// </summary>
internal static class BesideTheMap
{
    private const float Gap = 0.05f;
    private const float Step = 0.01f;
    private const int RowsNamed = 5;

    /// <summary>Writes the positions of the rows that are not placed.</summary>
    /// <param name="positions">All positions <c>[n, dimensions]</c>.</param>
    /// <param name="dimensions">2 or 3.</param>
    /// <param name="isPlaced">Which rows have a position.</param>
    public static void Place(Span<float> positions, int dimensions, bool[] isPlaced)
    {
        var missing = isPlaced.Count(placed => !placed);
        if (missing == 0)
        {
            return;
        }

        var (right, bottom, extent) = Corner(positions, dimensions, isPlaced);
        var side = (int)Math.Ceiling(Math.Sqrt(missing));
        var next = 0;
        for (var row = 0; row < isPlaced.Length; row++)
        {
            if (!isPlaced[row])
            {
                var at = positions.Slice(row * dimensions, dimensions);
                at.Clear();
                at[0] = right + (extent * (Gap + (Step * (next % side))));
                at[1] = bottom + (extent * Step * (next / side));
                next++;
            }
        }
    }

    /// <summary>Says which rows stand there, if any.</summary>
    public static void Describe(bool[] isPlaced, Action<string> note)
    {
        var missing = Enumerable.Range(0, isPlaced.Length).Where(row => !isPlaced[row]).Take(RowsNamed + 1).ToArray();
        if (missing.Length == 1)
        {
            note($"Row {missing[0]} holds NaN or infinity and stands beside the map.");
        }
        else if (missing.Length > 1)
        {
            var named = string.Join(", ", missing.Take(RowsNamed)) + (missing.Length > RowsNamed ? " and more" : "");
            note($"{isPlaced.Count(placed => !placed):N0} rows hold NaN or infinity and stand beside the map (rows {named}).");
        }
    }

    private static (float Right, float Bottom, float Extent) Corner(ReadOnlySpan<float> positions, int dimensions, bool[] isPlaced)
    {
        var (left, right, bottom) = (float.PositiveInfinity, float.NegativeInfinity, float.PositiveInfinity);
        for (var row = 0; row < isPlaced.Length; row++)
        {
            if (isPlaced[row])
            {
                left = Math.Min(left, positions[row * dimensions]);
                right = Math.Max(right, positions[row * dimensions]);
                bottom = Math.Min(bottom, positions[(row * dimensions) + 1]);
            }
        }

        return right < left ? (0, 0, 1) : (right, bottom, Math.Max(right - left, 1));
    }
}
