using EmbeddingProjector.Training.Kernels;

namespace EmbeddingProjector.Training.Layers;

/// <summary>
/// The mean over time: <c>[batch, time, features]</c> → <c>[batch, features]</c>. Without a mask, so the mean is over the padded length: the
/// vector of the padding counts, and it dilutes short texts.
/// </summary>
public sealed class GlobalAveragePooling1D : Layer, IActivationLayer
{
    private readonly Activations _output = new();
    private readonly Activations _inputGradient = new();

    /// <summary>Creates the layer.</summary>
    public GlobalAveragePooling1D()
        : base("global_average_pooling1d")
    {
    }

    Activations IActivationLayer.Forward(Activations input)
    {
        RequireTime(input.Time);
        _inputGradient.Reshape(input.Batch, input.Time, input.Features);
        var output = _output.Reshape(input.Batch, 1, input.Features);
        TimeMean.Forward(input.Values, input.Time, input.Features, output.Values);
        return output;
    }

    Activations IActivationLayer.Backward(Activations outputGradient)
    {
        TimeMean.Backward(outputGradient.Values, _inputGradient.Time, _inputGradient.Features, _inputGradient.Values);
        return _inputGradient;
    }

    internal static void RequireTime(int time)
    {
        if (time == 0)
        {
            throw new ArgumentException("Every text of the batch is empty, and a mean over nothing is not a number. Leave empty texts out.");
        }
    }

    private protected override LayerShape BuildWeights(LayerShape? input, ulong seed) => input is { HasTime: true } shape
        ? shape with { HasTime = false }
        : throw new ArgumentException($"\"{Name}\" averages over time: it takes (None, None, features), found {input?.ToString() ?? "ids"}. Put it after an Embedding.");
}
