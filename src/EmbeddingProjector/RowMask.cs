using System.Numerics;
using System.Runtime.InteropServices;

namespace EmbeddingProjector;

/// <summary>
/// A set of rows as one bit each: row i is bit i mod 8 (the least first) of byte i / 8, so that a million rows take 125 kB in memory and on a wire.
/// </summary>
public sealed class RowMask
{
    private readonly byte[] _bits;

    private RowMask(byte[] bits, int rowCount) => (_bits, RowCount) = (bits, rowCount);

    /// <summary>n, the number of rows that may be in the set.</summary>
    public int RowCount { get; }

    /// <summary>The bits, <c>[⌈n / 8⌉]</c>; those beyond the last row are 0.</summary>
    public ReadOnlySpan<byte> Bits => _bits;

    /// <summary>How many rows are in the set.</summary>
    public int Count
    {
        get
        {
            var words = MemoryMarshal.Cast<byte, ulong>(_bits.AsSpan());
            var count = 0;
            foreach (var word in words)
            {
                count += BitOperations.PopCount(word);
            }

            foreach (var bits in _bits.AsSpan(words.Length * sizeof(ulong)))
            {
                count += BitOperations.PopCount(bits);
            }

            return count;
        }
    }

    /// <summary>Whether a row is in the set.</summary>
    public bool this[int row] => ((_bits[row >> 3] >> (row & 7)) & 1) != 0;

    /// <summary>The rows for which <paramref name="isIn"/> holds.</summary>
    public static RowMask Where(int rowCount, Func<int, bool> isIn)
    {
        ArgumentNullException.ThrowIfNull(isIn);
        var bits = new byte[Length(rowCount)];
        for (var row = 0; row < rowCount; row++)
        {
            if (isIn(row))
            {
                bits[row >> 3] |= (byte)(1 << (row & 7));
            }
        }

        return new RowMask(bits, rowCount);
    }

    /// <summary>The set that these bits are; bits beyond the last row do not count.</summary>
    /// <exception cref="ArgumentException">Another number of bytes than <paramref name="rowCount"/> rows take.</exception>
    public static RowMask FromBits(byte[] bits, int rowCount)
    {
        ArgumentNullException.ThrowIfNull(bits);
        if (bits.Length != Length(rowCount))
        {
            throw new ArgumentException($"A mask of {rowCount:N0} rows has {Length(rowCount):N0} bytes, one bit a row; {bits.Length:N0} were given.", nameof(bits));
        }

        if (rowCount % 8 != 0)
        {
            bits[^1] &= (byte)((1 << (rowCount % 8)) - 1);
        }

        return new RowMask(bits, rowCount);
    }

    private static int Length(int rowCount) => (int)(((long)rowCount + 7) / 8);
}
