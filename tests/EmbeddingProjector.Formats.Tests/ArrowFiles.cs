using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace EmbeddingProjector.Formats.Tests;

/// <summary>Arrow files for tests, made by Apache's own library: another hand than the reader's.</summary>
internal static class ArrowFiles
{
    /// <summary>Writes batches of columns; the first batch gives the schema.</summary>
    public static string Write(string path, IReadOnlyList<IReadOnlyList<(string Name, IArrowArray Column)>> batches, bool isStream = false, CompressionCodecType? packing = null)
    {
        var schema = new Schema([.. batches[0].Select(c => new Field(c.Name, c.Column.Data.DataType, nullable: true))], null);
        var options = new IpcOptions { CompressionCodec = packing, CompressionCodecFactory = new CompressionCodecFactory() };
        using var stream = File.Create(path);
        using var writer = isStream ? new ArrowStreamWriter(stream, schema, leaveOpen: true, options) : new ArrowFileWriter(stream, schema, leaveOpen: true, options);
        writer.WriteStart();
        foreach (var batch in batches)
        {
            writer.WriteRecordBatch(new RecordBatch(schema, batch.Select(c => c.Column), batch[0].Column.Length));
        }

        writer.WriteEnd();
        return path;
    }

    public static string Write(string path, params (string Name, IArrowArray Column)[] columns) => Write(path, [columns]);

    /// <summary>Lists of float32 of any length; null is a missing row, NaN a missing element.</summary>
    public static IArrowArray Lists(params float[]?[] rows)
    {
        var builder = new ListArray.Builder(FloatType.Default);
        var values = (FloatArray.Builder)builder.ValueBuilder;
        foreach (var row in rows)
        {
            _ = row is null ? builder.AppendNull() : builder.Append();
            foreach (var value in row ?? [])
            {
                _ = float.IsNaN(value) ? values.AppendNull() : values.Append(value);
            }
        }

        return builder.Build();
    }

    /// <summary>Vectors in lists of the given kind; the numbers count in steps of an eighth.</summary>
    public static IArrowArray Vectors(string kind, int first, int rows, int d)
    {
        var numbers = Enumerable.Range(first * d, rows * d).Select(i => i / 8f).ToArray();
        switch (kind)
        {
            case "list":
                return Lists([.. numbers.Chunk(d)]);
            case "large list":
                var large = new LargeListArray.Builder(FloatType.Default);
                foreach (var row in numbers.Chunk(d))
                {
                    ((FloatArray.Builder)large.Append().ValueBuilder).AppendRange(row);
                }

                return large.Build();
            case "fixed-size list":
                return Fixed(new FloatArray.Builder().AppendRange(numbers).Build(), rows, d);
            case "lists of lists":
                return Fixed(Fixed(new FloatArray.Builder().AppendRange(numbers).Build(), rows * d, 1), rows, d);
            case "half":
                return Fixed(new HalfFloatArray.Builder().AppendRange(numbers.Select(n => (Half)n)).Build(), rows, d);
            case "double":
                return Fixed(new DoubleArray.Builder().AppendRange(numbers.Select(n => (double)n)).Build(), rows, d);
            case "int8":
                return Fixed(new Int8Array.Builder().AppendRange(numbers.Select(n => (sbyte)(n * 8))).Build(), rows, d);
            case "uint64":
                return Fixed(new UInt64Array.Builder().AppendRange(numbers.Select(n => (ulong)(n * 8))).Build(), rows, d);
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
        }
    }

    public static IArrowArray Fixed(IArrowArray values, int rows, int d) =>
        new FixedSizeListArray(new FixedSizeListType(new Field("item", values.Data.DataType, nullable: true), d), rows, values, ArrowBuffer.Empty);

    public static IArrowArray Texts(params string?[] texts)
    {
        var builder = new StringArray.Builder();
        foreach (var text in texts)
        {
            _ = text is null ? builder.AppendNull() : builder.Append(text);
        }

        return builder.Build();
    }

    public static IArrowArray Dictionary(string[] values, params int?[] indices)
    {
        var builder = new Int32Array.Builder();
        foreach (var index in indices)
        {
            _ = index is { } i ? builder.Append(i) : builder.AppendNull();
        }

        return new DictionaryArray(new DictionaryType(Int32Type.Default, StringType.Default, false), builder.Build(), Texts(values));
    }
}
