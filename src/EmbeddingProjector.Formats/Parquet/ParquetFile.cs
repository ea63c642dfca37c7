using EmbeddingProjector.Formats.Columnar;
using Microsoft.Win32.SafeHandles;
using Parquet;
using Parquet.Data;
using Parquet.Meta;
using Parquet.Schema;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>
/// An open Parquet file; its batches are its row groups. The library reads schema and texts; numbers, which are the bulk, are read page by page here.
/// </summary>
internal sealed class ParquetFile : ColumnarFile
{
    // A file may hold so many values for each of its bytes, and so many in any case.
    private const long ValuesPerByte = 256;
    private const long AlwaysAllowedValues = 1L << 20;
    private const int Piece = 1 << 10;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly ParquetReader _reader;
    private readonly IReadOnlyList<ParquetColumn> _columns;
    private readonly PageBuffers _buffers = PageBuffers.Last;

    public ParquetFile(string path, FileStream stream, ParquetReader reader)
    {
        (_path, _file, _reader) = (path, stream.SafeFileHandle, reader);
        _columns = ParquetColumn.Of(reader);
        Columns = [.. _columns.Select(c => c.Description)];
        BatchRows = [.. reader.RowGroups.Select(g => g.RowCount)];
        foreach (var (index, group) in reader.RowGroups.Index())
        {
            foreach (var leaf in _columns.Select(c => c.Leaf).OfType<DataField>())
            {
                Require(path, stream.Length, index, group, leaf);
            }
        }
    }

    public override IReadOnlyList<ColumnarColumn> Columns { get; }

    public override IReadOnlyList<long> BatchRows { get; }

    public override bool ReadsAhead => true;

    public override ListLengths Lengths(int column)
    {
        var total = BatchRows.Sum();
        var values = Enumerable.Range(0, BatchRows.Count).Sum(batch => Chunk(batch, column).NumValues);
        // What the file says of itself is taken where nothing is missing and the counts go even; the first page is looked at all the same.
        if (total > 0 && values % total == 0 && values >= total && Enumerable.Range(0, BatchRows.Count).All(batch => IsUniform(batch, column, values / total))
            && LengthsOf(column, onlyFirstPage: true) is { FirstOther: < 0, First: var first } && first == values / total)
        {
            return ListLengths.Same(total, first);
        }

        return LengthsOf(column, onlyFirstPage: false);
    }

    public override ElementSource? Uniform(int batch, int column, int length) => IsUniform(batch, column, length)
        ? new UniformPages(_path, Columns[column].Name, Pages(batch, column), _buffers, _columns[column].Elements!, length)
        : null;

    public override void VisitNumbers(int batch, int column, VisitRow visit)
    {
        using var pages = Pages(batch, column);
        var type = _columns[column].Elements!;
        var (row, values) = (-1L, new double[Piece]);
        var (used, missing) = (0, 0);
        while (pages.Next())
        {
            var next = 0;
            for (var slot = 0; slot < pages.Slots; slot++)
            {
                if (BeginsRow(pages, slot))
                {
                    End(row++, values.AsSpan(0, used), missing);
                    (used, missing) = (0, 0);
                }

                if (HasValue(pages, slot, column))
                {
                    if (used == values.Length)
                    {
                        System.Array.Resize(ref values, 2 * used);
                    }

                    type.Decode(pages.Values.Span.Slice(next, type.Size), values.AsSpan(used++, 1));
                    next += type.Size;
                }
                else
                {
                    missing += IsMissing(pages, slot, column) ? 1 : 0;
                }
            }
        }

        End(row, values.AsSpan(0, used), missing);

        void End(long index, ReadOnlySpan<double> numbers, int absent)
        {
            if (index >= 0)
            {
                visit(index, numbers, numbers.IsEmpty ? 0 : absent);
            }
        }
    }

