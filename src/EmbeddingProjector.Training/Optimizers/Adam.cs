using EmbeddingProjector.Training.Kernels;

namespace EmbeddingProjector.Training.Optimizers;

/// <summary>
/// Adam with the defaults and the epsilon of Keras: step t (from 1) has the rate a = lr·√(1 − β₂ᵗ) / (1 − β₁ᵗ), and
/// w ← w − a·m / (√v + ε), where ε is outside the root and not bias-corrected
/// (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, end of section 2).
/// </summary>
/// <remarks>
/// Every weight moves at every step, also the rows of an embedding that a batch does not use: this is Keras' Adam, not a lazy one.
/// The steps of such rows are put off and made, one after another, when the row is next read; the bytes are those of the plain loop.
/// An instance trains one model.
/// </remarks>
public sealed class Adam
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private double _learningRate;
    private List<AdamSlots>? _slots;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="learningRate">lr, at least 0.</param>
    /// <param name="beta1">β₁, the memory of the first moment, in [0, 1).</param>
    /// <param name="beta2">β₂, the memory of the second moment, in [0, 1).</param>
    /// <param name="epsilon">ε, more than 0.</param>
    public Adam(double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
    {
        LearningRate = learningRate;
        _beta1 = Beta(beta1, nameof(beta1));
        _beta2 = Beta(beta2, nameof(beta2));
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon keeps the division finite: it must be above 0.");
        }

        _epsilon = epsilon;
    }

    /// <summary>lr; a change holds from the next step on.</summary>
    public double LearningRate
    {
        get => _learningRate;
        set => _learningRate = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The learning rate is a finite number, at least 0.");
    }

    /// <summary>The number of steps made.</summary>
    public long Iterations { get; private set; }

    /// <summary>Takes over the parameters of a model.</summary>
    internal void Bind(IEnumerable<Parameter> parameters)
    {
        if (_slots is not null)
        {
            throw new InvalidOperationException("This optimizer already trains a model; its moments belong to that one. Create another.");
        }

        var coefficients = AdamCoefficients<float>.Of(_beta1, _beta2, _epsilon);
        _slots = [.. parameters.Select(parameter => AdamSlots.For(parameter, coefficients))];
    }

    /// <summary>Makes a step along the gradients that the last backward pass left.</summary>
    internal void Apply()
    {
        Iterations++;
        var rate = (float)(_learningRate * Math.Sqrt(1 - Math.Pow(_beta2, Iterations)) / (1 - Math.Pow(_beta1, Iterations)));
        foreach (var slots in _slots!)
        {
            slots.Apply(rate);
        }
    }

    private static double Beta(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "A moment's memory lies in [0, 1).");
}
