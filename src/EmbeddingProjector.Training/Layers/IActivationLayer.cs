namespace EmbeddingProjector.Training.Layers;

/// <summary>A stage after the first: it takes what another stage yields.</summary>
internal interface IActivationLayer
{
    /// <summary>What the stage yields for its input; the input must stay as it is until the backward pass.</summary>
    Activations Forward(Activations input);

    /// <summary>Leaves ∂L/∂weights and returns ∂L/∂input, given ∂L/∂output, which it may overwrite.</summary>
    Activations Backward(Activations outputGradient);
}
