using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EmbeddingProjector.Projections.Pca;

namespace EmbeddingProjector.Projections.Umap;

/// <summary>
/// The eigenvectors of the normalised Laplacian I − D^(−½) W D^(−½) with the smallest eigenvalues but the trivial one (Belkin and Niyogi,
/// "Laplacian eigenmaps", 2003), by Chebyshev-filtered subspace iteration (Zhou, Saad, Tiago and Chelikowsky, "Self-consistent-field
/// calculations using Chebyshev-filtered subspace iteration", J. Comput. Phys. 219, 2006): eight vectors are multiplied by a polynomial
/// of the matrix that is small on all but the top of its spectrum, made orthonormal, and turned into Ritz vectors, again and again.
/// </summary>
internal sealed class SpectralLayout
{
    private const int Width = 8;
    private const int FirstDegree = 16;
    private const int LaterDegree = 48;
    private const int FirstSweeps = 4;
    private const int MostSweeps = 14;
    private const int RowsPerTask = 1024;

    // The length of the difference of a Ritz vector's image and its multiple, as a part of the distance of its value from the trivial 1:
    // a start needs no more digits. Where the values crowd at 1 and the sweeps do not suffice, vectors this smooth are still a start.
    private const double Tolerance = 0.1;
    private const double Smooth = 2e-3;

    // Squared lengths of independent directions differ by less.
    private const double Independent = 1e-10;

    private readonly FuzzyGraph _graph;
    private readonly int[] _vertices;
    private readonly int[] _place;
    private readonly double[] _root;
    private readonly float[] _scale;
    private readonly int _threads;

    private SpectralLayout(FuzzyGraph graph, int[] vertices, int threads)
    {
        _graph = graph;
        _vertices = vertices;
        _threads = threads;
        _place = new int[graph.VertexCount];
        _scale = new float[graph.VertexCount];
        _root = new double[vertices.Length];
        for (var p = 0; p < vertices.Length; p++)
        {
            var v = vertices[p];
            var degree = 0d;
            for (var e = graph.Start[v]; e < graph.Start[v + 1]; e++)
            {
                degree += graph.Weights[e];
            }

            _place[v] = p;
            _root[p] = Math.Sqrt(degree);
            _scale[v] = degree > 0 ? (float)(1 / _root[p]) : 0;
        }

        var length = Math.Sqrt(_root.Sum(r => r * r));
        for (var p = 0; p < _root.Length; p++)
        {
            _root[p] /= length;
        }
    }

    /// <summary>
    /// Coordinates <c>[m, dimensions]</c> of the vertices of one connected component; null when the iteration did not come close in its
    /// bounded number of sweeps, or there are too few vertices.
    /// </summary>
    public static float[]? Of(
        FuzzyGraph graph, int[] vertices, int dimensions, ulong seed, int threads, CancellationToken cancellationToken) =>
        vertices.Length <= 2 * Width ? null : new SpectralLayout(graph, vertices, threads).Solve(dimensions, seed, cancellationToken);

    private float[]? Solve(int dimensions, ulong seed, CancellationToken cancellationToken)
    {
        var m = _vertices.Length;
        var x = new float[m * Width];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = CounterRandom.Unit(seed, (ulong)i) - 0.5f;
        }

        if (!Orthonormalise(x))
        {
            return null;
        }

        var (y, z) = (new float[x.Length], new float[x.Length]);
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            // Rayleigh and Ritz: within the span of x, the vectors that the matrix nearly keeps.
            Multiply(x, y, cancellationToken);
            var (values, turn) = Decompose(Products(x, y));
            Turn(x, turn);
            Turn(y, turn);
            var residual = Residual(x, y, values, dimensions);
            if (residual < Math.Min(Smooth, Tolerance * (1 - values[dimensions - 1])) || (sweep == MostSweeps - 1 && residual < Smooth))
            {
                return Coordinates(x, dimensions);
            }

