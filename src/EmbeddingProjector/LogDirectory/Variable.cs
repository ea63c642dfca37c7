using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmbeddingProjector.Formats.Checkpoint;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// What a <see cref="Checkpoint"/> saves under one name: numbers of one type in a shape, as <c>tf.Variable</c> holds them. The numbers
/// are not copied: what they are when the checkpoint is saved is what it holds, so a training loop makes its variables once.
/// </summary>
/// <remarks>
/// Matrices and arrays convert by themselves: <c>new Checkpoint(("embedding", matrix))</c>. Numbers must not change while they are saved.
/// </remarks>
public sealed class Variable
{
    // Pieces that fit the caches: each is read for its checksum and then for the file.
    private const int PieceBytes = 256 << 10;

    private readonly DataType _type;
    private readonly long[] _shape;
    private Action<WriteBytes> _write;

    private Variable(DataType type, long[] shape, Action<WriteBytes> write)
    {
        _type = type;
        _shape = shape;
        _write = write;
    }

    /// <summary>A matrix of float32 <c>[n, d]</c>.</summary>
    public Variable(VectorTable matrix)
        : this(TypeOf(typeof(float)), Shape(matrix), write => Write(matrix, write))
    {
    }

    /// <summary>
    /// An array of any number of axes: <c>float[,]</c>, <c>double[]</c>, <c>Half[,]</c>, <c>bool[]</c>, all whole numbers from 8 to 64 bits, <c>Complex[]</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The elements are of another type.</exception>
    public Variable(Array values)
        : this(TypeOf(values), [.. Enumerable.Range(0, values.Rank).Select(values.GetLongLength)], write => Write(values, write))
    {
    }

    /// <summary>The name of the variable itself, which TensorFlow keeps beside the name that the checkpoint gives it.</summary>
    public string Name { get; init; } = "Variable";

    /// <summary>The element type in the words of NumPy and TensorFlow: "float32".</summary>
    public string ElementType => _type.Name;

    /// <summary>The length of each axis; empty for a scalar.</summary>
    public IReadOnlyList<long> TensorShape => _shape;

    internal DataType Type => _type;

    /// <summary>A matrix.</summary>
    public static implicit operator Variable(VectorTable matrix) => new(matrix);

    /// <summary>An array.</summary>
    public static implicit operator Variable(Array values) => new(values);

    /// <summary>A single number, a tensor without axes.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is no type of a tensor.</exception>
    public static Variable Scalar<T>(T value)
        where T : unmanaged => FromValues<T>(new[] { value });

    /// <summary>A part of an array in a shape, row-major: <c>FromValues&lt;float&gt;(weights.AsMemory(16), 8184, 16)</c> leaves out the first row of 16.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape, or <typeparamref name="T"/> is no type of a tensor.</exception>
    public static Variable FromValues<T>(ReadOnlyMemory<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var type = TypeOf(typeof(T));
        RequireFilled(values.Length, shape, "values");
        return new(type, shape.ToArray(), write => Write(MemoryMarshal.AsBytes(values.Span), write));
    }

    /// <summary>
    /// Elements of any type that TensorFlow saves in a fixed size, as bytes in this machine's order: also "bfloat16", "float8_e5m2", "float8_e4m3fn", "int4" and "uint4"
    /// (one byte each), "qint8" and its kin, "complex64".
    /// </summary>
    /// <exception cref="ArgumentException">The type is not known, or the bytes do not fill the shape.</exception>
    public static Variable FromBytes(string elementType, ReadOnlyMemory<byte> bytes, params ReadOnlySpan<long> shape)
    {
        ArgumentNullException.ThrowIfNull(elementType);
        var type = DataType.FromName(elementType)
            ?? throw new ArgumentException($"Elements of type \"{elementType}\" cannot be saved; expected one of: {string.Join(", ", DataType.NamesOfNumbers)}.", nameof(elementType));
        var (count, rest) = Math.DivRem(bytes.Length, type.ElementSize);
        RequireFilled(rest == 0 ? count : -1, shape, $"elements of {type.ElementSize} bytes, in {bytes.Length} bytes,");
        return new(type, shape.ToArray(), write => Write(bytes.Span, write));
    }

    /// <summary>Gives the variable other numbers of the same type and shape.</summary>
    /// <exception cref="ArgumentException">Type or shape differ.</exception>
    public void Assign(Variable value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value._type != _type || !value._shape.AsSpan().SequenceEqual(_shape))
        {
            throw new ArgumentException(
                $"{value.ElementType} [{string.Join(", ", value._shape)}] cannot be assigned to a variable of {ElementType} [{string.Join(", ", _shape)}].", nameof(value));
        }

        _write = value._write;
    }

    internal long[] Lengths() => _shape;

    internal void WriteTo(WriteBytes write) => _write(write);

    private static long[] Shape(VectorTable matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return [matrix.RowCount, matrix.ColumnCount];
    }

    private static DataType TypeOf(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return TypeOf(values.GetType().GetElementType()!);
    }

    private static DataType TypeOf(Type type) => DataType.FromName(type switch
    {
        _ when type == typeof(float) => "float32",
        _ when type == typeof(double) => "float64",
        _ when type == typeof(Half) => "float16",
        _ when type == typeof(sbyte) => "int8",
        _ when type == typeof(short) => "int16",
        _ when type == typeof(int) => "int32",
        _ when type == typeof(long) => "int64",
        _ when type == typeof(byte) => "uint8",
        _ when type == typeof(ushort) => "uint16",
        _ when type == typeof(uint) => "uint32",
        _ when type == typeof(ulong) => "uint64",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(Complex) => "complex128",
        _ => "",
    }) ?? throw new ArgumentException(
        $"Elements of type {type.Name} cannot be saved; expected numbers or truth values (FromBytes takes other types as bytes).", nameof(type));

    private static void RequireFilled(long count, ReadOnlySpan<long> shape, string what)
    {
        Int128 elements = 1;
        foreach (var length in shape)
        {
            elements *= length;
            if (length < 0 || elements > long.MaxValue)
            {
                elements = -2;
                break;
            }
        }

        if (elements != count)
        {
            throw new ArgumentException($"{(count < 0 ? "The" : count)} {what} do not fill the shape [{string.Join(", ", shape.ToArray())}].", nameof(shape));
        }
    }

    private static void Write(VectorTable matrix, WriteBytes write)
    {
        for (var block = 0; block < matrix.BlockCount; block++)
        {
            var rows = matrix.Block(block);
            while (rows.Length > 0)
            {
                var piece = Math.Min(PieceBytes / sizeof(float), rows.Length);
                write(MemoryMarshal.AsBytes(rows[..piece]));
                rows = rows[piece..];
            }
        }
    }

    private static void Write(ReadOnlySpan<byte> bytes, WriteBytes write)
    {
        for (; bytes.Length > 0; bytes = bytes[Math.Min(PieceBytes, bytes.Length)..])
        {
            write(bytes[..Math.Min(PieceBytes, bytes.Length)]);
        }
    }

    // An array may hold more bytes than a span can: it is walked over by reference.
    private static void Write(Array values, WriteBytes write)
    {
        var size = values.LongLength * TypeOf(values).ElementSize;
        ref var start = ref MemoryMarshal.GetArrayDataReference(values);
        for (long offset = 0; offset < size; offset += PieceBytes)
        {
            write(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.AddByteOffset(ref start, (nint)offset), (int)Math.Min(PieceBytes, size - offset)));
        }
    }
}
