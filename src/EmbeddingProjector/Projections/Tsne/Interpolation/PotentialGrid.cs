using System.Runtime.CompilerServices;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>
/// A regular grid of charges and the potential that they make: Φ = G ∗ ρ with G the long-range part of the kernel, the convolution done
/// exactly (not periodically) by Fourier transforms of twice the size. The kernel is divided by the spectrum of the B-splines that share
/// charges out and collect the potential, so that between two nodes the result is the spline through the true kernel.
/// </summary>
/// <remarks>
/// Two real columns are transformed as one complex column (columns c and c + stride/2), and only the half of the spectrum that is not the
/// mirror image of the other is kept, so a convolution costs about (1 + 2 + 2 + 1) / 4 complex transforms of the doubled grid. The strips
/// are independent of each other: the result does not depend on the number of threads. Source: Hockney and Eastwood, Computer Simulation
/// Using Particles (1988), chapter 6; Linderman et al., Nature Methods 16 (2019).
/// </remarks>
internal sealed unsafe class PotentialGrid : IDisposable
{
    private const int Width = StripFourier.Width;

    private readonly StripFourier _alongRows;
    private readonly StripFourier _alongColumns;
    private readonly AlignedBuffer _density;
    private readonly AlignedBuffer _potential;
    private readonly AlignedBuffer _spectrumRe;
    private readonly AlignedBuffer _spectrumIm;
    private readonly AlignedBuffer _kernel;
    private readonly AlignedBuffer[] _scratch;
    private readonly int _threads;
    private readonly LaneWidth _lanes;
    private readonly int _half;
    private readonly int _frequencies;

