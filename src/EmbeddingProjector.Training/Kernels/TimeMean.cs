using System.Numerics;

namespace EmbeddingProjector.Training.Kernels;

/// <summary>The mean over time: x <c>[batch, time, d]</c> → y <c>[batch, d]</c>, y = Σₜ xₜ / time, and its gradient ∂L/∂xₜ = ∂L/∂y / time.</summary>
internal static class TimeMean
{
    public static void Forward(ReadOnlySpan<float> x, int time, int d, Span<float> y)
    {
        y.Clear();
        for (var row = 0; row * d < x.Length; row++)
        {
            VectorSums.AddMultiple(1, x.Slice(row * d, d), y.Slice(row / time * d, d));
        }

        DivideScalar(y, time);
    }

    public static void Backward(ReadOnlySpan<float> dy, int time, int d, Span<float> dx)
    {
        for (var row = 0; row * d < dx.Length; row++)
        {
            var to = dx.Slice(row * d, d);
            dy.Slice(row / time * d, d).CopyTo(to);
            DivideScalar(to, time);
        }
    }

    /// <summary>The twin of <see cref="Forward"/>.</summary>
    public static void ForwardScalar<T>(ReadOnlySpan<T> x, int time, int d, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        y.Clear();
        for (var row = 0; row * d < x.Length; row++)
        {
            VectorSums.AddMultipleScalar(T.One, x.Slice(row * d, d), y.Slice(row / time * d, d));
        }

        DivideScalar(y, T.CreateChecked(time));
    }

    /// <summary>The twin of <see cref="Backward"/>.</summary>
    public static void BackwardScalar<T>(ReadOnlySpan<T> dy, int time, int d, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (var i = 0; i < dx.Length; i++)
        {
            dx[i] = dy[(i / d / time * d) + (i % d)] / T.CreateChecked(time);
        }
    }

    private static void DivideScalar<T>(Span<T> values, T divisor)
        where T : IFloatingPointIeee754<T>
    {
        foreach (ref var value in values)
        {
            value /= divisor;
        }
    }
}
