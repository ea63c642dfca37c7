namespace EmbeddingProjector.Training.Metrics;

/// <summary>
/// The share of outputs on the right side of a threshold: an output above it says 1, any other 0.
/// </summary>
/// <remarks>
/// Keras resolves <c>metrics=["accuracy"]</c> to a threshold of 0.5 on whatever the model yields, also on logits, where the even
/// odds lie at 0. <see cref="Accuracy"/> counts like Keras, <see cref="LogitAccuracy"/> at 0; show both when the model yields logits.
/// </remarks>
public sealed class BinaryAccuracy
{
    /// <summary>Creates the metric.</summary>
    /// <param name="threshold">Outputs above it say 1.</param>
    /// <param name="name">What the progress line and the history call it.</param>
    public BinaryAccuracy(double threshold = 0.5, string name = "binary_accuracy")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Threshold = threshold;
        Name = name;
    }

    /// <summary>"accuracy", as Keras counts it: at 0.5 on the output, be it a probability or a logit.</summary>
    public static BinaryAccuracy Accuracy { get; } = new(0.5, "accuracy");

    /// <summary>"logit_accuracy", the accuracy of a model that yields logits: at 0.</summary>
    public static BinaryAccuracy LogitAccuracy { get; } = new(0, "logit_accuracy");

    /// <summary>Outputs above it say 1.</summary>
    public double Threshold { get; }

    /// <summary>What the progress line and the history call it.</summary>
    public string Name { get; }

    /// <summary>Whether an output is on the side of its label.</summary>
    public bool IsRight(double output, int label) => (output > Threshold) == (label == 1);
}
