using EmbeddingProjector.Formats.Columnar;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Arrow;

/// <summary>An open Arrow file or stream. Its numbers are read where they lie, so that memory does not follow from the size of its batches.</summary>
internal sealed class ArrowFile : ColumnarFile
{
    private const int Piece = 1 << 12;

    private readonly string _path;
    private readonly ArrowMessages _messages;
    private readonly ArrowContent _content;
    private readonly IReadOnlyList<ArrowColumn> _columns;
    private readonly ArrowDictionaries _dictionaries;
    private (int Batch, IReadOnlyList<ArrowArray> Arrays) _latest = (-1, []);

    public ArrowFile(string path, SafeFileHandle file)
    {
        _path = path;
        _messages = new ArrowMessages(path, file);
        _content = new ArrowContent(path, file);
        _columns = [.. ArrowColumn.Of(_messages.Fields)];
        _dictionaries = new ArrowDictionaries(_messages, _content);
        Columns = [.. _columns.Select(c => c.Description)];
        BatchRows = [.. _messages.Batches.Select(b => b.Rows)];
    }

    public override IReadOnlyList<ColumnarColumn> Columns { get; }

    public override IReadOnlyList<long> BatchRows { get; }

    public override ListLengths Lengths(int column)
    {
        var lengths = new ListLengths();
        for (var batch = 0; batch < BatchRows.Count; batch++)
        {
            var rows = Rows(batch, column);
            for (var row = 0; row < rows.Count; row++)
            {
                var length = rows.IsMissing(row) ? 0 : rows.Start(row + 1) - rows.Start(row);
                lengths.Add(length == rows.MissingElements(row) ? 0 : length);
            }
        }

        return lengths;
    }

    public override ElementSource? Uniform(int batch, int column, int length)
    {
        var rows = Rows(batch, column);
        return rows.IsUniform(length) ? Elements(rows) : null;
    }

    public override VectorTable? InFile(int column, int length, bool inOrder)
    {
        var batches = Enumerable.Range(0, BatchRows.Count).Where(b => BatchRows[b] > 0).ToList();
        var offsets = new List<long>();
        foreach (var rows in batches.Select(batch => Rows(batch, column)))
        {
            var buffer = rows.Elements.Buffers[1];
            var offset = buffer.Offset + (rows.Start(0) * sizeof(float));
            if (!rows.IsUniform(length) || rows.Elements.Field.Type.Elements != ElementType.Float32 || buffer.Packing != ArrowPacking.None || offset % sizeof(float) != 0)
            {
                return null;
            }

            _content.Require(buffer, rows.Start(rows.Count) * sizeof(float));
            offsets.Add(offset);
        }

        var rowsPerBlock = BatchRows[batches[0]];
        return !BitConverter.IsLittleEndian || rowsPerBlock * length > int.MaxValue || batches.SkipLast(1).Any(b => BatchRows[b] != rowsPerBlock) || BatchRows[batches[^1]] > rowsPerBlock ? null
            : inOrder ? RowsInFile.Open(_path, offsets, (int)rowsPerBlock, ElementType.Float32, bigEndian: false, checked((int)RowCount), length)
            : MappedRows.Open(_path, offsets, (int)rowsPerBlock, checked((int)RowCount), length);
    }

    public override void VisitNumbers(int batch, int column, VisitRow visit)
    {
        var rows = Rows(batch, column);
        using var source = Elements(rows);
        var values = new double[Piece];
        var at = rows.Start(0);
        for (var row = 0; row < rows.Count; row++)
        {
            var count = checked((int)(rows.Start(row + 1) - at));
            values = count <= values.Length ? values : new double[Math.Max(count, 2 * values.Length)];
            source.Read(values.AsSpan(0, count));
            var used = 0;
            for (var i = 0; i < count && !rows.IsMissing(row); i++)
            {
                if (rows.HasElement(at + i))
                {
                    values[used++] = values[i];
                }
            }

            at += count;
            visit(row, values.AsSpan(0, used), used == 0 ? 0 : count - used);
        }
    }

    public override IEnumerable<string?> Texts(int batch, int column)
    {
        var (array, around) = Find(batch, column);
        var texts = array.Field.Dictionary is { } id ? _dictionaries.Texts(array, batch, id) : ArrowTexts.Of(_content, array, array.Field.Type);
        // What is inside of a structure that is missing is missing too.
        var rows = new ArrowRows(_content, around, array, checked((int)BatchRows[batch]));
        return texts.Select((text, row) => rows.IsMissing(row) ? null : text);
    }

    public override void Dispose()
    {
        // The file belongs to whoever opened it.
    }

    private ElementSource Elements(ArrowRows rows) =>
        _content.Elements(rows.Elements.Buffers[1], rows.Elements.Field.Type.Elements!, rows.Start(0), rows.Start(rows.Count) - rows.Start(0));

    private ArrowRows Rows(int batch, int column)
    {
        var (array, around) = Find(batch, column);
        try
        {
            return new ArrowRows(_content, around, array, checked((int)BatchRows[batch]));
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(_path, $"batch {batch}", e.Message, null, "It is damaged: copy or write it again.", e);
        }
    }

    private (ArrowArray Column, IReadOnlyList<ArrowArray> Around) Find(int batch, int column)
    {
        if (_latest.Batch != batch)
        {
            _latest = (batch, _messages.Batches[batch].Arrays(_messages.Fields));
        }

        var path = _columns[column].Path;
        var around = new List<ArrowArray>();
        var array = _latest.Arrays[path[0]];
        foreach (var step in path.Skip(1))
        {
            around.Add(array);
            array = array.Children[step];
        }

        return (array, around);
    }
}
