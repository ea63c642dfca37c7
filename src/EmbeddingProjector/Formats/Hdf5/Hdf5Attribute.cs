namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>A small value that a file keeps with a group or dataset. Source: HDF5 File Format Specification 3.0, IV.A.2.m and v.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its elements.</param>
/// <param name="Space">How many there are.</param>
/// <param name="Values">Their bytes.</param>
internal sealed record Hdf5Attribute(string Name, Datatype Type, Dataspace Space, ReadOnlyMemory<byte> Values)
{
    private const int AttributeTree = 8;

    /// <summary>The attributes of an object, in its header or, when they are many, in a heap.</summary>
    public static IReadOnlyList<Hdf5Attribute> All(Hdf5Bytes file, ObjectHeader header)
    {
        var attributes = new List<Hdf5Attribute>();
        foreach (var message in header.Messages.Where(m => m.Kind == MessageKind.Attribute))
        {
            attributes.Add(Read(message.Open(file), message.Body));
        }

        if (header.Find(MessageKind.AttributeInfo) is { } info)
        {
            ReadHeap(file, info.Open(file), attributes);
        }

        return attributes;
    }

    /// <summary>The only text, or the first of several; null where it is none.</summary>
    public string? Text(GlobalHeap heap) => Texts(heap) is [var first, ..] ? first : null;

    /// <summary>The texts, or none.</summary>
    public IReadOnlyList<string> Texts(GlobalHeap heap)
    {
        if (!Type.IsText || Type.Size == 0)
        {
            return [];
        }

        var texts = new string[Values.Length / Type.Size];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = ElementText.Of(Type, Values.Span.Slice(i * Type.Size, Type.Size), heap) ?? "";
        }

        return texts;
    }

    /// <summary>The whole numbers, or none.</summary>
    public IReadOnlyList<long> Integers()
    {
        if (Type.Class != DatatypeClass.Integer || Type.Number is not { } number)
        {
            return [];
        }

        var numbers = new long[Values.Length / Type.Size];
        var decoded = new double[1];
        for (var i = 0; i < numbers.Length; i++)
        {
            var element = Values.Span.Slice(i * Type.Size, Type.Size).ToArray();
            if (Type.BigEndian == BitConverter.IsLittleEndian)
            {
                number.Reverse(element);
            }

            number.Decode(element, decoded.AsSpan());
            numbers[i] = (long)decoded[0];
        }

        return numbers;
    }

    /// <summary>The object that it refers to, or <see cref="Hdf5Bytes.Undefined"/>.</summary>
    public long Reference(Hdf5Bytes file) =>
        Type.IsObjectReference && Values.Length >= Type.Size ? new Hdf5Cursor(file, 0, Values.Span).Offset() : Hdf5Bytes.Undefined;

    private static void ReadHeap(Hdf5Bytes file, Hdf5Cursor info, List<Hdf5Attribute> attributes)
    {
        info.Version(0, 0, "attribute information");
        info.Skip((info.Byte() & 1) != 0 ? 2 : 0);
        foreach (var (address, message) in DenseStorage.Read(file, ref info, AttributeTree, ..8))
        {
            attributes.Add(Read(new Hdf5Cursor(file, address, message), message));
        }
    }

    private static Hdf5Attribute Read(Hdf5Cursor cursor, ReadOnlyMemory<byte> message)
    {
        var version = cursor.Version(1, 3, "attribute");
        var flags = cursor.Byte();
        var (nameSize, typeSize, spaceSize) = (cursor.UInt16(), cursor.UInt16(), cursor.UInt16());
        cursor.Skip(version == 3 ? 1 : 0);
        var name = System.Text.Encoding.UTF8.GetString(cursor.Take(Padded(nameSize, version)).TrimEnd((byte)0));
        var type = ReadType(ref cursor, Padded(typeSize, version), version > 1 && (flags & 1) != 0);
        var start = cursor.Address;
        var space = Dataspace.Read(new Hdf5Cursor(cursor.File, start, cursor.Take(Padded(spaceSize, version))));
        var needed = space.Count * type.Size;
        return needed <= cursor.Left ? new Hdf5Attribute(name, type, space, message.Slice(cursor.Position, (int)needed))
            : throw cursor.Damaged($"an attribute \"{name}\" of {needed:N0} bytes", $"at most the {cursor.Left:N0} that are left");
    }

    private static Datatype ReadType(ref Hdf5Cursor cursor, int size, bool isShared)
    {
        var (file, start) = (cursor.File, cursor.Address);
        var bytes = cursor.Take(size);
        if (!isShared)
        {
            return DatatypeReader.Read(new Hdf5Cursor(file, start, bytes));
        }

        var message = new HeaderMessage(MessageKind.Datatype, start, bytes.ToArray());
        return DatatypeReader.Read(ObjectHeader.Resolve(file, message).Open(file));
    }

    private static int Padded(int size, int version) => version == 1 ? (size + 7) & ~7 : size;
}

/// <summary>The text of one element.</summary>
internal static class ElementText
{
    /// <summary>The text, or null where there is none.</summary>
    public static string? Of(Datatype type, ReadOnlySpan<byte> element, GlobalHeap heap)
    {
        var bytes = element;
        if (type.IsVariableText)
        {
            if (heap.Find(element) is not { } value)
            {
                return null;
            }

            bytes = value.Span;
        }

        var end = bytes.IndexOf((byte)0);
        bytes = end < 0 ? bytes : bytes[..end];
        return System.Text.Encoding.UTF8.GetString(type.IsPaddedWithSpaces ? bytes.TrimEnd((byte)' ') : bytes);
    }
}
