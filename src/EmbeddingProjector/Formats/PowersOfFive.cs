using System.Numerics;

namespace EmbeddingProjector.Formats;

/// <summary>
/// The upper 128 bits of 5^q for the exponents that decimal numbers in tables have, computed once from exact integers: truncated, but rounded up
/// for −27 ≤ q &lt; 0, where the proof of the algorithm that uses them asks for it (Lemire 2021, section 7).
/// </summary>
internal static class PowersOfFive
{
    public const int MinExponent = -64;
    public const int MaxExponent = 64;

    private static readonly UInt128[] _powers = Enumerable.Range(MinExponent, MaxExponent - MinExponent + 1).Select(Compute).ToArray();

    /// <summary>The highest bit is set; the binary exponent is <c>floor(q log₂ 5) − 127</c>.</summary>
    public static UInt128 Get(int exponent) => _powers[exponent - MinExponent];

    private static UInt128 Compute(int exponent)
    {
        var power = BigInteger.Pow(5, Math.Abs(exponent));
        var bits = (int)power.GetBitLength();
        if (exponent >= 0)
        {
            return (UInt128)(bits <= 128 ? power << (128 - bits) : power >> (bits - 128));
        }

        // 2^(b − 1) < 5^−q < 2^b, so the quotient has 128 bits.
        var reciprocal = (UInt128)((BigInteger.One << (bits + 127)) / power);
        return exponent >= -27 ? reciprocal + 1 : reciprocal;
    }
}
