using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats;

/// <summary>
/// The header of a .npy file (numpy/lib/format.py, versions 1 to 3): eight bytes, the length of what follows, and a Python dictionary
/// of type, order and shape, padded with spaces.
/// </summary>
internal sealed class NpyHeader
{
    // numpy itself refuses more than 10,000 characters unless told otherwise.
    private const int MaxLength = 1 << 20;

    /// <summary>Fills the bytes that come next, or raises <see cref="DataFormatException"/>.</summary>
    public delegate void FillNext(Span<byte> bytes);

    private NpyHeader(string typeName, ElementType? elements, bool bigEndian, string? problem, bool fortranOrder, long[] shape, long dataOffset)
    {
        TypeName = typeName;
        Elements = elements;
        BigEndian = bigEndian;
        Problem = problem;
        FortranOrder = fortranOrder;
        Shape = shape;
        DataOffset = dataOffset;
    }

    /// <summary>The first bytes of every .npy file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The element type in numpy's words.</summary>
    public string TypeName { get; }

    /// <summary>How elements are decoded; null where they are not real numbers.</summary>
    public ElementType? Elements { get; }

    public bool BigEndian { get; }

    /// <summary>Why the array cannot be read, or null.</summary>
    public string? Problem { get; }

    /// <summary>True when the first axis varies fastest.</summary>
    public bool FortranOrder { get; }

    /// <summary>Bytes of each element of an array of texts, else 0.</summary>
    public int TextBytes { get; private init; }

    /// <summary>Whether texts are UTF-32, else they are bytes.</summary>
    public bool IsUnicode { get; private init; }

    /// <summary>The length of each axis; the product fits an int64.</summary>
    public long[] Shape { get; }

    public long DataOffset { get; }

    public static NpyHeader Read(string path, SafeFileHandle file)
    {
        long position = 0;
        return Read(path, bytes =>
        {
            FileBytes.ReadExactly(path, file, position, bytes);
            position += bytes.Length;
        }, RandomAccess.GetLength(file));
    }

    /// <summary>Reads a header from the front of something.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="next">Gives the bytes, in order.</param>
    /// <param name="totalLength">How many there are.</param>
    public static NpyHeader Read(string path, FillNext next, long totalLength)
    {
        Span<byte> start = stackalloc byte[12];
        next(start[..10]);
        if (!start.StartsWith(Magic))
        {
            throw new DataFormatException(
                path, "offset 0", $"the bytes {Convert.ToHexStringLower(start[..Magic.Length])}", $"{Convert.ToHexStringLower(Magic)}, the magic of a .npy file",
                "It is not a file of numpy.save.");
        }

        var version = start[6];
        if (version is < 1 or > 3)
        {
            throw new DataFormatException(path, "offset 6", $"version {version} of the format", "1, 2 or 3");
        }

        var textOffset = version == 1 ? 10 : 12;
        next(start[10..textOffset]);
        long length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        var available = totalLength - textOffset;
        if (length > Math.Min(available, MaxLength))
        {
            throw new DataFormatException(
                path, "offset 8", $"a header of {length:N0} bytes", $"at most {Math.Min(available, MaxLength):N0}", "The file was cut short or damaged.");
        }

        var bytes = new byte[length];
        next(bytes);
        try
        {
            return Parse((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes), textOffset + length);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(path, "header", e.Message, "a dictionary of 'descr', 'fortran_order' and 'shape'", null, e);
        }
    }

    private static NpyHeader Parse(string text, long dataOffset)
    {
        if (PythonLiteral.Parse(text) is not Dictionary<string, object?> header)
        {
            throw new InvalidDataException("a literal that is no dictionary");
        }

        if (header.Count != 3 || !header.TryGetValue("descr", out var descr) || !header.TryGetValue("fortran_order", out var order)
            || !header.TryGetValue("shape", out var shape))
        {
            throw new InvalidDataException($"the keys {string.Join(", ", header.Keys)}");
        }

        var (typeName, elements, bigEndian, problem) = ParseType(descr);
        return new NpyHeader(
            typeName, elements, bigEndian, problem, order as bool? ?? throw new InvalidDataException("a 'fortran_order' that is neither True nor False"),
            ParseShape(shape), dataOffset)
        {
            TextBytes = typeName == "string" ? TextLength((string)descr!) : 0,
            IsUnicode = typeName == "string" && ((string)descr!).Contains('U', StringComparison.Ordinal),
        };
    }

    private static int TextLength(string descr)
    {
        var kind = descr.IndexOfAny(['S', 'U', 'a']);
        return int.TryParse(descr.AsSpan(kind + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= MaxLength
            ? length * (descr[kind] == 'U' ? 4 : 1)
            : 0;
    }

    private static long[] ParseShape(object? value)
    {
        if (value is not List<object?> list || !list.TrueForAll(length => length is long and >= 0))
        {
            throw new InvalidDataException("a 'shape' that is no tuple of lengths");
        }

        long[] shape = [.. list.Cast<long>()];
        Int128 product = 1;
        foreach (var length in shape)
        {
            product *= length;
            if (product > long.MaxValue)
            {
                throw new InvalidDataException($"the shape ({string.Join(", ", shape)}), which has more elements than any file");
            }
        }

        return shape;
    }

    private static (string Name, ElementType? Elements, bool BigEndian, string? Problem) ParseType(object? descr)
    {
        if (descr is not string text)
        {
            return ("structured", null, false, "its elements are records of several fields; save the numeric fields as an array of their own");
        }

        var hasOrder = text.Length > 0 && text[0] is '<' or '>' or '=' or '|';
        var bigEndian = hasOrder && text[0] == '>';
        var kind = hasOrder ? text[1..] : text;
        ElementType? elements = kind switch
        {
            "b1" or "?" => ElementType.Bool,
            "i1" => ElementType.Int8,
            "i2" => ElementType.Int16,
            "i4" => ElementType.Int32,
            "i8" => ElementType.Int64,
            "u1" => ElementType.UInt8,
            "u2" => ElementType.UInt16,
            "u4" => ElementType.UInt32,
            "u8" => ElementType.UInt64,
            "f2" => ElementType.Float16,
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            _ => null,
        };
        if (elements is not null)
        {
            return (elements.Name, elements, bigEndian, null);
        }

        var (name, problem) = (kind.Length > 0 ? kind[0] : '\0') switch
        {
            'O' => ("object", "its elements are pickled Python objects, which are never loaded because that can run code; save the numbers with astype(numpy.float32)"),
            'c' => (ComplexName(kind), "its elements have an imaginary part, which float32 vectors cannot hold; save .real and .imag as columns"),
            'S' or 'U' or 'a' => ("string", null),
            'f' => ("longdouble", "its elements are long doubles, whose layout differs between machines; save the array with astype(numpy.float64)"),
            'M' => ("datetime64", "its elements are dates; save them as numbers"),
            'm' => ("timedelta64", "its elements are durations; save them as numbers"),
            'V' => ("void", "its elements are raw bytes of unknown meaning; save the array with astype(numpy.float32)"),
            _ => (text, (string?)$"its element type '{text}' is not known"),
        };
        return (name, null, bigEndian, problem);
    }

    private static string ComplexName(string kind) =>
        int.TryParse(kind.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes <= 64 ? $"complex{bytes * 8}" : "complex";
}
