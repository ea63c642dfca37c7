using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Reads numbers as Python's <c>float()</c> does: signs, exponents, <c>.5</c> and <c>5.</c>, <c>1_000</c>, <c>inf</c>, <c>infinity</c> and
/// <c>nan</c> in any case, white space around. The result is the float64 nearest to the decimal number, bit for bit what
/// <see cref="double.Parse(string)"/> yields.
/// </summary>
/// <remarks>
/// Up to 19 digits are taken as an integer times a power of ten, and rounded once: exactly where both are exact in float64 (Clinger 1990),
/// otherwise through a product of 128 bits (Lemire, "Number parsing at a gigabyte per second", 2021), which settles all but the rarest
/// cases. The rest goes to the runtime.
/// </remarks>
internal static class DecimalNumber
{
    private const int MaxDigits = 19;
    private const int MaxExactPower = 22;
    private const ulong MaxExactInteger = 1UL << 53;
    private const int MantissaBits = 52;

    private static readonly SearchValues<byte> _numberCharacters = SearchValues.Create("0123456789.eE+-_"u8);
    private static readonly double[] _exactPowers = [.. Enumerable.Range(0, MaxExactPower + 1).Select(k => (double)BigInteger.Pow(10, k))];

    /// <summary>Reads a whole cell.</summary>
    public static bool TryParse(ReadOnlySpan<byte> cell, out double value)
    {
        var length = ParsePrefix(cell, out value);
        return (length > 0 && length == cell.Length) || TryParseAny(cell, out value);
    }

    /// <summary>
    /// Reads the plain number at the front and returns its length; 0 when there is none or it needs <see cref="TryParse"/>, which sees the whole cell.
    /// </summary>
    public static int ParsePrefix(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var i = 0;
        var negative = false;
        if (i < text.Length && text[i] is (byte)'-' or (byte)'+')
        {
            negative = text[i++] == '-';
        }

        ulong mantissa = 0;
        var digitsStart = i;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
        {
            mantissa = unchecked((mantissa * 10) + (uint)(text[i] - '0'));
        }

        var digits = i - digitsStart;
        var exponent = 0;
        if (i < text.Length && text[i] == '.')
        {
            var fractionStart = ++i;
            for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
            {
                mantissa = unchecked((mantissa * 10) + (uint)(text[i] - '0'));
            }

            exponent = fractionStart - i;
            digits -= exponent;
        }

        if (digits is 0 || (digits > MaxDigits && !FitsWithoutLeadingZeros(text[digitsStart..i], digits)))
        {
            return 0;
        }

        if (i < text.Length && text[i] is (byte)'e' or (byte)'E' && !TryParseExponent(text, ref i, ref exponent))
        {
            return 0;
        }

        if (!TryScale(mantissa, exponent, out value))
        {
            return 0;
        }

        value = negative ? -value : value;
        return i;
    }

    private static bool FitsWithoutLeadingZeros(ReadOnlySpan<byte> number, int digits)
    {
        foreach (var character in number)
        {
            if (character is not ((byte)'0' or (byte)'.'))
            {
                break;
            }

            digits -= character == '0' ? 1 : 0;
        }

        return digits <= MaxDigits;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, ref int position, ref int exponent)
    {
        var i = position + 1;
        var negative = false;
        if (i < text.Length && text[i] is (byte)'-' or (byte)'+')
        {
            negative = text[i++] == '-';
        }

        var start = i;
        var stated = 0;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
        {
            stated = Math.Min((stated * 10) + (text[i] - '0'), 100_000);
        }

        exponent += negative ? -stated : stated;
        position = i;
        return i > start;
    }

    private static bool TryScale(ulong mantissa, int exponent, out double value)
    {
        if (mantissa <= MaxExactInteger && exponent is >= -MaxExactPower and <= MaxExactPower)
        {
            value = exponent < 0 ? mantissa / _exactPowers[-exponent] : mantissa * _exactPowers[exponent];
            return true;
        }

        value = 0;
        return mantissa == 0 || TryScaleThroughProduct(mantissa, exponent, out value);
    }

    private static bool TryScaleThroughProduct(ulong mantissa, int exponent, out double value)
    {
        value = 0;
        if (exponent is < PowersOfFive.MinExponent or > PowersOfFive.MaxExponent)
        {
            return false;
        }

        var leadingZeros = BitOperations.LeadingZeroCount(mantissa);
        var normalized = mantissa << leadingZeros;
        var power = PowersOfFive.Get(exponent);
        var high = Math.BigMul(normalized, (ulong)(power >> 64), out var low);
        // The nine bits below the mantissa and its two rounding bits are all ones: a carry from further down could change them.
        if ((high & 0x1ff) == 0x1ff)
        {
            var carry = Math.BigMul(normalized, (ulong)power, out _);
            low = unchecked(low + carry);
            high += carry > low ? 1UL : 0UL;
        }

        // Too near to a boundary, or exactly half-way between two float64: let the runtime decide with all digits.
        if (low == ulong.MaxValue || (low <= 1 && exponent is >= -4 and <= 23))
        {
            return false;
        }

        var upperBit = (int)(high >> 63);
        var result = high >> (upperBit + 64 - MantissaBits - 3);
        var binaryExponent = (((152170 + 65536) * exponent) >> 16) + 63 + upperBit - leadingZeros + 1023;
        result = (result + (result & 1)) >> 1;
        if (result >= 2UL << MantissaBits)
        {
            result = 1UL << MantissaBits;
            binaryExponent++;
        }

        value = BitConverter.UInt64BitsToDouble((result & ~(1UL << MantissaBits)) | ((ulong)binaryExponent << MantissaBits));
        return true;
    }

    private static bool TryParseAny(ReadOnlySpan<byte> cell, out double value)
    {
        value = 0;
        cell = cell.Trim(" \t\r\v\f"u8);
        if (cell.IsEmpty)
        {
            return false;
        }

        var signed = cell[0] is (byte)'-' or (byte)'+';
        var word = signed ? cell[1..] : cell;
        if (Ascii.EqualsIgnoreCase(word, "nan"u8))
        {
            value = double.NaN;
            return true;
        }

        if (Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8))
        {
            value = cell[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        // The runtime reads more than Python does (and words of its own), so that only characters of numbers may reach it.
        if (word.IsEmpty || word[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.') || word.ContainsAnyExcept(_numberCharacters))
        {
            return false;
        }

        if (!word.Contains((byte)'_'))
        {
            return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }

        var text = Encoding.ASCII.GetString(cell);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && (i == 0 || i == text.Length - 1 || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1])))
            {
                return false;
            }
        }

        return double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
