using System.Numerics;

namespace EmbeddingProjector.Training.Layers;

/// <summary>The activations and their derivatives, both in terms of the output y, so that the sums before them need not be kept.</summary>
internal static class ActivationFunction
{
    /// <summary>Replaces each z by y.</summary>
    public static void Apply<T>(Activation activation, Span<T> z)
        where T : IFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.Relu:
                foreach (ref var value in z)
                {
                    value = T.Max(value, T.Zero);
                }

                break;
            case Activation.Sigmoid:
                foreach (ref var value in z)
                {
                    value = T.One / (T.One + T.Exp(-value));
                }

                break;
        }
    }

    /// <summary>Replaces each ∂L/∂y by ∂L/∂z = ∂L/∂y · dy/dz; the derivative of relu at 0 is 0, as in TensorFlow.</summary>
    public static void ApplyDerivative<T>(Activation activation, ReadOnlySpan<T> y, Span<T> gradient)
        where T : IFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.Relu:
                for (var i = 0; i < y.Length; i++)
                {
                    gradient[i] = y[i] > T.Zero ? gradient[i] : T.Zero;
                }

                break;
            case Activation.Sigmoid:
                for (var i = 0; i < y.Length; i++)
                {
                    gradient[i] *= y[i] * (T.One - y[i]);
                }

                break;
        }
    }
}
