using System.Text;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>What a checkpoint of the first generation says of one tensor: the message SavedSliceMeta.</summary>
internal sealed record SavedSliceMeta(string Name, DataType Type, TensorShape Shape, IReadOnlyList<TensorSlice> Slices)
{
    public static SavedSliceMeta Parse(ReadOnlySpan<byte> message)
    {
        var name = "";
        long type = 0;
        var shape = TensorShape.Scalar;
        var slices = new List<TensorSlice>();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field, reader.Wire)
            {
                case (1, WireType.Bytes):
                    name = Encoding.UTF8.GetString(reader.ReadBytes());
                    break;
                case (2, WireType.Bytes):
                    shape = TensorShape.Parse(reader.ReadBytes());
                    break;
                case (3, WireType.Varint):
                    type = reader.ReadVarint();
                    break;
                case (4, WireType.Bytes):
                    slices.Add(TensorSlice.Parse(reader.ReadBytes()));
                    break;
            }
        }

        return new SavedSliceMeta(name, DataType.FromCode(type), shape, slices);
    }
}

/// <summary>
/// The message SavedTensorSlices, of which every value in a table of the first generation is one: under the empty key the list of tensors,
/// under all others the values of one slice.
/// </summary>
internal static class SavedTensorSlices
{
    private const int Meta = 1;
    private const int Data = 2;

    /// <summary>The tensors of the file; null when the message holds no list of them.</summary>
    public static IReadOnlyList<SavedSliceMeta>? ParseMeta(ReadOnlySpan<byte> message)
    {
        List<SavedSliceMeta>? tensors = null;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Is(Meta, WireType.Bytes))
            {
                tensors ??= [];
                var meta = new ProtobufReader(reader.ReadBytes());
                while (meta.Next())
                {
                    if (meta.Is(1, WireType.Bytes))
                    {
                        tensors.Add(SavedSliceMeta.Parse(meta.ReadBytes()));
                    }
                }
            }
        }

        return tensors;
    }

    /// <summary>The TensorProto of a slice; empty when the message holds none.</summary>
    public static ReadOnlySpan<byte> FindTensor(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Is(Data, WireType.Bytes))
            {
                var slice = new ProtobufReader(reader.ReadBytes());
                while (slice.Next())
                {
                    if (slice.Is(3, WireType.Bytes))
                    {
                        return slice.ReadBytes();
                    }
                }
            }
        }

        return [];
    }
}
