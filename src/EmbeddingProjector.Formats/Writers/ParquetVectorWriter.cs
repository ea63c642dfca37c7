using Parquet;
using Parquet.Schema;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>Apache Parquet, packed with Snappy: a typed column for each column of the metadata, and the vectors as lists, in row groups of bounded size.</summary>
internal sealed class ParquetVectorWriter : IVectorWriter
{
    public string Name => "Apache Parquet";

    public IReadOnlyList<string> Extensions { get; } = [".parquet"];

    public WrittenMetadata Metadata => WrittenMetadata.All;

    public bool HoldsMaps => true;

    // The library has asynchronous members only; what it writes to is a file, which is written at once.
    public IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        WriteAsync(stream, table, cancellationToken).GetAwaiter().GetResult();
        return [];
    }

    private static async Task WriteAsync(Stream stream, WrittenTable table, CancellationToken cancellationToken)
    {
        var (vectors, metadata) = table;
        var columns = (metadata?.Columns ?? []).Select(c => (Column: c, Type: WrittenColumn.TypeOf(c))).Select(c => (c.Column, c.Type, Field: FieldOf(c.Column.Name, c.Type))).ToList();
        var name = WrittenColumn.VectorName(metadata);
        var schema = new ParquetSchema(
            [.. columns.Select(c => c.Field), .. WrittenColumn.MapNames(table, name).Prepend(name).Select(n => new ListField(n, new DataField<float>("element")))]);
        var options = new ParquetOptions();
        foreach (var (_, type, field) in columns)
        {
            if (type == WrittenType.Text)
            {
                options.ColumnEncodingHints[field.Path.ToString()] = EncodingHint.Dictionary;
            }
        }

        var writer = await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            // The vectors and the maps, each a column of lists of one length.
            var lists = table.Maps.Select(m => VectorTable.FromArray(m.Positions.Values.ToArray(), m.Positions.RowCount, m.Positions.Dimensions)).Prepend(vectors)
                .Select((t, i) => (Rows: t, Group: new VectorGroup(schema.DataFields[columns.Count + i], t.ColumnCount))).ToList();
            foreach (var (first, count) in RowPieces.Of(vectors))
            {
                using var rows = writer.CreateRowGroup();
                foreach (var (column, type, field) in columns)
                {
                    await WriteAsync(rows, field, type, [.. Enumerable.Range(first, count).Select(column.Text)], cancellationToken).ConfigureAwait(false);
                }

                foreach (var (values, group) in lists)
                {
                    await group.WriteAsync(rows, values, first, count, cancellationToken).ConfigureAwait(false);
                }

                rows.CompleteValidate();
            }
        }
    }

    private static DataField FieldOf(string name, WrittenType type) => type switch
    {
        WrittenType.Whole => new DataField<long?>(name),
        WrittenType.Real => new DataField<double?>(name),
        WrittenType.Truth => new DataField<bool?>(name),
        _ => new DataField<string>(name),
    };

    private static async Task WriteAsync(ParquetRowGroupWriter rows, DataField field, WrittenType type, string?[] texts, CancellationToken cancellationToken)
    {
        switch (type)
        {
            case WrittenType.Whole:
                await rows.WriteAsync<long>(field, System.Array.ConvertAll(texts, t => t is null ? (long?)null : WrittenColumn.Whole(t)), cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case WrittenType.Real:
                await rows.WriteAsync<double>(field, System.Array.ConvertAll(texts, t => t is null ? (double?)null : WrittenColumn.Real(t)), cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            case WrittenType.Truth:
                await rows.WriteAsync<bool>(field, System.Array.ConvertAll(texts, t => t is null ? (bool?)null : t == "true"), cancellationToken: cancellationToken).ConfigureAwait(false);
                break;
            default:
                await rows.WriteAsync(field, texts).ConfigureAwait(false);
                break;
        }
    }

    // Every row has d values that are there: the levels of all groups are the same, and are made once.
    private sealed class VectorGroup(DataField leaf, int d)
    {
        private float[] _values = [];
        private int[] _definitions = [];
        private int[] _repetitions = [];

        public Task WriteAsync(ParquetRowGroupWriter rows, VectorTable vectors, int first, int count, CancellationToken cancellationToken)
        {
            var length = checked(count * d);
            if (_values.Length < length)
            {
                (_values, _definitions, _repetitions) = (new float[length], new int[length], new int[length]);
                Array.Fill(_definitions, leaf.MaxDefinitionLevel);
                Array.Fill(_repetitions, leaf.MaxRepetitionLevel);
                for (var row = 0; row < count; row++)
                {
                    _repetitions[row * d] = 0;
                }
            }

            RowPieces.Copy(vectors, first, count, _values);
            return rows.WriteAllPartsAsync<float>(
                leaf, _values.AsMemory(0, length), (ReadOnlyMemory<int>)_definitions.AsMemory(0, length), (ReadOnlyMemory<int>)_repetitions.AsMemory(0, length), cancellationToken);
        }
    }
}
