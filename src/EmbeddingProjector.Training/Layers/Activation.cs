namespace EmbeddingProjector.Training.Layers;

/// <summary>What a dense layer applies to each of its outputs.</summary>
public enum Activation
{
    /// <summary>Nothing: y = z.</summary>
    Linear,

    /// <summary>y = max(z, 0).</summary>
    Relu,

    /// <summary>y = 1 / (1 + e⁻ᶻ).</summary>
    Sigmoid,
}
