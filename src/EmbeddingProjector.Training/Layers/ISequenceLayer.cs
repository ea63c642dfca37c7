namespace EmbeddingProjector.Training.Layers;

/// <summary>The first stage of a model: it takes batches of ids.</summary>
internal interface ISequenceLayer
{
    /// <summary>What the stage yields for a batch.</summary>
    Activations Forward(PaddedBatch batch);

    /// <summary>Leaves ∂L/∂weights, given ∂L/∂output for the batch of the last forward pass.</summary>
    void Backward(PaddedBatch batch, Activations outputGradient);
}
