using System.Runtime.CompilerServices;
using EmbeddingProjector.Projections.Tsne.Lanes;

namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>
/// Discrete Fourier transforms of length N over a strip of sixteen columns at once: real and imaginary parts <c>[N, 16]</c> in two planes.
/// X[k] = Σⱼ x[j] e^(−2πi jk/N), not normalised. Every butterfly works on whole vectors, because neighboring columns need the same
/// factors. N has the prime factors 2, 3 and 5 and is a multiple of 4.
/// </summary>
/// <remarks>
/// Decimation in frequency with self-sorting (Stockham): Van Loan, Computational Frameworks for the Fast Fourier Transform (1992), 1.7.
/// Immutable; the buffers belong to the caller.
/// </remarks>
internal sealed unsafe class StripFourier
{
    /// <summary>Columns in a strip.</summary>
    public const int Width = 16;

    private static readonly int[] _lengths = [.. Lengths(1 << 16)];

    private readonly int[] _radices;
    private readonly float[][] _twiddles;

    public StripFourier(int length)
    {
        Length = length;
        _radices = Radices(length);
        _twiddles = new float[_radices.Length][];
        var remaining = length;
        for (var stage = 0; stage < _radices.Length; stage++)
        {
            _twiddles[stage] = Twiddles(remaining, _radices[stage]);
            remaining /= _radices[stage];
        }
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>Floats in one plane of a strip.</summary>
    public int PlaneSize => Length * Width;

    /// <summary>The smallest possible length that is at least <paramref name="minimum"/>.</summary>
    public static int LengthFrom(int minimum)
    {
        var at = Array.BinarySearch(_lengths, minimum);
        at = at < 0 ? ~at : at;
        return at < _lengths.Length
            ? _lengths[at]
            : throw new ArgumentOutOfRangeException(nameof(minimum), minimum, $"The longest transform has {_lengths[^1]} elements.");
    }

    /// <summary>Transforms a strip. The result is in the second pair of planes when true is returned, else in the first.</summary>
    /// <param name="re">Real parts <c>[N, 16]</c>.</param>
    /// <param name="im">Imaginary parts <c>[N, 16]</c>. With the roles of the parts exchanged the transform is the inverse times N.</param>
    /// <param name="workRe">A second plane <c>[N, 16]</c>.</param>
    /// <param name="workIm">A second plane <c>[N, 16]</c>.</param>
    /// <param name="halfZero">The rows from N/2 on are taken as zero, whatever they hold.</param>
    public bool Transform<TLanes>(float* re, float* im, float* workRe, float* workIm, bool halfZero)
        where TLanes : struct, ILanes<TLanes>
    {
        var inWork = false;
        var remaining = Length;
        var stride = (long)Width;
        for (var stage = 0; stage < _radices.Length; stage++)
        {
            var radix = _radices[stage];
            var part = remaining / radix;
            fixed (float* twiddles = _twiddles[stage])
            {
                switch (radix)
                {
                    case 4 when stage == 0 && halfZero:
                        RadixFourOfHalf<TLanes>(re, im, workRe, workIm, twiddles, part, stride);
                        break;
                    case 4:
                        RadixFour<TLanes>(re, im, workRe, workIm, twiddles, part, stride);
                        break;
                    case 2:
                        RadixTwo<TLanes>(re, im, workRe, workIm, twiddles, part, stride);
                        break;
                    case 3:
                        RadixThree<TLanes>(re, im, workRe, workIm, twiddles, part, stride);
                        break;
                    default:
                        RadixFive<TLanes>(re, im, workRe, workIm, twiddles, part, stride);
                        break;
                }
            }

            var (previousRe, previousIm) = ((nint)re, (nint)im);
            re = workRe;
            im = workIm;
            workRe = (float*)previousRe;
            workIm = (float*)previousIm;
            inWork = !inWork;
            remaining = part;
            stride *= radix;
        }

        return inWork;
    }

    // In all of them: part p of `part`, twiddles w^j for j = 1 … r − 1 of that part; row k of the input is p + part × k, row j of the
    // output r p + j, and a row has `stride` floats.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RadixFour<TLanes>(float* xr, float* xi, float* yr, float* yi, float* w, int part, long stride)
        where TLanes : struct, ILanes<TLanes>
    {
        var leap = part * stride;
        for (var p = 0; p < part; p++, w += 6, xr += stride, xi += stride, yr += 4 * stride, yi += 4 * stride)
        {
            var w1r = TLanes.Create(w[0]);
            var w1i = TLanes.Create(w[1]);
            var w2r = TLanes.Create(w[2]);
            var w2i = TLanes.Create(w[3]);
            var w3r = TLanes.Create(w[4]);
            var w3i = TLanes.Create(w[5]);
            for (long q = 0; q < stride; q += TLanes.Count)
            {
                var ar = TLanes.Load(xr + q);
                var ai = TLanes.Load(xi + q);
                var br = TLanes.Load(xr + q + leap);
                var bi = TLanes.Load(xi + q + leap);
                var cr = TLanes.Load(xr + q + (2 * leap));
                var ci = TLanes.Load(xi + q + (2 * leap));
                var dr = TLanes.Load(xr + q + (3 * leap));
                var di = TLanes.Load(xi + q + (3 * leap));
                var (sumR, sumI, differenceR, differenceI) = (ar + cr, ai + ci, ar - cr, ai - ci);
                var (otherR, otherI, turnR, turnI) = (br + dr, bi + di, bi - di, dr - br);
                (sumR + otherR).Store(yr + q);
                (sumI + otherI).Store(yi + q);
                StoreProduct(differenceR + turnR, differenceI + turnI, w1r, w1i, yr + q + stride, yi + q + stride);
                StoreProduct(sumR - otherR, sumI - otherI, w2r, w2i, yr + q + (2 * stride), yi + q + (2 * stride));
                StoreProduct(differenceR - turnR, differenceI - turnI, w3r, w3i, yr + q + (3 * stride), yi + q + (3 * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RadixFourOfHalf<TLanes>(float* xr, float* xi, float* yr, float* yi, float* w, int part, long stride)
        where TLanes : struct, ILanes<TLanes>
    {
        var leap = part * stride;
        for (var p = 0; p < part; p++, w += 6, xr += stride, xi += stride, yr += 4 * stride, yi += 4 * stride)
        {
            var w1r = TLanes.Create(w[0]);
            var w1i = TLanes.Create(w[1]);
            var w2r = TLanes.Create(w[2]);
            var w2i = TLanes.Create(w[3]);
            var w3r = TLanes.Create(w[4]);
            var w3i = TLanes.Create(w[5]);
            for (long q = 0; q < stride; q += TLanes.Count)
            {
                var ar = TLanes.Load(xr + q);
                var ai = TLanes.Load(xi + q);
                var br = TLanes.Load(xr + q + leap);
                var bi = TLanes.Load(xi + q + leap);
                (ar + br).Store(yr + q);
                (ai + bi).Store(yi + q);
                StoreProduct(ar + bi, ai - br, w1r, w1i, yr + q + stride, yi + q + stride);
                StoreProduct(ar - br, ai - bi, w2r, w2i, yr + q + (2 * stride), yi + q + (2 * stride));
                StoreProduct(ar - bi, ai + br, w3r, w3i, yr + q + (3 * stride), yi + q + (3 * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RadixTwo<TLanes>(float* xr, float* xi, float* yr, float* yi, float* w, int part, long stride)
        where TLanes : struct, ILanes<TLanes>
    {
        var leap = part * stride;
        for (var p = 0; p < part; p++, w += 2, xr += stride, xi += stride, yr += 2 * stride, yi += 2 * stride)
        {
            var wr = TLanes.Create(w[0]);
            var wi = TLanes.Create(w[1]);
            for (long q = 0; q < stride; q += TLanes.Count)
            {
                var ar = TLanes.Load(xr + q);
                var ai = TLanes.Load(xi + q);
                var br = TLanes.Load(xr + q + leap);
                var bi = TLanes.Load(xi + q + leap);
                (ar + br).Store(yr + q);
                (ai + bi).Store(yi + q);
                StoreProduct(ar - br, ai - bi, wr, wi, yr + q + stride, yi + q + stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RadixThree<TLanes>(float* xr, float* xi, float* yr, float* yi, float* w, int part, long stride)
        where TLanes : struct, ILanes<TLanes>
    {
        var leap = part * stride;
        var sine = TLanes.Create(0.866025403784438647f);
        var half = TLanes.Create(-0.5f);
        for (var p = 0; p < part; p++, w += 4, xr += stride, xi += stride, yr += 3 * stride, yi += 3 * stride)
        {
            var w1r = TLanes.Create(w[0]);
            var w1i = TLanes.Create(w[1]);
            var w2r = TLanes.Create(w[2]);
            var w2i = TLanes.Create(w[3]);
            for (long q = 0; q < stride; q += TLanes.Count)
            {
                var ar = TLanes.Load(xr + q);
                var ai = TLanes.Load(xi + q);
                var br = TLanes.Load(xr + q + leap);
                var bi = TLanes.Load(xi + q + leap);
                var cr = TLanes.Load(xr + q + (2 * leap));
                var ci = TLanes.Load(xi + q + (2 * leap));
                var (sumR, sumI) = (br + cr, bi + ci);
                var (turnR, turnI) = (sine * (bi - ci), sine * (cr - br));
                var (centreR, centreI) = (TLanes.MultiplyAdd(half, sumR, ar), TLanes.MultiplyAdd(half, sumI, ai));
                (ar + sumR).Store(yr + q);
                (ai + sumI).Store(yi + q);
                StoreProduct(centreR + turnR, centreI + turnI, w1r, w1i, yr + q + stride, yi + q + stride);
                StoreProduct(centreR - turnR, centreI - turnI, w2r, w2i, yr + q + (2 * stride), yi + q + (2 * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RadixFive<TLanes>(float* xr, float* xi, float* yr, float* yi, float* w, int part, long stride)
        where TLanes : struct, ILanes<TLanes>
    {
        var leap = part * stride;
        var cosine1 = TLanes.Create(0.309016994374947424f);
        var cosine2 = TLanes.Create(-0.809016994374947424f);
        var sine1 = TLanes.Create(0.951056516295153572f);
        var sine2 = TLanes.Create(0.587785252292473129f);
        for (var p = 0; p < part; p++, w += 8, xr += stride, xi += stride, yr += 5 * stride, yi += 5 * stride)
        {
            for (long q = 0; q < stride; q += TLanes.Count)
            {
                var ar = TLanes.Load(xr + q);
                var ai = TLanes.Load(xi + q);
                var br = TLanes.Load(xr + q + leap);
                var bi = TLanes.Load(xi + q + leap);
                var cr = TLanes.Load(xr + q + (2 * leap));
                var ci = TLanes.Load(xi + q + (2 * leap));
                var dr = TLanes.Load(xr + q + (3 * leap));
                var di = TLanes.Load(xi + q + (3 * leap));
                var er = TLanes.Load(xr + q + (4 * leap));
                var ei = TLanes.Load(xi + q + (4 * leap));
                var (outerR, outerI, innerR, innerI) = (br + er, bi + ei, cr + dr, ci + di);
                // Turned by −90°: −i (b − e) and −i (c − d).
                var (outerTurnR, outerTurnI, innerTurnR, innerTurnI) = (bi - ei, er - br, ci - di, dr - cr);
                var oneR = TLanes.MultiplyAdd(cosine1, outerR, TLanes.MultiplyAdd(cosine2, innerR, ar));
                var oneI = TLanes.MultiplyAdd(cosine1, outerI, TLanes.MultiplyAdd(cosine2, innerI, ai));
                var twoR = TLanes.MultiplyAdd(cosine2, outerR, TLanes.MultiplyAdd(cosine1, innerR, ar));
                var twoI = TLanes.MultiplyAdd(cosine2, outerI, TLanes.MultiplyAdd(cosine1, innerI, ai));
                var oneTurnR = TLanes.MultiplyAdd(sine1, outerTurnR, sine2 * innerTurnR);
                var oneTurnI = TLanes.MultiplyAdd(sine1, outerTurnI, sine2 * innerTurnI);
                var twoTurnR = (sine2 * outerTurnR) - (sine1 * innerTurnR);
                var twoTurnI = (sine2 * outerTurnI) - (sine1 * innerTurnI);
                (ar + outerR + innerR).Store(yr + q);
                (ai + outerI + innerI).Store(yi + q);
                StoreProduct(
                    oneR + oneTurnR, oneI + oneTurnI, TLanes.Create(w[0]), TLanes.Create(w[1]), yr + q + stride, yi + q + stride);
                StoreProduct(
                    twoR + twoTurnR, twoI + twoTurnI, TLanes.Create(w[2]), TLanes.Create(w[3]),
                    yr + q + (2 * stride), yi + q + (2 * stride));
                StoreProduct(
                    twoR - twoTurnR, twoI - twoTurnI, TLanes.Create(w[4]), TLanes.Create(w[5]),
                    yr + q + (3 * stride), yi + q + (3 * stride));
                StoreProduct(
                    oneR - oneTurnR, oneI - oneTurnI, TLanes.Create(w[6]), TLanes.Create(w[7]),
                    yr + q + (4 * stride), yi + q + (4 * stride));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreProduct<TLanes>(TLanes re, TLanes im, TLanes wr, TLanes wi, float* targetRe, float* targetIm)
        where TLanes : struct, ILanes<TLanes>
    {
        ((re * wr) - (im * wi)).Store(targetRe);
        TLanes.MultiplyAdd(re, wi, im * wr).Store(targetIm);
    }

    private static float[] Twiddles(int remaining, int radix)
    {
        var part = remaining / radix;
        var twiddles = new float[part * (radix - 1) * 2];
        for (var p = 0; p < part; p++)
        {
            for (var j = 1; j < radix; j++)
            {
                var (sine, cosine) = Math.SinCos(-2 * Math.PI * ((long)p * j % remaining) / remaining);
                var at = ((p * (radix - 1)) + j - 1) * 2;
                twiddles[at] = (float)cosine;
                twiddles[at + 1] = (float)sine;
            }
        }

        return twiddles;
    }

    private static int[] Radices(int length)
    {
        var radices = new List<int>();
        foreach (var radix in (ReadOnlySpan<int>)[4, 2, 5, 3])
        {
            for (; length % radix == 0; length /= radix)
            {
                radices.Add(radix);
            }
        }

        if (length != 1 || radices.Count == 0 || radices[0] != 4)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length, "A length is a multiple of 4 without prime factors above 5.");
        }

        return [.. radices];
    }

    private static IEnumerable<int> Lengths(int maximum) =>
        Enumerable.Range(4, maximum - 3).Where(length =>
        {
            var rest = length;
            foreach (var factor in (ReadOnlySpan<int>)[2, 3, 5])
            {
                while (rest % factor == 0)
                {
                    rest /= factor;
                }
            }

            return length % 4 == 0 && rest == 1;
        });
}
