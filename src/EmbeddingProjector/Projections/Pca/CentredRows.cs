using EmbeddingProjector.Neighbors.Distances;

namespace EmbeddingProjector.Projections.Pca;

/// <summary>
/// The rows of a table as the float32 kernels of an analysis see them: (x − m) · 2⁻ᵉ, rounded once. The power of two keeps squares inside float32
/// whatever the units of the data are. Rows that are not usable are zeros and so add nothing to any sum.
/// </summary>
internal sealed class CentredRows
{
    private readonly bool[] _usable;
    private readonly double[] _centre;
    private readonly double _scale;

    /// <summary>Rows about <paramref name="mean"/> <c>[d]</c>.</summary>
    public CentredRows(VectorTable vectors, ColumnMoments moments, double[] mean)
    {
        Vectors = vectors;
        _usable = moments.Usable;

        // No centred row is longer than twice the longest row.
        var exponent = moments.LargestSquaredNorm == 0 ? 0 : Math.ILogB(Math.Sqrt(moments.LargestSquaredNorm)) + 2;
        _scale = Math.ScaleB(1, -exponent);
        SquaredUnit = Math.ScaleB(1, 2 * exponent);
        _centre = [.. mean.Select(m => m * _scale)];
    }

    public VectorTable Vectors { get; }

    public int RowCount => Vectors.RowCount;

    public int ColumnCount => Vectors.ColumnCount;

    /// <summary>What a square or a product of two entries is to be multiplied by, to be in the units of the data.</summary>
    public double SquaredUnit { get; }

    /// <summary>Columns <paramref name="from"/> and following of a row.</summary>
    public void Write(int row, int from, Span<float> target)
    {
        if (_usable[row])
        {
            ShiftedRow.Write(Vectors.Row(row).Slice(from, target.Length), _scale, _centre.AsSpan(from, target.Length), target);
        }
        else
        {
            target.Clear();
        }
    }
}
