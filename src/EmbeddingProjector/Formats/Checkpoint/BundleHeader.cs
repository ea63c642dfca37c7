namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>The message BundleHeaderProto, the value of the empty key: what holds for the whole checkpoint.</summary>
/// <param name="ShardCount">How many data files there are.</param>
/// <param name="BigEndian">The byte order of the tensors (never of the index).</param>
/// <param name="MinConsumer">The oldest version of reader that may read it.</param>
internal sealed record BundleHeader(long ShardCount, bool BigEndian, long MinConsumer)
{
    /// <summary>The version of reader that this is.</summary>
    public const int Version = 1;

    public static BundleHeader Parse(ReadOnlySpan<byte> message)
    {
        long shards = 0, endianness = 0, minConsumer = 0;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Is(1, WireType.Varint))
            {
                shards = reader.ReadVarint();
            }
            else if (reader.Is(2, WireType.Varint))
            {
                endianness = reader.ReadVarint();
            }
            else if (reader.Is(3, WireType.Bytes))
            {
                minConsumer = ParseMinConsumer(reader.ReadBytes());
            }
        }

        return endianness is 0 or 1
            ? new BundleHeader(shards, endianness == 1, minConsumer)
            : throw new InvalidDataException($"a byte order of {endianness}, where 0 (little-endian) and 1 (big-endian) are known");
    }

    /// <summary>The message; the version in it is that of the writer, <see cref="Version"/>.</summary>
    public ProtobufWriter ToMessage() => new ProtobufWriter()
        .Number(1, ShardCount).Number(2, BigEndian ? 1 : 0).Message(3, new ProtobufWriter().Number(1, Version).Number(2, MinConsumer));

    private static long ParseMinConsumer(ReadOnlySpan<byte> version)
    {
        long minConsumer = 0;
        var reader = new ProtobufReader(version);
        while (reader.Next())
        {
            if (reader.Is(2, WireType.Varint))
            {
                minConsumer = reader.ReadVarint();
            }
        }

        return minConsumer;
    }
}
