using System.Numerics;
using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Training.Kernels;

/// <summary>
/// y = x·W + b and its gradient, for inputs x <c>[rows, in]</c>, a kernel W <c>[in, out]</c> (as Keras keeps it), a bias b <c>[out]</c>
/// and outputs y <c>[rows, out]</c>, all row-major.
/// </summary>
internal static unsafe class DenseProduct
{
    /// <summary>Writes y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> b, Span<float> y)
    {
        var (outputs, inputs) = (b.Length, w.Length / b.Length);
        var rows = y.Length / outputs;
        fixed (float* from = x[..(rows * inputs)], kernel = w, to = y)
        {
            for (var row = 0; row < rows; row++)
            {
                b.CopyTo(y[(row * outputs)..]);
                for (var i = 0; i < inputs; i++)
                {
                    VectorSums.AddMultiplePinned(from[(row * inputs) + i], kernel + (i * outputs), to + (row * outputs), outputs);
                }
            }
        }
    }

    /// <summary>From ∂L/∂y: writes ∂L/∂W = xᵀ·∂L/∂y, ∂L/∂b = Σ ∂L/∂y over rows, and ∂L/∂x = ∂L/∂y·Wᵀ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> dy, Span<float> dw, Span<float> db, Span<float> dx)
    {
        var (outputs, inputs) = (db.Length, w.Length / db.Length);
        var rows = dy.Length / outputs;
        dw.Clear();
        db.Clear();
        fixed (float* input = x[..(rows * inputs)], kernel = w, from = dy, toKernel = dw[..w.Length], toBias = db, toInput = dx[..(rows * inputs)])
        {
            for (var row = 0; row < rows; row++)
            {
                var gradient = from + (row * outputs);
                VectorSums.AddMultiplePinned(1, gradient, toBias, outputs);
                for (var i = 0; i < inputs; i++)
                {
                    VectorSums.AddMultiplePinned(input[(row * inputs) + i], gradient, toKernel + (i * outputs), outputs);
                    toInput[(row * inputs) + i] = VectorSums.DotPinned(gradient, kernel + (i * outputs), outputs);
                }
            }
        }
    }

    /// <summary>The twin of <see cref="Forward"/>.</summary>
    public static void ForwardScalar<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        var (outputs, inputs) = (b.Length, w.Length / b.Length);
        for (var row = 0; row * outputs < y.Length; row++)
        {
            var to = y.Slice(row * outputs, outputs);
            b.CopyTo(to);
            for (var i = 0; i < inputs; i++)
            {
                VectorSums.AddMultipleScalar(x[(row * inputs) + i], w.Slice(i * outputs, outputs), to);
            }
        }
    }

    /// <summary>The twin of <see cref="Backward"/>.</summary>
    public static void BackwardScalar<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> dy, Span<T> dw, Span<T> db, Span<T> dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (outputs, inputs) = (db.Length, w.Length / db.Length);
        dw.Clear();
        db.Clear();
        for (var row = 0; row * outputs < dy.Length; row++)
        {
            var from = dy.Slice(row * outputs, outputs);
            VectorSums.AddMultipleScalar(T.One, from, db);
            for (var i = 0; i < inputs; i++)
            {
                VectorSums.AddMultipleScalar(x[(row * inputs) + i], from, dw.Slice(i * outputs, outputs));
                dx[(row * inputs) + i] = VectorSums.DotScalar(from, w.Slice(i * outputs, outputs));
            }
        }
    }
}
