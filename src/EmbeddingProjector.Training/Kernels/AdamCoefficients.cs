using System.Numerics;

namespace EmbeddingProjector.Training.Kernels;

/// <summary>The constants of Adam, each rounded once to the type of the weights.</summary>
internal readonly record struct AdamCoefficients<T>(T Beta1, T OneMinusBeta1, T Beta2, T OneMinusBeta2, T Epsilon)
    where T : IFloatingPointIeee754<T>
{
    public static AdamCoefficients<T> Of(double beta1, double beta2, double epsilon) => new(
        T.CreateChecked(beta1), T.CreateChecked(1 - beta1), T.CreateChecked(beta2), T.CreateChecked(1 - beta2), T.CreateChecked(epsilon));
}
