using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Writes NumPy arrays: format version 1.0, little-endian, C order (NumPy's NEP 1). The bytes are those that <c>numpy.save</c> writes
/// for the same array.
/// </summary>
public static class NpyWriter
{
    // NumPy aligns the data to this, so that it can be mapped.
    private const int Alignment = 64;

    /// <summary>Writes int32 values of the given shape.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public static void Write(Stream stream, ReadOnlySpan<int> values, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WriteHeader(stream, "<i4", values.Length, shape);
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        var swapped = new int[values.Length];
        BinaryPrimitives.ReverseEndianness(values, swapped);
        stream.Write(MemoryMarshal.AsBytes<int>(swapped));
    }

    /// <summary>Writes float32 values of the given shape.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public static void Write(Stream stream, ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WriteHeader(stream, "<f4", values.Length, shape);
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        var swapped = new int[values.Length];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), swapped);
        stream.Write(MemoryMarshal.AsBytes<int>(swapped));
    }

    internal static void WriteHeader(Stream stream, string elementType, long count, ReadOnlySpan<long> shape)
    {
        var elements = 1L;
        foreach (var length in shape)
        {
            elements = checked(elements * length);
        }

        var lengths = string.Join(", ", shape.ToArray()) + (shape.Length == 1 ? "," : "");
        if (elements != count)
        {
            throw new ArgumentException($"{count} values do not fill the shape ({lengths}).", nameof(shape));
        }

        // Magic, version 1.0, a 16-bit length, and a header that ends in a newline at a multiple of the alignment.
        var text = $"{{'descr': '{elementType}', 'fortran_order': False, 'shape': ({lengths}), }}";
        var prefix = 10;
        var total = (prefix + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var header = new byte[total];
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(total - prefix));
        header.AsSpan(prefix).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, header.AsSpan(prefix));
        header[^1] = (byte)'\n';
        stream.Write(header);
    }
}
