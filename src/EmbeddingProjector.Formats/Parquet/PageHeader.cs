namespace EmbeddingProjector.Formats.Parquet;

/// <summary>What a page is (PageType in parquet.thrift).</summary>
internal enum PageKind
{
    Data = 0,
    Index = 1,
    Dictionary = 2,
    DataV2 = 3,
}

/// <summary>The header of a page, in Thrift's compact protocol; of its structures only the numbers are kept.</summary>
/// <param name="Kind">What the page is.</param>
/// <param name="PackedLength">Its bytes in the file.</param>
/// <param name="Length">Its bytes unpacked.</param>
/// <param name="Values">Values, missing ones too.</param>
/// <param name="Encoding">How they are encoded.</param>
/// <param name="DefinitionBytes">For version 2: the length of the definition levels.</param>
/// <param name="RepetitionBytes">For version 2: the length of the repetition levels.</param>
/// <param name="IsPacked">For version 2: whether the values are packed.</param>
internal sealed record PageHeader(PageKind Kind, int PackedLength, int Length, int Values, int Encoding, int DefinitionBytes, int RepetitionBytes, bool IsPacked)
{
    private const int MostDepth = 8;
    private const int Binary = 8;
    private const int List = 9;
    private const int Set = 10;
    private const int Map = 11;
    private const int Structure = 12;

    /// <summary>Reads a header; <paramref name="length"/> is what it took. Null when the bytes end before.</summary>
    public static PageHeader? Read(ReadOnlySpan<byte> bytes, out int length)
    {
        var reader = new Compact(bytes);
        var fields = new Dictionary<(int Outer, int Inner), long>();
        reader.Read(fields, 0, MostDepth);
        length = reader.Position;
        if (reader.IsCut)
        {
            return null;
        }

        var kind = (PageKind)Number(fields, (0, 1), 0);
        // The structure that belongs to the kind is field 5, 7 or 8.
        var inner = kind switch { PageKind.Data => 5, PageKind.Dictionary => 7, PageKind.DataV2 => 8, _ => 6 };
        return new PageHeader(
            kind, Number(fields, (0, 3), -1), Number(fields, (0, 2), -1), Number(fields, (inner, 1), 0), Number(fields, (inner, kind == PageKind.DataV2 ? 4 : 2), 0),
            Number(fields, (8, 5), 0), Number(fields, (8, 6), 0), Number(fields, (8, 7), 1) != 0);
    }

    private static int Number(Dictionary<(int, int), long> fields, (int, int) field, int otherwise) =>
        fields.TryGetValue(field, out var value) ? checked((int)value) : otherwise;

    private ref struct Compact(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public int Position { get; private set; }

        public bool IsCut { get; private set; }

        public void Read(Dictionary<(int Outer, int Inner), long>? fields, int outer, int depth)
        {
            if (depth == 0)
            {
                throw new InvalidDataException("a page header nests without end");
            }

            var field = 0;
            while (!IsCut && Byte() is > 0 and var head)
            {
                field = head >> 4 == 0 ? (int)Signed() : field + (head >> 4);
                var type = head & 15;
                if (type == Structure)
                {
                    Read(outer == 0 ? fields : null, field, depth - 1);
                }
                else if (Value(type, depth) is { } value && fields is not null)
                {
                    fields[(outer, field)] = value;
                }
            }
        }

        // Null for what is no number.
        private long? Value(int type, int depth)
        {
            switch (type)
            {
                case 1:
                    return 1;
                case 2:
                    return 0;
                case 3:
                    return Byte();
                case 4 or 5 or 6:
                    return Signed();
                case 7:
                    Skip(sizeof(double));
                    return null;
                case Binary:
                    Skip(Unsigned());
                    return null;
                case List or Set:
                    var head = Byte();
                    var count = head >> 4 == 15 ? Unsigned() : (ulong)(head >> 4);
                    for (ulong i = 0; i < count && !IsCut; i++)
                    {
                        Element(head & 15, depth);
                    }

                    return null;
                default:
                    throw new InvalidDataException($"a page header holds a field of the type {type}{(type == Map ? " (a map)" : "")}");
            }
        }

        private void Element(int type, int depth)
        {
            if (type == Structure)
            {
                Read(null, 0, depth - 1);
            }
            else if (type is 1 or 2)
            {
                Byte();
            }
            else
            {
                Value(type, depth - 1);
            }
        }

        private int Byte()
        {
            IsCut |= Position >= _bytes.Length;
            return IsCut ? 0 : _bytes[Position++];
        }

        private ulong Unsigned()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var part = Byte();
                value |= (ulong)(part & 0x7f) << shift;
                if (part < 0x80)
                {
                    return value;
                }
            }

            throw new InvalidDataException("a page header holds a number of more than 64 bits");
        }

        private long Signed() => Unsigned() is var value ? (long)(value >> 1) ^ -(long)(value & 1) : 0;

        private void Skip(ulong count)
        {
            IsCut |= count > (ulong)(_bytes.Length - Position);
            Position += IsCut ? 0 : (int)count;
        }
    }
}
