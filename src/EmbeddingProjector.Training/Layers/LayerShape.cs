namespace EmbeddingProjector.Training.Layers;

/// <summary>The shape of what a layer yields: <c>[batch, time, features]</c> or, once time is averaged out, <c>[batch, features]</c>.</summary>
/// <param name="HasTime">Whether there is a vector for each place in the text.</param>
/// <param name="Features">The length of a vector.</param>
public readonly record struct LayerShape(bool HasTime, int Features)
{
    /// <summary>As Keras prints it: "(None, None, 16)".</summary>
    public override string ToString() => HasTime ? $"(None, None, {Features})" : $"(None, {Features})";
}
