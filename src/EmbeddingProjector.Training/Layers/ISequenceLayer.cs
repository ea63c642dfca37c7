namespace EmbeddingProjector.Training.Layers;

/// <summary>The first stage of a model: it takes batches of ids.</summary>
internal interface ISequenceLayer
{
    /// <summary>What the stage yields for a batch.</summary>
    /// <param name="batch">The texts.</param>
    /// <param name="training">Whether a backward pass over the same batch follows.</param>
    Activations Forward(PaddedBatch batch, bool training);

    /// <summary>Leaves ∂L/∂weights, given ∂L/∂output for the batch of the last forward pass.</summary>
    void Backward(PaddedBatch batch, Activations outputGradient);
}
