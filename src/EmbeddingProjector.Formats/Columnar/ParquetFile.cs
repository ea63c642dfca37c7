using System.Numerics;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace EmbeddingProjector.Formats.Columnar;

/// <summary>An open Parquet file; its batches are its row groups.</summary>
internal sealed class ParquetFile : ColumnarFile
{
    // What is packed may unpack to this many values for each byte of the file, and to so many in any case.
    private const long ValuesPerByte = 256;
    private const long AlwaysAllowedValues = 1L << 26;

    private static readonly Dictionary<Type, string> _numbers = new()
    {
        [typeof(float)] = "float32",
        [typeof(double)] = "float64",
        [typeof(sbyte)] = "int8",
        [typeof(short)] = "int16",
        [typeof(int)] = "int32",
        [typeof(long)] = "int64",
        [typeof(byte)] = "uint8",
        [typeof(ushort)] = "uint16",
        [typeof(uint)] = "uint32",
        [typeof(ulong)] = "uint64",
    };

    private static readonly HashSet<Type> _texts =
        [typeof(ReadOnlyMemory<char>), typeof(string), typeof(bool), typeof(DateTime), typeof(DateOnly), typeof(TimeSpan), typeof(TimeOnly), typeof(decimal), typeof(Guid)];

    private readonly ParquetReader _reader;
    private readonly List<DataField?> _leaves;

    public ParquetFile(string path, FileStream stream, ParquetReader reader)
    {
        _reader = reader;
        _leaves = [.. reader.Schema.Fields.Select(Leaf)];
        Columns = [.. reader.Schema.Fields.Select((f, i) => Describe(f, _leaves[i]))];
        BatchRows = [.. reader.RowGroups.Select(g => g.RowCount)];
        foreach (var (index, group) in reader.RowGroups.Index())
        {
            foreach (var leaf in _leaves.OfType<DataField>())
            {
                Require(path, stream.Length, index, group, leaf);
            }
        }
    }

    public override IReadOnlyList<ColumnarColumn> Columns { get; }

    public override IReadOnlyList<long> BatchRows { get; }

    public override int StatedLength(int column)
    {
        var values = _reader.RowGroups.Sum(g => g.GetMetadata(_leaves[column]!)?.MetaData?.NumValues ?? 0);
        // Empty lists count as a value; where that happens the quotient is not whole, or reading finds the row.
        return RowCount > 0 && values % RowCount == 0 && values > RowCount ? checked((int)(values / RowCount)) : 0;
    }

    public override void VisitNumbers(int batch, int column, VisitRow visit)
    {
        using var group = _reader.OpenRowGroupReader(batch);
        using var data = Read(group, column);
        switch (data)
        {
            case RawColumnData<float> values: Visit(values, column, visit); break;
            case RawColumnData<double> values: Visit(values, column, visit); break;
            case RawColumnData<sbyte> values: Visit(values, column, visit); break;
            case RawColumnData<short> values: Visit(values, column, visit); break;
            case RawColumnData<int> values: Visit(values, column, visit); break;
            case RawColumnData<long> values: Visit(values, column, visit); break;
            case RawColumnData<byte> values: Visit(values, column, visit); break;
            case RawColumnData<ushort> values: Visit(values, column, visit); break;
            case RawColumnData<uint> values: Visit(values, column, visit); break;
            case RawColumnData<ulong> values: Visit(values, column, visit); break;
            default: throw new NotSupportedException($"numbers stored as {data.GetType()}");
        }
    }

    public override IEnumerable<string?> Texts(int batch, int column)
    {
        using var group = _reader.OpenRowGroupReader(batch);
        using var data = Read(group, column);
        return data switch
        {
            RawColumnData<ReadOnlyMemory<char>> values => Texts(values, column),
            RawColumnData<bool> values => Texts(values, column),
            RawColumnData<float> values => Texts(values, column),
            RawColumnData<double> values => Texts(values, column),
            RawColumnData<sbyte> values => Texts(values, column),
            RawColumnData<short> values => Texts(values, column),
            RawColumnData<int> values => Texts(values, column),
            RawColumnData<long> values => Texts(values, column),
            RawColumnData<byte> values => Texts(values, column),
            RawColumnData<ushort> values => Texts(values, column),
            RawColumnData<uint> values => Texts(values, column),
            RawColumnData<ulong> values => Texts(values, column),
            RawColumnData<decimal> values => Texts(values, column),
            RawColumnData<DateTime> values => Texts(values, column),
            RawColumnData<DateOnly> values => Texts(values, column),
            RawColumnData<TimeOnly> values => Texts(values, column),
            RawColumnData<TimeSpan> values => Texts(values, column),
            RawColumnData<Guid> values => Texts(values, column),
            _ => throw new NotSupportedException($"cells stored as {data.GetType()}"),
        };
    }

