namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>Datasets of one value a row as columns of metadata: texts, numbers (the shortest text that reads back as the same), truth values.</summary>
internal static class Hdf5Columns
{
    private const string True = "true";
    private const string False = "false";

    /// <summary>Whether a dataset, or a field of its elements, is one text or number a row.</summary>
    public static bool IsColumn(Hdf5Dataset dataset, Datatype type) =>
        dataset.Problem is null && dataset.Space.Lengths.Count == 1 && dataset.Type.Axes.Count == 0 && (type.IsText || type.Number is not null);

    /// <summary>The column of a dataset; of one field of its elements, where they are records.</summary>
    public static MetadataColumn Read(Hdf5File file, Hdf5Dataset dataset, string name, DatatypeMember? field = null)
    {
        var column = new MetadataColumnBuilder(name);
        var type = field?.Type ?? dataset.Type;
        var packed = Array.Empty<byte>();
        foreach (var piece in new Hdf5Rows(dataset).Pieces(CancellationToken.None))
        {
            var elements = piece;
            if (field is not null)
            {
                elements = packed = Pick(piece.Span, dataset.Type.Size, field, packed);
            }

            Add(file, column, elements.Span, type);
        }

        return column.Build();
    }

    /// <summary>A column of which each row names one of some categories by number; a number below 0 stands for none.</summary>
    public static MetadataColumn Categorical(Hdf5Dataset codes, MetadataColumn categories, string name)
    {
        var column = new MetadataColumnBuilder(name);
        Hdf5Matrix.Visit(codes, values =>
        {
            foreach (var value in values)
            {
                if (value >= categories.RowCount)
                {
                    throw new DataFormatException(codes.File.Path, $"\"{codes.Name}\", row {column.RowCount:N0}", $"the category {value:N0}", $"one of {categories.RowCount:N0}");
                }

                column.Add(value < 0 ? null : categories.Text((int)value));
            }
        }, CancellationToken.None);
        return column.Build();
    }

    /// <summary>A column whose values count only where a mask is 0.</summary>
    public static MetadataColumn Masked(MetadataColumn values, Hdf5Dataset mask, string name)
    {
        var column = new MetadataColumnBuilder(name);
        Hdf5Matrix.Visit(mask, masked =>
        {
            foreach (var isMissing in masked)
            {
                column.Add(isMissing == 0 ? values.Text(column.RowCount) : null);
            }
        }, CancellationToken.None);
        return column.Build();
    }

    private static void Add(Hdf5File file, MetadataColumnBuilder column, ReadOnlySpan<byte> elements, Datatype type)
    {
        if (type.IsText)
        {
            for (var at = 0; at < elements.Length; at += type.Size)
            {
                column.Add(ElementText.Of(type, elements.Slice(at, type.Size), file.Heap));
            }
        }
        else if (type.Number == ElementType.Bool)
        {
            foreach (var value in elements)
            {
                column.Add(value == 0 ? False : True);
            }
        }
        else if (type.Names.Count > 0)
        {
            AddNames(column, elements, type);
        }
        else
        {
            ColumnValues.Add(column, elements, type.Number!);
        }
    }

    private static void AddNames(MetadataColumnBuilder column, ReadOnlySpan<byte> elements, Datatype type)
    {
        var names = new Dictionary<long, string>();
        var number = new double[1];
        long Value(ReadOnlySpan<byte> element)
        {
            type.Number!.Decode(element, number.AsSpan());
            return (long)number[0];
        }

        foreach (var (value, name) in type.Names)
        {
            var bytes = (byte[])value.Clone();
            if (type.BigEndian == BitConverter.IsLittleEndian)
            {
                type.Number!.Reverse(bytes);
            }

            names[Value(bytes)] = name;
        }

        for (var at = 0; at < elements.Length; at += type.Size)
        {
            var value = Value(elements.Slice(at, type.Size));
            column.Add(names.GetValueOrDefault(value) ?? value.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    // The fields of one name behind each other, numbers in this machine's order.
    private static byte[] Pick(ReadOnlySpan<byte> records, int recordSize, DatatypeMember field, byte[] before)
    {
        var size = field.Type.Size;
        var count = records.Length / recordSize;
        var picked = before.Length == count * size ? before : new byte[count * size];
        for (var i = 0; i < count; i++)
        {
            records.Slice((i * recordSize) + field.Offset, size).CopyTo(picked.AsSpan(i * size));
        }

        if (field.Type is { Number: { } number, BigEndian: var bigEndian } && bigEndian == BitConverter.IsLittleEndian)
        {
            number.Reverse(picked);
        }

        return picked;
    }
}
