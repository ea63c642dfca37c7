using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>
/// Arrow's IPC format: a typed column for each column of the metadata, and the vectors as lists of a fixed size, in batches of bounded size, not packed, so that
/// other programs can map the file. Feather of the second version is the same.
/// </summary>
/// <param name="name">What people call it.</param>
/// <param name="isStream">Whether it is written as a stream, which has no footer.</param>
/// <param name="extensions">The endings.</param>
internal sealed class ArrowVectorWriter(string name, bool isStream, params string[] extensions) : IVectorWriter
{
    public string Name => name;

    public IReadOnlyList<string> Extensions => extensions;

    public WrittenMetadata Metadata => WrittenMetadata.All;

    public bool HoldsMaps => true;

    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var (vectors, metadata) = table;
        var d = vectors.ColumnCount;
        var columns = (metadata?.Columns ?? []).Select(c => (Column: c, Type: WrittenColumn.TypeOf(c))).ToList();
        var element = new Field("item", FloatType.Default, nullable: false);
        var vectorType = new FixedSizeListType(element, d);
        var name = WrittenColumn.VectorName(metadata);
        var maps = table.Maps.Zip(WrittenColumn.MapNames(table, name), (m, n) => (m.Positions, Field: new Field(n, new FixedSizeListType(element, m.Positions.Dimensions), nullable: false))).ToList();
        var schema = new Schema(
            [.. columns.Select(c => new Field(c.Column.Name, TypeOf(c.Type), nullable: true)), new Field(name, vectorType, nullable: false), .. maps.Select(m => m.Field)], null);
        using var writer = isStream ? new ArrowStreamWriter(stream, schema, leaveOpen: true) : new ArrowFileWriter(stream, schema, leaveOpen: true);
        writer.WriteStart();
        var bytes = System.Array.Empty<byte>();
        foreach (var (first, count) in RowPieces.Of(vectors))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var length = checked(count * d * sizeof(float));
            bytes = bytes.Length >= length ? bytes : new byte[length];
            RowPieces.Copy(vectors, first, count, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, length)));
            using var batch = new RecordBatch(
                schema,
                [
                    .. columns.Select(c => Cells(c.Column, c.Type, first, count)), Lists(vectorType, bytes.AsMemory(0, length), count),
                    .. maps.Select(m => Lists((FixedSizeListType)m.Field.DataType, Part(m.Positions, first, count), count)),
                ],
                count);
            writer.WriteRecordBatch(batch);
        }

        writer.WriteEnd();
        return [];
    }

    private static FixedSizeListArray Lists(FixedSizeListType type, ReadOnlyMemory<byte> values, int count) =>
        new(type, count, new FloatArray(new ArrowBuffer(values), ArrowBuffer.Empty, count * type.ListSize, 0, 0), ArrowBuffer.Empty);

    private static byte[] Part(Positions positions, int first, int count) =>
        MemoryMarshal.AsBytes(positions.Values.Slice(first * positions.Dimensions, count * positions.Dimensions)).ToArray();

    private static IArrowType TypeOf(WrittenType type) => type switch
    {
        WrittenType.Whole => Int64Type.Default,
        WrittenType.Real => DoubleType.Default,
        WrittenType.Truth => BooleanType.Default,
        _ => StringType.Default,
    };

    private static IArrowArray Cells(MetadataColumn column, WrittenType type, int first, int count)
    {
        var texts = Enumerable.Range(first, count).Select(column.Text);
        switch (type)
        {
            case WrittenType.Whole:
                var whole = new Int64Array.Builder().Reserve(count);
                return texts.Aggregate(whole, (b, text) => text is null ? b.AppendNull() : b.Append(WrittenColumn.Whole(text))).Build();
            case WrittenType.Real:
                var real = new DoubleArray.Builder().Reserve(count);
                return texts.Aggregate(real, (b, text) => text is null ? b.AppendNull() : b.Append(WrittenColumn.Real(text))).Build();
            case WrittenType.Truth:
                return texts.Aggregate(new BooleanArray.Builder(), (b, text) => text is null ? b.AppendNull() : b.Append(text == "true")).Build();
            default:
                return texts.Aggregate(new StringArray.Builder(), (b, text) => text is null ? b.AppendNull() : b.Append(text)).Build();
        }
    }
}
