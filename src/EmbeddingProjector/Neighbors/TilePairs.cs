namespace EmbeddingProjector.Neighbors;

/// <summary>
/// The upper triangle of a square of tiles, numbered along its diagonals: (0, 0), (1, 1), … then (0, 1), (1, 2), … Pairs that are worked on
/// at the same time then rarely share a tile, and every row meets some candidates early.
/// </summary>
internal static class TilePairs
{
    /// <summary>Pair <paramref name="number"/> of <paramref name="tiles"/> · (<paramref name="tiles"/> + 1) / 2.</summary>
    public static (int Row, int Column) At(int number, int tiles)
    {
        // Diagonal δ starts at δ·tiles − δ(δ − 1)/2; the root may be one off by rounding.
        var width = (2.0 * tiles) + 1;
        var diagonal = (int)((width - Math.Sqrt((width * width) - (8.0 * number))) / 2);
        while (Start(diagonal, tiles) > number)
        {
            diagonal--;
        }

        while (Start(diagonal + 1, tiles) <= number)
        {
            diagonal++;
        }

        var row = (int)(number - Start(diagonal, tiles));
        return (row, row + diagonal);
    }

    private static long Start(int diagonal, int tiles) => ((long)diagonal * tiles) - ((long)diagonal * (diagonal - 1) / 2);
}
