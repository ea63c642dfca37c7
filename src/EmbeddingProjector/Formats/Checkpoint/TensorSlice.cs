namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>One axis of a slice: from <paramref name="Start"/> on, <paramref name="Length"/> long; −1 is the whole axis.</summary>
internal readonly record struct Extent(long Start, long Length)
{
    public static Extent Full { get; } = new(0, -1);
}

/// <summary>The message TensorSliceProto: a box of a tensor, one extent an axis. Compared by value.</summary>
internal sealed class TensorSlice(Extent[] extents) : IEquatable<TensorSlice>
{
    public ReadOnlySpan<Extent> Extents => extents;

    public static TensorSlice Parse(ReadOnlySpan<byte> message)
    {
        var extents = new List<Extent>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireType.Bytes))
            {
                extents.Add(ParseExtent(reader.ReadBytes()));
            }
        }

        return new TensorSlice([.. extents]);
    }

    /// <summary>The slice with every "whole axis" spelled out; null when it does not lie in the shape.</summary>
    public Extent[]? Resolve(ReadOnlySpan<long> shape)
    {
        if (extents.Length != shape.Length)
        {
            return null;
        }

        var resolved = new Extent[extents.Length];
        for (var axis = 0; axis < resolved.Length; axis++)
        {
            var extent = extents[axis].Length == -1 ? new Extent(0, shape[axis]) : extents[axis];
            if (extent.Start < 0 || extent.Length < 0 || extent.Start > shape[axis] || extent.Length > shape[axis] - extent.Start)
            {
                return null;
            }

            resolved[axis] = extent;
        }

        return resolved;
    }

    public bool Equals(TensorSlice? other) => other is not null && Extents.SequenceEqual(other.Extents);

    public override bool Equals(object? obj) => Equals(obj as TensorSlice);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var extent in extents)
        {
            hash.Add(extent);
        }

        return hash.ToHashCode();
    }

    /// <summary>As TensorFlow writes it: "0,100:-" is the first hundred rows, all columns.</summary>
    public override string ToString() =>
        string.Join(':', extents.Select(e => e.Length == -1 ? "-" : $"{e.Start},{e.Length}"));

    // Start and length are set together; a message without a length means the whole axis.
    private static Extent ParseExtent(ReadOnlySpan<byte> message)
    {
        long start = 0;
        long? length = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireType.Varint))
            {
                start = reader.ReadVarint();
            }
            else if (reader.Is(2, WireType.Varint))
            {
                length = reader.ReadVarint();
            }
        }

        return length is null ? Extent.Full : new Extent(start, length.Value);
    }
}