            var degree = sweep < FirstSweeps ? FirstDegree : LaterDegree;
            Filter(ref x, ref y, ref z, Math.Clamp(values[Width - 1], -0.9, 0.9999), degree, cancellationToken);
            if (!Orthonormalise(x))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>
    /// x ← T(matrix) x for the Chebyshev polynomial that is between −1 and 1 on [−1, <paramref name="bound"/>] and grows
    /// above.
    /// </summary>
    private void Filter(ref float[] x, ref float[] y, ref float[] z, double bound, int degree, CancellationToken cancellationToken)
    {
        var (centre, half) = ((bound - 1) / 2, (bound + 1) / 2);
        Multiply(x, y, cancellationToken);
        Combine(y, (float)(1 / half), x, (float)(-centre / half), null);
        for (var step = 2; step <= degree; step++)
        {
            // T(next) = 2 t T(y) − T(x), with t = (matrix − centre) / half.
            Multiply(y, z, cancellationToken);
            Combine(z, (float)(2 / half), y, (float)(-2 * centre / half), x);
            (x, y, z) = (y, z, x);
        }

        (x, y) = (y, x);
    }

    /// <summary>to ← D^(−½) W D^(−½) from, all eight columns at once.</summary>
    private void Multiply(float[] from, float[] to, CancellationToken cancellationToken) => ForRows(
        (first, end) =>
        {
            ref var source = ref MemoryMarshal.GetArrayDataReference(from);
            ref var target = ref MemoryMarshal.GetArrayDataReference(to);
            for (var p = first; p < end; p++)
            {
                var v = _vertices[p];
                var sum = Vector256<float>.Zero;
                for (var e = _graph.Start[v]; e < _graph.Start[v + 1]; e++)
                {
                    var other = _graph.Vertices[e];
                    sum = Vector256.FusedMultiplyAdd(
                        Vector256.Create(_graph.Weights[e] * _scale[other]), Vector256.LoadUnsafe(ref source, (nuint)_place[other] * Width), sum);
                }

                (sum * _scale[v]).StoreUnsafe(ref target, (nuint)p * Width);
            }
        },
        cancellationToken);

    /// <summary>a ← s a + t b − c.</summary>
    private void Combine(float[] a, float s, float[] b, float t, float[]? c) => ForRows(
        (first, end) =>
        {
            for (var i = first * Width; i < end * Width; i++)
            {
                a[i] = (s * a[i]) + (t * b[i]) - (c is null ? 0 : c[i]);
            }
        },
        CancellationToken.None);

    /// <summary>Takes the trivial eigenvector out of the columns and makes them orthonormal; false when they are not independent.</summary>
    private bool Orthonormalise(float[] x)
    {
        // Twice is enough: the second pass removes what the rounding of the first left.
        for (var pass = 0; pass < 2; pass++)
        {
            var along = Sums((p, sum) =>
            {
                for (var c = 0; c < Width; c++)
                {
                    sum[c] += _root[p] * x[(p * Width) + c];
                }
            }, Width);
            ForRows(
                (first, end) =>
                {
                    for (var p = first; p < end; p++)
                    {
                        for (var c = 0; c < Width; c++)
                        {
                            x[(p * Width) + c] -= (float)(_root[p] * along[c]);
                        }
                    }
                },
                CancellationToken.None);
            var inverse = InverseRoot(Products(x, x));
            if (inverse is null)
            {
                return false;
            }

            Turn(x, inverse);
        }

        return true;
    }