    // The reader has no finalizer and its other resource is the stream, which belongs to the caller.
    public override void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private RawColumnData Read(ParquetRowGroupReader group, int column) =>
        group.ReadRawColumnDataBaseAsync(_leaves[column]!, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static void Require(string path, long length, int index, ParquetRowGroupReader group, DataField leaf)
    {
        var values = group.GetMetadata(leaf)?.MetaData?.NumValues ?? -1;
        var most = Math.Max(AlwaysAllowedValues, ValuesPerByte * length);
        if (group.RowCount < 0 || values < group.RowCount || values > most || (leaf.MaxRepetitionLevel == 0 && values != group.RowCount))
        {
            throw new DataFormatException(
                path, $"row group {index}, column \"{leaf.Path}\"", $"{values:N0} values for {group.RowCount:N0} rows in a file of {length:N0} bytes",
                $"one value or more for each row, and at most {most:N0}");
        }
    }

    private static DataField? Leaf(Field field) => field switch
    {
        DataField leaf => leaf,
        ListField list => Leaf(list.Item),
        _ => null,
    };

    private static ColumnarColumn Describe(Field field, DataField? leaf)
    {
        if (leaf is null)
        {
            return new ColumnarColumn(field.Name, ColumnKind.Other, field.SchemaType.ToString());
        }

        var isList = leaf.MaxRepetitionLevel > 0;
        return _numbers.TryGetValue(leaf.ClrType, out var name) ? new ColumnarColumn(field.Name, isList ? ColumnKind.List : ColumnKind.Number, name)
            : new ColumnarColumn(
                field.Name, !isList && _texts.Contains(leaf.ClrType) ? ColumnKind.Text : ColumnKind.Other,
                (isList ? "lists of " : "") + (leaf.ClrType == typeof(ReadOnlyMemory<char>) ? "texts" : leaf.ClrType.Name));
    }

    // Levels are those of Dremel (Melnik et al. 2010): a row begins where the repetition level is 0; a value is there where the definition level is the highest.
    private void Visit<T>(RawColumnData<T> data, int column, VisitRow visit)
        where T : struct, INumberBase<T>
    {
        var leaf = _leaves[column]!;
        var values = data.Values;
        var definitions = leaf.MaxDefinitionLevel > 0 ? data.DefinitionLevels : default;
        var repetitions = leaf.MaxRepetitionLevel > 0 ? data.RepetitionLevels : default;
        var slots = definitions.Length > 0 ? definitions.Length : values.Length;
        var row = new double[16];
        var (used, missing, next, current) = (0, 0, 0, -1L);
        for (var slot = 0; slot < slots; slot++)
        {
            if (repetitions.Length == 0 || repetitions[slot] == 0)
            {
                End(current, row.AsSpan(0, used), missing);
                (used, missing) = (0, 0);
                current++;
            }

            var definition = definitions.Length > 0 ? definitions[slot] : leaf.MaxDefinitionLevel;
            if (leaf.MaxRepetitionLevel > 0 && leaf.IsNullable && definition == leaf.MaxDefinitionLevel - 1)
            {
                missing++;
            }

            if (definition == leaf.MaxDefinitionLevel)
            {
                if (used == row.Length)
                {
                    Array.Resize(ref row, 2 * used);
                }

                row[used++] = double.CreateTruncating(values[next++]);
            }
        }

        End(current, row.AsSpan(0, used), missing);

        void End(long index, ReadOnlySpan<double> numbers, int absent)
        {
            if (numbers.Length > 0 && absent > 0)
            {
                throw new InvalidDataException($"{absent} elements of the list in row {index} of column \"{leaf.Path}\" are missing");
            }

            if (index >= 0)
            {
                visit(index, numbers);
            }
        }
    }

    private List<string?> Texts<T>(RawColumnData<T> data, int column)
        where T : struct
    {
        var leaf = _leaves[column]!;
        var definitions = leaf.MaxDefinitionLevel > 0 ? data.DefinitionLevels : default;
        var values = data.Values;
        var texts = new List<string?>();
        var next = 0;
        for (var slot = 0; slot < (definitions.Length > 0 ? definitions.Length : values.Length); slot++)
        {
            texts.Add(definitions.Length == 0 || definitions[slot] == leaf.MaxDefinitionLevel ? CellText.Of(values[next++]) : null);
        }

        return texts;
    }
}
