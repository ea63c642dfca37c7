namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>Reads the description of an element type.</summary>
internal static class DatatypeReader
{
    private const int MostNesting = 8;
    private const int MostAxes = 32;

    public static Datatype Read(Hdf5Cursor cursor) => Read(ref cursor, 0);

    private static Datatype Read(ref Hdf5Cursor cursor, int nesting)
    {
        if (nesting > MostNesting)
        {
            throw cursor.Damaged($"types nested more than {MostNesting} deep", "fewer");
        }

        var first = cursor.Byte();
        var (kind, version) = ((DatatypeClass)(first & 0x0f), first >> 4);
        var bits = (int)cursor.Unsigned(3);
        var size = cursor.UInt32();
        if (version is < 1 or > 5 || size > int.MaxValue)
        {
            throw cursor.Damaged($"version {version} of a type of {size:N0} bytes", "versions 1 to 5");
        }

        var bytes = (int)size;
        return kind switch
        {
            DatatypeClass.Integer => Integer(ref cursor, bytes, bits),
            DatatypeClass.Float => Float(ref cursor, bytes, bits),
            DatatypeClass.Text => new Datatype(kind, bytes, "string") { IsPaddedWithSpaces = (bits & 0x0f) == 2 },
            DatatypeClass.BitField => BitField(ref cursor, bytes, bits),
            DatatypeClass.Compound => Compound(ref cursor, bytes, bits & 0xffff, version, nesting),
            DatatypeClass.Reference => new Datatype(kind, bytes, "reference") { IsObjectReference = (bits & 0x0f) == 0 && bytes == cursor.File.AddressSize },
            DatatypeClass.Enumeration => Enumeration(ref cursor, bytes, bits & 0xffff, version, nesting),
            DatatypeClass.VariableLength => VariableLength(ref cursor, bytes, bits, nesting),
            DatatypeClass.Array => Array(ref cursor, bytes, version, nesting),
            DatatypeClass.Opaque => Opaque(ref cursor, bytes, bits & 0xff),
            _ => new Datatype(kind, bytes, kind == DatatypeClass.Time ? "time" : $"class {(int)kind}"),
        };
    }

    private static Datatype Integer(ref Hdf5Cursor cursor, int size, int bits)
    {
        var (offset, precision) = (cursor.UInt16(), cursor.UInt16());
        var signed = (bits & 8) != 0;
        var number = offset != 0 || precision != 8 * size ? null : Integer(size, signed);
        return new Datatype(DatatypeClass.Integer, size, number?.Name ?? $"{(signed ? "" : "u")}int{precision} in {size} bytes") { Number = number, BigEndian = (bits & 1) != 0 };
    }

    private static ElementType? Integer(int size, bool signed) => (size, signed) switch
    {
        (1, true) => ElementType.Int8,
        (2, true) => ElementType.Int16,
        (4, true) => ElementType.Int32,
        (8, true) => ElementType.Int64,
        (1, false) => ElementType.UInt8,
        (2, false) => ElementType.UInt16,
        (4, false) => ElementType.UInt32,
        (8, false) => ElementType.UInt64,
        _ => null,
    };

    private static Datatype Float(ref Hdf5Cursor cursor, int size, int bits)
    {
        var (offset, precision) = (cursor.UInt16(), cursor.UInt16());
        cursor.Skip(1);
        var exponent = cursor.Byte();
        cursor.Skip(1);
        var mantissa = cursor.Byte();
        var bias = cursor.UInt32();
        // Bit 6 marks the byte order of the VAX.
        var number = offset != 0 || precision != 8 * size || (bits & 0x40) != 0 ? null : (size, exponent, mantissa, bias) switch
        {
            (2, 5, 10, 15) => ElementType.Float16,
            (2, 8, 7, 127) => ElementType.BFloat16,
            (4, 8, 23, 127) => ElementType.Float32,
            (8, 11, 52, 1023) => ElementType.Float64,
            _ => null,
        };
        return new Datatype(DatatypeClass.Float, size, number?.Name ?? $"float{8 * size} of {exponent} and {mantissa} bits") { Number = number, BigEndian = (bits & 1) != 0 };
    }

    private static Datatype BitField(ref Hdf5Cursor cursor, int size, int bits)
    {
        cursor.Skip(4);
        var number = size == 1 ? ElementType.Bool : Integer(size, signed: false);
        return new Datatype(DatatypeClass.BitField, size, number?.Name ?? "bits") { Number = number, BigEndian = (bits & 1) != 0 };
    }

    private static Datatype Opaque(ref Hdf5Cursor cursor, int size, int tag)
    {
        cursor.Skip(tag);
        return new Datatype(DatatypeClass.Opaque, size, "opaque");
    }