    /// <summary>A grid of <paramref name="rows"/> × <paramref name="columns"/> nodes.</summary>
    public PotentialGrid(int rows, int columns, KernelSplit split, int threads, LaneWidth lanes)
    {
        Rows = rows;
        Columns = columns;
        Split = split;
        _threads = threads;
        _lanes = lanes;
        _alongRows = new StripFourier(StripFourier.LengthFrom(2 * rows));
        _alongColumns = new StripFourier(StripFourier.LengthFrom(2 * columns));
        // A point adds eight numbers of which the last two are zero, so a row has room for two more than its nodes.
        Stride = RoundUp(columns + 2, 2 * Width);
        _half = Stride / 2;
        _frequencies = RoundUp((_alongRows.Length / 2) + 1, Width);
        _density = new AlignedBuffer((long)rows * Stride);
        _potential = new AlignedBuffer((long)rows * Stride);
        _spectrumRe = new AlignedBuffer((long)_frequencies * Stride);
        _spectrumIm = new AlignedBuffer((long)_frequencies * Stride);
        _kernel = new AlignedBuffer((long)_frequencies * ((_alongColumns.Length / 2) + 1));
        var plane = Math.Max(_alongRows.PlaneSize, _alongColumns.PlaneSize);
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new AlignedBuffer(4L * plane))];
        TransformKernel();
    }

    /// <summary>Nodes along the second axis of the map.</summary>
    public int Rows { get; }

    /// <summary>Nodes along the first axis of the map.</summary>
    public int Columns { get; }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>The distance of neighboring nodes, and which part of the kernel the grid carries.</summary>
    public KernelSplit Split { get; }

    /// <summary>ρ, <c>[rows, stride]</c>; written by the caller.</summary>
    public float* Density => _density.Start;

    /// <summary>Φ, <c>[rows, stride]</c>, after <see cref="Convolve"/>.</summary>
    public float* Potential => _potential.Start;

    /// <summary>The floating-point operations of one convolution on such a grid, for estimates.</summary>
    public static double Operations(double rows, double columns)
    {
        var n = 2 * rows;
        var m = 2 * columns;
        return 5 * ((2 * (columns / 2) * n * Math.Log2(n + 1)) + (2 * (n / 2) * m * Math.Log2(m + 1)));
    }

    public void Dispose()
    {
        _density.Dispose();
        _potential.Dispose();
        _spectrumRe.Dispose();
        _spectrumIm.Dispose();
        _kernel.Dispose();
        foreach (var buffer in _scratch)
        {
            buffer.Dispose();
        }
    }

    /// <summary>Φ = G ∗ ρ.</summary>
    public void Convolve(CancellationToken cancellationToken)
    {
        switch (_lanes)
        {
            case LaneWidth.Sixteen:
                Convolve<Lanes512>(cancellationToken);
                break;
            case LaneWidth.Eight:
                Convolve<Lanes256>(cancellationToken);
                break;
            default:
                Convolve<ScalarLane>(cancellationToken);
                break;
        }
    }

    private void Convolve<TLanes>(CancellationToken cancellationToken)
        where TLanes : struct, ILanes<TLanes>
    {
        ForStrips(_half / Width, (strip, planes) => AlongRows<TLanes>(strip * Width, planes), cancellationToken);
        ForStrips(_frequencies / Width, (strip, planes) => AlongColumns<TLanes>(strip, planes), cancellationToken);
        ForStrips(_half / Width, (strip, planes) => BackAlongRows<TLanes>(strip * Width, planes), cancellationToken);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongRows<TLanes>(int column, Planes planes)
        where TLanes : struct, ILanes<TLanes>
    {
        var n = _alongRows.Length;
        for (var row = 0; row < Rows; row++)
        {
            var source = Density + ((long)row * Stride) + column;
            Copy<TLanes>(source, planes.Re + (row * Width));
            Copy<TLanes>(source + _half, planes.Im + (row * Width));
        }

        var used = Rows * Width;
        new Span<float>(planes.Re + used, (n / 2 * Width) - used).Clear();
        new Span<float>(planes.Im + used, (n / 2 * Width) - used).Clear();
        planes = Transform<TLanes>(_alongRows, planes, halfZero: true);

        // The spectra of two real columns, one in each part: A = (Z + Z*ₘ) / 2 and B = (Z − Z*ₘ) / 2i, m the mirrored frequency.
        var half = TLanes.Create(0.5f);
        for (var k = 0; k <= n / 2; k++)
        {
            var mirrored = (n - k) % n * Width;
            var re = _spectrumRe.Start + ((long)k * Stride) + column;
            var im = _spectrumIm.Start + ((long)k * Stride) + column;
            for (var l = 0; l < Width; l += TLanes.Count)
            {
                var zr = TLanes.Load(planes.Re + (k * Width) + l);
                var zi = TLanes.Load(planes.Im + (k * Width) + l);
                var mr = TLanes.Load(planes.Re + mirrored + l);
                var mi = TLanes.Load(planes.Im + mirrored + l);
                (half * (zr + mr)).Store(re + l);
                (half * (zi - mi)).Store(im + l);
                (half * (zi + mi)).Store(re + _half + l);
                (half * (mr - zr)).Store(im + _half + l);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AlongColumns<TLanes>(int strip, Planes planes)
        where TLanes : struct, ILanes<TLanes>
    {
        var n = _alongColumns.Length;
        var first = (long)strip * Width * Stride;
        StripTranspose.Load(_spectrumRe.Start + first, Stride, Columns, planes.Re);
        StripTranspose.Load(_spectrumIm.Start + first, Stride, Columns, planes.Im);
        var used = Columns * Width;
        new Span<float>(planes.Re + used, (n / 2 * Width) - used).Clear();
        new Span<float>(planes.Im + used, (n / 2 * Width) - used).Clear();
        planes = Transform<TLanes>(_alongColumns, planes, halfZero: true);
        var kernel = _kernel.Start + ((long)strip * Width * ((n / 2) + 1));
        for (var k = 0; k < n; k++)
        {
            var factors = kernel + (Math.Min(k, n - k) * Width);
            for (var l = k * Width; l < (k + 1) * Width; l += TLanes.Count, factors += TLanes.Count)
            {
                var factor = TLanes.Load(factors);
                (TLanes.Load(planes.Re + l) * factor).Store(planes.Re + l);
                (TLanes.Load(planes.Im + l) * factor).Store(planes.Im + l);
            }
        }

        planes = Transform<TLanes>(_alongColumns, planes.Exchanged, halfZero: false).Exchanged;
        StripTranspose.Store(planes.Re, Columns, _spectrumRe.Start + first, Stride);
        StripTranspose.Store(planes.Im, Columns, _spectrumIm.Start + first, Stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void BackAlongRows<TLanes>(int column, Planes planes)
        where TLanes : struct, ILanes<TLanes>
    {
        var n = _alongRows.Length;
        for (var k = 0; k <= n / 2; k++)
        {
            var mirrored = (n - k) % n * Width;
            var re = _spectrumRe.Start + ((long)k * Stride) + column;
            var im = _spectrumIm.Start + ((long)k * Stride) + column;
            for (var l = 0; l < Width; l += TLanes.Count)
            {
                var ar = TLanes.Load(re + l);
                var ai = TLanes.Load(im + l);
                var br = TLanes.Load(re + _half + l);
                var bi = TLanes.Load(im + _half + l);
                (ar + bi).Store(planes.Re + mirrored + l);
                (br - ai).Store(planes.Im + mirrored + l);
                (ar - bi).Store(planes.Re + (k * Width) + l);
                (ai + br).Store(planes.Im + (k * Width) + l);
            }
        }

        planes = Transform<TLanes>(_alongRows, planes.Exchanged, halfZero: false).Exchanged;
        for (var row = 0; row < Rows; row++)
        {
            var target = Potential + ((long)row * Stride) + column;
            Copy<TLanes>(planes.Re + (row * Width), target);
            Copy<TLanes>(planes.Im + (row * Width), target + _half);
        }
    }

    // The kernel is real and even along both axes, so is its spectrum: a quarter of it is kept, in the order in which AlongColumns reads
    // it.
    private void TransformKernel()
    {
        var n = _alongRows.Length;
        var m = _alongColumns.Length;
        var quarter = RoundUp((m / 2) + 1, Width);
        using var rows = new AlignedBuffer((long)_frequencies * quarter);
        var partial = rows.Start;
        ForStrips(
            quarter / Width,
            (strip, planes) =>
            {
                for (var i = 0; i < n; i++)
                {
                    for (var l = 0; l < Width; l++)
                    {
                        planes.Re[(i * Width) + l] = Kernel(Math.Min(i, n - i), (strip * Width) + l);
                        planes.Im[(i * Width) + l] = 0;
                    }
                }

                planes = Transform<Lanes256>(_alongRows, planes, halfZero: false);
                for (var k = 0; k <= n / 2; k++)
                {
                    Copy<Lanes256>(planes.Re + (k * Width), partial + ((long)k * quarter) + (strip * Width));
                }
            },
            CancellationToken.None);
        ForStrips(
            _frequencies / Width,
            (strip, planes) =>
            {
                for (var j = 0; j < m; j++)
                {
                    for (var l = 0; l < Width; l++)
                    {
                        planes.Re[(j * Width) + l] = partial[((((long)strip * Width) + l) * quarter) + Math.Min(j, m - j)];
                        planes.Im[(j * Width) + l] = 0;
                    }
                }

                planes = Transform<Lanes256>(_alongColumns, planes, halfZero: false);
                var target = _kernel.Start + ((long)strip * Width * ((m / 2) + 1));
                for (var k = 0; k <= m / 2; k++)
                {
                    for (var l = 0; l < Width; l++)
                    {
                        var shared = SplineBasis.Spectrum((strip * Width) + l, n) * SplineBasis.Spectrum(k, m);
                        target[(k * Width) + l] = (float)(planes.Re[(k * Width) + l] / (shared * shared * n * m));
                    }
                }
            },
            CancellationToken.None);
    }

    private float Kernel(int row, int column)
    {
        var y = (double)row * Split.Spacing;
        var x = (double)column * Split.Spacing;
        return (float)Split.LongRange((x * x) + (y * y));
    }

    private void ForStrips(int strips, Action<int, Planes> body, CancellationToken cancellationToken)
    {
        var next = -1;
        var plane = Math.Max(_alongRows.PlaneSize, _alongColumns.PlaneSize);
        ParallelBlocks.For(
            strips,
            _threads,
            () =>
            {
                var start = _scratch[Interlocked.Increment(ref next)].Start;
                var planes = new Planes(start, start + plane, start + (2 * plane), start + (3 * plane));
                return strip => body(strip, planes);
            },
            cancellationToken);
    }

    private static Planes Transform<TLanes>(StripFourier fourier, Planes planes, bool halfZero)
        where TLanes : struct, ILanes<TLanes> =>
        fourier.Transform<TLanes>(planes.Re, planes.Im, planes.WorkRe, planes.WorkIm, halfZero)
            ? new Planes(planes.WorkRe, planes.WorkIm, planes.Re, planes.Im)
            : planes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy<TLanes>(float* source, float* target)
        where TLanes : struct, ILanes<TLanes>
    {
        for (var l = 0; l < Width; l += TLanes.Count)
        {
            TLanes.Load(source + l).Store(target + l);
        }
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>The real and imaginary parts of a strip and as much room again.</summary>
    private readonly struct Planes(float* re, float* im, float* workRe, float* workIm)
    {
        public readonly float* Re = re;
        public readonly float* Im = im;
        public readonly float* WorkRe = workRe;
        public readonly float* WorkIm = workIm;

        /// <summary>With the parts exchanged a transform is the inverse one.</summary>
        public Planes Exchanged => new(Im, Re, WorkIm, WorkRe);
    }
}