    /// <summary>xᵀ y, <c>[8, 8]</c>.</summary>
    private double[] Products(float[] x, float[] y) => Sums((p, sum) =>
    {
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                sum[(i * Width) + j] += (double)x[(p * Width) + i] * y[(p * Width) + j];
            }
        }
    }, Width * Width);

    /// <summary>The eigenvalues, largest first, and the eigenvectors as columns <c>[8, 8]</c>, of the symmetric part of a matrix.</summary>
    private static (double[] Values, double[] Columns) Decompose(double[] matrix)
    {
        var symmetric = new double[Width * Width];
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                symmetric[(i * Width) + j] = (matrix[(i * Width) + j] + matrix[(j * Width) + i]) / 2;
            }
        }

        var pairs = SymmetricEigen.Decompose(symmetric, Width, Width);
        var columns = new double[Width * Width];
        for (var i = 0; i < Width; i++)
        {
            for (var j = 0; j < Width; j++)
            {
                columns[(i * Width) + j] = pairs.Vectors[(j * Width) + i];
            }
        }

        return (pairs.Values, columns);
    }

    /// <summary>M with Mᵀ A M = 1 for a positive definite A; null when A is not, within rounding.</summary>
    private static double[]? InverseRoot(double[] matrix)
    {
        var (values, columns) = Decompose(matrix);
        if (!(values[Width - 1] > Independent * values[0]) || !double.IsFinite(values[0]))
        {
            return null;
        }

        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] /= Math.Sqrt(values[i % Width]);
        }

        return columns;
    }

    /// <summary>x ← x times a matrix <c>[8, 8]</c>.</summary>
    private void Turn(float[] x, double[] matrix) => ForRows(
        (first, end) =>
        {
            Span<double> row = stackalloc double[Width];
            for (var p = first; p < end; p++)
            {
                row.Clear();
                for (var i = 0; i < Width; i++)
                {
                    for (var j = 0; j < Width; j++)
                    {
                        row[j] += x[(p * Width) + i] * matrix[(i * Width) + j];
                    }
                }

                for (var j = 0; j < Width; j++)
                {
                    x[(p * Width) + j] = (float)row[j];
                }
            }
        },
        CancellationToken.None);

    /// <summary>The largest ‖image − value · vector‖ of the first vectors.</summary>
    private double Residual(float[] x, float[] image, double[] values, int dimensions)
    {
        var sums = Sums((p, sum) =>
        {
            for (var c = 0; c < dimensions; c++)
            {
                var difference = image[(p * Width) + c] - (values[c] * x[(p * Width) + c]);
                sum[c] += difference * difference;
            }
        }, dimensions);
        return Math.Sqrt(sums.Max());
    }

    /// <summary>The first vectors, turned so that the largest entry of each is positive.</summary>
    private float[] Coordinates(float[] x, int dimensions)
    {
        var result = new float[_vertices.Length * dimensions];
        for (var axis = 0; axis < dimensions; axis++)
        {
            var largest = 0f;
            for (var p = 0; p < _vertices.Length; p++)
            {
                var value = x[(p * Width) + axis];
                result[(p * dimensions) + axis] = value;
                largest = Math.Abs(value) > Math.Abs(largest) ? value : largest;
            }

            for (var p = 0; p < _vertices.Length && largest < 0; p++)
            {
                result[(p * dimensions) + axis] *= -1;
            }
        }

        return result;
    }

    /// <summary>Sums over all rows, in blocks whose sums are added in order: the same for any number of threads.</summary>
    private double[] Sums(Action<int, double[]> add, int count)
    {
        var tasks = (_vertices.Length + RowsPerTask - 1) / RowsPerTask;
        var parts = new double[tasks][];
        ForRows(
            (first, end) =>
            {
                var sum = new double[count];
                for (var p = first; p < end; p++)
                {
                    add(p, sum);
                }

                parts[first / RowsPerTask] = sum;
            },
            CancellationToken.None);
        var total = new double[count];
        foreach (var part in parts)
        {
            for (var i = 0; i < count; i++)
            {
                total[i] += part[i];
            }
        }

        return total;
    }

    private void ForRows(Action<int, int> body, CancellationToken cancellationToken) => ParallelBlocks.For(
        (_vertices.Length + RowsPerTask - 1) / RowsPerTask,
        _threads,
        task => body(task * RowsPerTask, Math.Min(_vertices.Length, (task + 1) * RowsPerTask)),
        cancellationToken);
}
