namespace EmbeddingProjector.Projections.Tsne.Affinities;

/// <summary>
/// How labels change the affinity of a pair, as in TensorBoard's projector: × min(1/n + s/nₛ, 1 − 10⁻⁷) for equal labels, nₛ the points
/// that have it; × max(1/n − s/(n − nₛ), 10⁻⁷) for different ones; × 1/n where either is not supervised. s is from 0 to 1; at 0 all are
/// 1/n, and P is scaled to Σ P = 1 afterwards, so nothing changes.
/// </summary>
internal sealed class LabelWeights
{
    private const double Smallest = 1e-7;

    private readonly int[] _labels;
    private readonly double _strength;
    private readonly Dictionary<int, int> _counts = [];

    /// <summary>Weights for points with these labels, −1 for none.</summary>
    public LabelWeights(int[] labels, double strength)
    {
        _labels = labels;
        _strength = strength;
        foreach (var label in labels)
        {
            _counts[label] = _counts.GetValueOrDefault(label) + 1;
        }
    }

    /// <summary>The factor for a pair of points, the same in either order.</summary>
    public double Of(int i, int j)
    {
        double n = _labels.Length;
        if (_labels[i] < 0 || _labels[j] < 0)
        {
            return 1 / n;
        }

        if (_labels[i] == _labels[j])
        {
            return Math.Min((1 / n) + (_strength / _counts[_labels[i]]), 1 - Smallest);
        }

        // The original takes the label of the first of the pair; the mean of both keeps P symmetric.
        return (Apart(i) + Apart(j)) / 2;

        double Apart(int point) => Math.Max((1 / n) - (_strength / (n - _counts[_labels[point]])), Smallest);
    }
}
