using System.Buffers.Binary;
using System.Text;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>The vectors as one float32 tensor called "embeddings".</summary>
internal sealed class SafeTensorsWriter : IVectorWriter
{
    // The reference implementation aligns the data to this.
    private const int Alignment = 8;

    public string Name => "safetensors";

    public IReadOnlyList<string> Extensions { get; } = [".safetensors"];

    public WrittenMetadata Metadata => WrittenMetadata.None;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var vectors = table.Vectors;
        var text = $"{{\"embeddings\":{{\"dtype\":\"F32\",\"shape\":[{vectors.RowCount},{vectors.ColumnCount}],\"data_offsets\":[0,{vectors.ElementCount * sizeof(float)}]}}}}";
        text = text.PadRight((text.Length + Alignment - 1) / Alignment * Alignment);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        stream.Write(Encoding.ASCII.GetBytes(text));
        FloatBytes.Write(stream, vectors, cancellationToken);
        return [];
    }
}