    public override IEnumerable<string?> Texts(int batch, int column)
    {
        using var group = _reader.OpenRowGroupReader(batch);
        using var data = group.ReadRawColumnDataBaseAsync(_columns[column].Leaf!, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return data switch
        {
            RawColumnData<ReadOnlyMemory<byte>> values => Texts(values, column, v => CellText.Of(BitConverter.ToHalf(v.Span))),
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

    private ColumnMetaData Chunk(int batch, int column) => _reader.RowGroups[batch].GetMetadata(_columns[column].Leaf!)!.MetaData!;

    private ColumnPages Pages(int batch, int column) => new(
        _path, _file, Chunk(batch, column), _buffers, _columns[column].Elements!.Size, _columns[column].Leaf!.MaxRepetitionLevel, _columns[column].Leaf!.MaxDefinitionLevel);

    // By its own account: nothing is missing, and there are as many values as rows of that length have.
    private bool IsUniform(int batch, int column, long length) => Chunk(batch, column) is var chunk
        && chunk.NumValues == BatchRows[batch] * length && (_columns[column].Leaf!.MaxDefinitionLevel == 0 || chunk.Statistics?.NullCount == 0);

    private ListLengths LengthsOf(int column, bool onlyFirstPage)
    {
        var lengths = new ListLengths();
        for (var batch = 0; batch < (onlyFirstPage ? 1 : BatchRows.Count); batch++)
        {
            using var pages = Pages(batch, column);
            var (length, present, started) = (0L, 0L, false);
            while (pages.Next(withValues: false))
            {
                for (var slot = 0; slot < pages.Slots; slot++)
                {
                    if (BeginsRow(pages, slot) && started)
                    {
                        lengths.Add(present > 0 ? length : 0);
                        (length, present) = (0, 0);
                    }

                    started = true;
                    if (pages.Definitions.IsEmpty && !pages.Repetitions.IsEmpty)
                    {
                        // Nothing is missing: the row goes on to the next that begins one.
                        var more = pages.Repetitions[(slot + 1)..].IndexOf((byte)0);
                        var count = more < 0 ? pages.Slots - slot : more + 1;
                        (length, present, slot) = (length + count, present + count, slot + count - 1);
                        continue;
                    }

                    var has = HasValue(pages, slot, column);
                    present += has ? 1 : 0;
                    length += has || IsMissing(pages, slot, column) ? 1 : 0;
                }

                if (onlyFirstPage)
                {
                    // The last row of the page may go on in the next one, unless it is whole already.
                    if (lengths.First == 0 || length == lengths.First)
                    {
                        break;
                    }

                    return lengths;
                }
            }

            if (started)
            {
                lengths.Add(present > 0 ? length : 0);
            }
        }

        return lengths;
    }

    // Levels are those of Dremel (Melnik et al. 2010): a row begins where the repetition level is 0; a value is there where the definition level is the highest.
    private static bool BeginsRow(ColumnPages pages, int slot) => pages.Repetitions.IsEmpty || pages.Repetitions[slot] == 0;

    private bool HasValue(ColumnPages pages, int slot, int column) =>
        pages.Definitions.IsEmpty || pages.Definitions[slot] == _columns[column].Leaf!.MaxDefinitionLevel;

    // An element that is missing in a list that is there, in contrast to a list of nothing and to no list.
    private bool IsMissing(ColumnPages pages, int slot, int column) => _columns[column].Leaf is { MaxRepetitionLevel: > 0, IsNullable: true } leaf
        && pages.Definitions[slot] == leaf.MaxDefinitionLevel - 1;

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

    private List<string?> Texts<T>(RawColumnData<T> data, int column, Func<T, string?>? text = null)
        where T : struct
    {
        var leaf = _columns[column].Leaf!;
        var definitions = leaf.MaxDefinitionLevel > 0 ? data.DefinitionLevels : default;
        var values = data.Values;
        var texts = new List<string?>();
        var next = 0;
        for (var slot = 0; slot < (definitions.Length > 0 ? definitions.Length : values.Length); slot++)
        {
            texts.Add(definitions.Length > 0 && definitions[slot] < leaf.MaxDefinitionLevel ? null : text is null ? CellText.Of(values[next++]) : text(values[next++]));
        }

        return texts;
    }
}
