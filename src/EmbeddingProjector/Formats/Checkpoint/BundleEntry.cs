namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>The message BundleEntryProto: where one tensor, or one slice of it, lies and what it is.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The shape; of the whole tensor where <paramref name="Slices"/> are given.</param>
/// <param name="Shard">The data file, from 0.</param>
/// <param name="Offset">The first byte in it.</param>
/// <param name="Size">The number of bytes.</param>
/// <param name="Checksum">Masked crc32c of the bytes as stored.</param>
/// <param name="Slices">The slices of a partitioned tensor, each of which has an entry of its own; empty for all others.</param>
internal sealed record BundleEntry(
    DataType Type, TensorShape Shape, long Shard, long Offset, long Size, uint Checksum, IReadOnlyList<TensorSlice> Slices)
{
    public static BundleEntry Parse(ReadOnlySpan<byte> message)
    {
        long type = 0, shard = 0, offset = 0, size = 0;
        uint checksum = 0;
        var shape = TensorShape.Scalar;
        List<TensorSlice>? slices = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (1, WireType.Varint):
                    type = reader.ReadVarint();
                    break;
                case (2, WireType.Bytes):
                    shape = TensorShape.Parse(reader.ReadBytes());
                    break;
                case (3, WireType.Varint):
                    shard = reader.ReadVarint();
                    break;
                case (4, WireType.Varint):
                    offset = reader.ReadVarint();
                    break;
                case (5, WireType.Varint):
                    size = reader.ReadVarint();
                    break;
                case (6, WireType.Fixed32):
                    checksum = reader.ReadFixed32();
                    break;
                case (7, WireType.Bytes):
                    (slices ??= []).Add(TensorSlice.Parse(reader.ReadBytes()));
                    break;
            }
        }

        return new BundleEntry(DataType.FromCode(type), shape, shard, offset, size, checksum, slices is null ? [] : slices);
    }

    /// <summary>The message, for a tensor that is stored whole.</summary>
    public ProtobufWriter ToMessage() => new ProtobufWriter()
        .Number(1, Type.Code).Message(2, Shape.ToMessage()).Number(3, Shard).Number(4, Offset).Number(5, Size).Fixed32(6, Checksum);
}
