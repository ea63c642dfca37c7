using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EmbeddingProjector.App.Wire;

/// <summary>Numbers as little-endian bytes, whatever the machine: a plain copy where its order is the same.</summary>
internal static class LittleEndian
{
    /// <summary>Copies int32 values.</summary>
    public static void Copy(ReadOnlySpan<int> values, Span<byte> target)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(target);
            return;
        }

        BinaryPrimitives.ReverseEndianness(values, MemoryMarshal.Cast<byte, int>(target)[..values.Length]);
    }

    /// <summary>Copies float32 values.</summary>
    public static void Copy(ReadOnlySpan<float> values, Span<byte> target) => Copy(MemoryMarshal.Cast<float, int>(values), target);

    /// <summary>Copies float64 values.</summary>
    public static void Copy(ReadOnlySpan<double> values, Span<byte> target)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(target);
            return;
        }

        var bits = MemoryMarshal.Cast<double, long>(values);
        BinaryPrimitives.ReverseEndianness(bits, MemoryMarshal.Cast<byte, long>(target)[..bits.Length]);
    }
}
