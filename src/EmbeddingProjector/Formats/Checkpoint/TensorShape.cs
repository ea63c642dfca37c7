namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>The message TensorShapeProto: the length of each axis.</summary>
/// <param name="Lengths">The lengths; empty for a scalar and for a shape that makes no sense.</param>
/// <param name="Problem">Why the shape makes no sense, or null.</param>
internal sealed record TensorShape(long[] Lengths, string? Problem)
{
    // TensorFlow's own limit.
    private const int MaxRank = 254;

    public static TensorShape Scalar { get; } = new([], null);

    /// <summary>The product of the lengths.</summary>
    public long ElementCount => Lengths.Aggregate(1L, (product, length) => product * length);

    public static TensorShape Parse(ReadOnlySpan<byte> message)
    {
        var lengths = new List<long>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Is(2, WireType.Bytes))
            {
                lengths.Add(ParseLength(reader.ReadBytes()));
            }
            else if (reader.Is(3, WireType.Varint) && reader.ReadVarint() != 0)
            {
                return new TensorShape([], "a shape of unknown rank");
            }
        }

        return Create([.. lengths]);
    }

    public static TensorShape Create(long[] lengths)
    {
        if (lengths.Length > MaxRank)
        {
            return new TensorShape([], $"a shape of {lengths.Length:N0} axes, where {MaxRank} are allowed");
        }

        Int128 product = 1;
        foreach (var length in lengths)
        {
            product *= length;
            if (length < 0 || product > long.MaxValue)
            {
                return new TensorShape([], $"a shape that makes no sense: [{string.Join(", ", lengths)}]");
            }
        }

        return new TensorShape(lengths, null);
    }

    /// <summary>The message.</summary>
    public ProtobufWriter ToMessage()
    {
        var message = new ProtobufWriter();
        foreach (var length in Lengths)
        {
            message.Message(2, new ProtobufWriter().Number(1, length));
        }

        return message;
    }

    private static long ParseLength(ReadOnlySpan<byte> dimension)
    {
        long length = 0;
        var reader = new ProtobufReader(dimension);
        while (reader.Next())
        {
            if (reader.Is(1, WireType.Varint))
            {
                length = reader.ReadVarint();
            }
        }

        return length;
    }
}
