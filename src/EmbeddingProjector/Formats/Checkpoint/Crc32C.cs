using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// CRC-32C (Castagnoli, RFC 3720 appendix B.4) and the masking that LevelDB applies to a checksum that is stored beside the data it covers.
/// </summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Extend(0, bytes);

    /// <summary>The checksum of what <paramref name="crc"/> covers followed by <paramref name="bytes"/>.</summary>
    public static uint Extend(uint crc, ReadOnlySpan<byte> bytes)
    {
        var state = ~crc;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        if (BitConverter.IsLittleEndian)
        {
            foreach (var word in words)
            {
                state = BitOperations.Crc32C(state, word);
            }

            bytes = bytes[(words.Length * sizeof(ulong))..];
        }

        foreach (var value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return ~state;
    }

    /// <summary>The form in which a checksum is stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mask(uint crc) => unchecked(BitOperations.RotateRight(crc, 15) + MaskDelta);
}
