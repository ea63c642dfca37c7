namespace EmbeddingProjector.Training.Losses;

/// <summary>
/// The cross-entropy of labels y in {0, 1}, as the mean over a batch. From logits z: max(z, 0) − z·y + log(1 + e^−|z|), which neither
/// overflows nor cancels. From probabilities p, which are kept 10⁻⁷ away from 0 and 1 as in Keras: −y·log p − (1 − y)·log(1 − p).
/// </summary>
public sealed class BinaryCrossentropy
{
    // Keras' epsilon(), the distance that keeps the logarithms finite.
    private const double ProbabilityMargin = 1e-7;

    /// <summary>Creates the loss.</summary>
    /// <param name="fromLogits">Whether the model yields logits; otherwise it yields probabilities, as after a sigmoid.</param>
    public BinaryCrossentropy(bool fromLogits = false) => FromLogits = fromLogits;

    /// <summary>Whether the model yields logits.</summary>
    public bool FromLogits { get; }

    /// <summary>The loss of one output, in nats.</summary>
    public double Loss(double output, int label)
    {
        if (FromLogits)
        {
            return Math.Max(output, 0) - (output * label) + Math.Log(1 + Math.Exp(-Math.Abs(output)));
        }

        var p = Math.Clamp(output, ProbabilityMargin, 1 - ProbabilityMargin);
        return -((label * Math.Log(p)) + ((1 - label) * Math.Log(1 - p)));
    }

    /// <summary>∂loss/∂output of one output; where a probability was kept away from 0 or 1 it is 0.</summary>
    public double Derivative(double output, int label)
    {
        if (FromLogits)
        {
            return (1 / (1 + Math.Exp(-output))) - label;
        }

        return output is < ProbabilityMargin or > 1 - ProbabilityMargin
            ? 0
            : ((1 - label) / (1 - output)) - (label / output);
    }
}