    private static Datatype Compound(ref Hdf5Cursor cursor, int size, int count, int version, int nesting)
    {
        // In the first two versions the offset takes four bytes, later as many as the size needs.
        var offsetSize = version < 3 ? 4 : size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : size < 1 << 24 ? 3 : 4;
        var members = new List<DatatypeMember>();
        for (var i = 0; i < count; i++)
        {
            var name = Name(ref cursor, version);
            var offset = cursor.Unsigned(offsetSize);
            var axes = OldAxes(ref cursor, version == 1);
            var type = Read(ref cursor, nesting + 1);
            if (offset > size || type.Size * Product(axes) > size - offset)
            {
                throw cursor.Damaged($"a field \"{name}\" of {type.Size:N0} bytes at {offset:N0}", $"one within the {size:N0} of its element");
            }

            members.Add(new DatatypeMember(name, (int)offset, axes.Count == 0 ? type : ArrayOf(type, axes, (int)(type.Size * Product(axes)))));
        }

        return new Datatype(DatatypeClass.Compound, size, $"record of {count:N0} fields") { Members = members };
    }

    // The first version had no type of arrays: its fields have axes.
    private static List<int> OldAxes(ref Hdf5Cursor cursor, bool isFirstVersion)
    {
        if (!isFirstVersion)
        {
            return [];
        }

        var count = cursor.Byte();
        cursor.Skip(11);
        var axes = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            var length = cursor.UInt32();
            if (i < count)
            {
                axes.Add(AxisLength(ref cursor, length));
            }
        }

        return axes;
    }

    private static Datatype Enumeration(ref Hdf5Cursor cursor, int size, int count, int version, int nesting)
    {
        var type = Read(ref cursor, nesting + 1);
        if (type.Size != size || size == 0)
        {
            throw cursor.Damaged($"an enumeration of {size:N0} bytes over numbers of {type.Size:N0}", "the same size");
        }

        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = Name(ref cursor, version);
        }

        var values = new List<(byte[], string)>();
        foreach (var name in names)
        {
            values.Add((cursor.Take(size).ToArray(), name));
        }

        // What h5py writes for truth values.
        var isTruth = size == 1 && values is [([0], "FALSE"), ([1], "TRUE")];
        return new Datatype(DatatypeClass.Enumeration, size, isTruth ? "bool" : $"enumeration of {type.Name}")
        {
            Number = isTruth ? ElementType.Bool : type.Number,
            BigEndian = type.BigEndian,
            Names = values,
        };
    }

    private static Datatype VariableLength(ref Hdf5Cursor cursor, int size, int bits, int nesting)
    {
        var type = Read(ref cursor, nesting + 1);
        var isText = (bits & 0x0f) == 1;
        var expected = 4 + cursor.File.AddressSize + 4;
        return size != expected ? throw cursor.Damaged($"elements of {size:N0} bytes that refer to a heap", $"{expected}")
            : new Datatype(DatatypeClass.VariableLength, size, isText ? "string" : $"lists of {type.Name}") { IsVariableText = isText, IsPaddedWithSpaces = ((bits >> 4) & 0x0f) == 2 };
    }

    private static Datatype Array(ref Hdf5Cursor cursor, int size, int version, int nesting)
    {
        var count = cursor.Byte();
        if (count is 0 or > MostAxes)
        {
            throw cursor.Damaged($"an array of {count} axes", $"1 to {MostAxes}");
        }

        cursor.Skip(version < 3 ? 3 : 0);
        var axes = new List<int>();
        for (var i = 0; i < count; i++)
        {
            axes.Add(AxisLength(ref cursor, cursor.UInt32()));
        }

        cursor.Skip(version < 3 ? 4 * count : 0);
        var type = Read(ref cursor, nesting + 1);
        return type.Size * Product(axes) == size ? ArrayOf(type, axes, size)
            : throw cursor.Damaged($"an array [{string.Join(", ", axes)}] of {type.Name} in {size:N0} bytes", "as many as its elements need");
    }

    private static Datatype ArrayOf(Datatype type, IReadOnlyList<int> axes, int size) =>
        new(DatatypeClass.Array, size, $"[{string.Join(", ", axes)}] of {type.Name}") { Base = type, Axes = axes };

    private static int AxisLength(ref Hdf5Cursor cursor, uint length) =>
        length is > 0 and <= int.MaxValue ? (int)length : throw cursor.Damaged($"an axis of {length:N0}", $"1 to {int.MaxValue:N0}");

    private static Int128 Product(IReadOnlyList<int> axes) => axes.Aggregate((Int128)1, (product, length) => product > long.MaxValue ? product : product * length);

    private static string Name(ref Hdf5Cursor cursor, int version)
    {
        var start = cursor.Position;
        var name = cursor.Text();
        if (version < 3)
        {
            cursor.Align(start);
        }

        return name;
    }
}
