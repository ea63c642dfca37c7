using EmbeddingProjector.Training.Kernels;

namespace EmbeddingProjector.Training.Layers;

/// <summary>
/// y = activation(x·W + b) on the last axis: features → units. The kernel W <c>[features, units]</c> begins uniform in [−l, l) with
/// l = √(6 / (features + units)) (Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks",
/// AISTATS 2010), the bias at 0, as in Keras.
/// </summary>
public sealed class Dense : Layer, IActivationLayer
{
    private readonly Activations _output = new();
    private readonly Activations _inputGradient = new();
    private Activations _input = new();

    /// <summary>Creates the layer.</summary>
    /// <param name="units">The number of outputs.</param>
    /// <param name="activation">Applied to each output.</param>
    public Dense(int units, Activation activation = Activation.Linear)
        : base("dense")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        if (!Enum.IsDefined(activation))
        {
            throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation.");
        }

        Units = units;
        Activation = activation;
    }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>Applied to each output.</summary>
    public Activation Activation { get; }

    private Parameter Kernel => Parameters[0];

    private Parameter Bias => Parameters[1];

    Activations IActivationLayer.Forward(Activations input)
    {
        _input = input;
        var output = _output.Reshape(input.Batch, input.Time, Units);
        DenseProduct.Forward(input.Values, Kernel.Values, Bias.Values, output.Values);
        ActivationFunction.Apply(Activation, output.Values);
        return output;
    }

    Activations IActivationLayer.Backward(Activations outputGradient)
    {
        ActivationFunction.ApplyDerivative<float>(Activation, _output.Values, outputGradient.Values);
        _inputGradient.Reshape(_input.Batch, _input.Time, _input.Features);
        DenseProduct.Backward(
            _input.Values, Kernel.Values, outputGradient.Values, Kernel.Gradient, Bias.Gradient, _inputGradient.Values);
        return _inputGradient;
    }

    private protected override LayerShape BuildWeights(LayerShape? input, ulong seed)
    {
        if (input is not { } shape)
        {
            throw new ArgumentException($"\"{Name}\" takes vectors, not ids. Put an Embedding first.");
        }

        var kernel = new Parameter($"{Name}/kernel", [shape.Features, Units]);
        kernel.FillUniform(MathF.Sqrt(6f / (shape.Features + Units)), seed);
        Parameters = [kernel, new Parameter($"{Name}/bias", [Units])];
        return shape with { Features = Units };
    }
}
