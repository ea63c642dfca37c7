using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats;

/// <summary>
/// A kind of number as files store it, and its way to float32 and float64. Decoding expects the bytes of this machine's order;
/// <see cref="Reverse"/> turns the other order into it.
/// </summary>
internal abstract class ElementType(string name, int size)
{
    public static readonly ElementType Float16 = new Primitive<Half>("float16");
    public static readonly ElementType Float32 = new Primitive<float>("float32");
    public static readonly ElementType Float64 = new Primitive<double>("float64");
    public static readonly ElementType Int8 = new Primitive<sbyte>("int8");
    public static readonly ElementType Int16 = new Primitive<short>("int16");
    public static readonly ElementType Int32 = new Primitive<int>("int32");
    public static readonly ElementType Int64 = new Primitive<long>("int64");
    public static readonly ElementType UInt8 = new Primitive<byte>("uint8");
    public static readonly ElementType UInt16 = new Primitive<ushort>("uint16");
    public static readonly ElementType UInt32 = new Primitive<uint>("uint32");
    public static readonly ElementType UInt64 = new Primitive<ulong>("uint64");
    public static readonly ElementType Bool = new ByteTable("bool", value => value == 0 ? 0 : 1);
    public static readonly ElementType BFloat16 = new UpperHalfOfFloat32();
    public static readonly ElementType Float8E5M2 = new ByteTable("float8_e5m2", value => (float)BitConverter.UInt16BitsToHalf((ushort)(value << 8)));
    public static readonly ElementType Float8E4M3FN = new ByteTable("float8_e4m3fn", DecodeFloat8E4M3FN);
    public static readonly ElementType Int4 = new ByteTable("int4", value => (sbyte)(value << 4) >> 4);
    public static readonly ElementType UInt4 = new ByteTable("uint4", value => value & 0x0f);

    /// <summary>The name in numpy's words (ml_dtypes' for the short floats).</summary>
    public string Name { get; } = name;

    /// <summary>Bytes per element.</summary>
    public int Size { get; } = size;

    /// <summary>Converts <c>source.Length / Size</c> elements to float or double, each rounded once.</summary>
    public abstract void Decode<T>(ReadOnlySpan<byte> source, Span<T> destination)
        where T : unmanaged, INumberBase<T>;

    /// <summary>Reverses the bytes of every element in place.</summary>
    public void Reverse(Span<byte> elements)
    {
        switch (Size)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(elements);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, uint>(elements);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, ulong>(elements);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }

    // Sign, 4 bits of exponent with bias 7, 3 of mantissa; no infinities, all ones is NaN (Micikevicius et al. 2022, "FP8 formats").
    private static float DecodeFloat8E4M3FN(byte value)
    {
        if ((value & 0x7f) == 0x7f)
        {
            return float.NaN;
        }

        var exponent = (value >> 3) & 0x0f;
        var mantissa = value & 0x07;
        var magnitude = exponent == 0 ? MathF.ScaleB(mantissa, -9) : MathF.ScaleB(8 + mantissa, exponent - 10);
        return (value & 0x80) == 0 ? magnitude : -magnitude;
    }

    private sealed class Primitive<TStored>(string name) : ElementType(name, Marshal.SizeOf<TStored>())
        where TStored : unmanaged, INumberBase<TStored>
    {
        public override void Decode<T>(ReadOnlySpan<byte> source, Span<T> destination)
        {
            var values = MemoryMarshal.Cast<byte, TStored>(source);
            for (var i = 0; i < values.Length; i++)
            {
                destination[i] = T.CreateTruncating(values[i]);
            }
        }
    }

    private sealed class UpperHalfOfFloat32() : ElementType("bfloat16", sizeof(ushort))
    {
        public override void Decode<T>(ReadOnlySpan<byte> source, Span<T> destination)
        {
            var values = MemoryMarshal.Cast<byte, ushort>(source);
            for (var i = 0; i < values.Length; i++)
            {
                destination[i] = T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)values[i] << 16));
            }
        }
    }

    private sealed class ByteTable : ElementType
    {
        private readonly float[] _values = new float[256];

        public ByteTable(string name, Func<byte, float> decode)
            : base(name, 1)
        {
            for (var i = 0; i < 256; i++)
            {
                _values[i] = decode((byte)i);
            }
        }

        public override void Decode<T>(ReadOnlySpan<byte> source, Span<T> destination)
        {
            for (var i = 0; i < source.Length; i++)
            {
                destination[i] = T.CreateTruncating(_values[source[i]]);
            }
        }
    }
}
