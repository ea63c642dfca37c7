using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Arrow;

/// <summary>How the buffers of a batch are packed.</summary>
internal enum ArrowPacking
{
    None,
    Lz4,
    Zstandard,
}

/// <summary>A stretch of the file.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Length">Its bytes, as they are stored.</param>
/// <param name="Packing">How they are packed.</param>
internal readonly record struct ArrowBuffer(long Offset, long Length, ArrowPacking Packing);

/// <summary>A column, or a part of one, in one batch.</summary>
/// <param name="Field">What it is.</param>
/// <param name="Length">The number of its cells.</param>
/// <param name="Missing">How many of them are missing, by its own account.</param>
/// <param name="Buffers">Its buffers: which cells are there first, if that is said at all.</param>
/// <param name="Children">The columns inside.</param>
internal sealed record ArrowArray(ArrowField Field, long Length, long Missing, IReadOnlyList<ArrowBuffer> Buffers, IReadOnlyList<ArrowArray> Children);

/// <summary>The description of a batch of rows (RecordBatch in format/Message.fbs).</summary>
internal sealed class ArrowBatch
{
    private const int StructureBytes = 16;

    private readonly FlatTable _batch;
    private readonly long _body;
    private readonly long _bodyLength;

    public ArrowBatch(FlatTable batch, long body, long bodyLength)
    {
        _batch = batch;
        _body = body;
        _bodyLength = bodyLength;
        Rows = batch.Int64(0);
        if (Rows < 0)
        {
            throw new InvalidDataException($"a batch states {Rows:N0} rows");
        }

        Packing = batch.Table(3) is not { } packing ? ArrowPacking.None : packing.Byte(0) switch
        {
            0 => ArrowPacking.Lz4,
            1 => ArrowPacking.Zstandard,
            var other => throw new InvalidDataException($"its buffers are packed by a method number {other}"),
        };
        Require();
    }

    public long Rows { get; }

    private ArrowPacking Packing { get; }

    /// <summary>The columns, one for each field; a dictionary has a batch of one field.</summary>
    public IReadOnlyList<ArrowArray> Arrays(IReadOnlyList<ArrowField> fields)
    {
        var next = new Place();
        return [.. fields.Select(f => Array(f, f.Stored, next))];
    }

    /// <summary>The values of a dictionary, which is stored as a batch of one column.</summary>
    public ArrowArray Values(ArrowField field) => Array(field, field.Type, new Place());

    private ArrowArray Array(ArrowField field, ArrowType stored, Place next)
    {
        var nodes = _batch.Structures(1, StructureBytes);
        if (next.Node >= nodes.Length / StructureBytes)
        {
            throw new InvalidDataException($"a batch describes {nodes.Length / StructureBytes:N0} columns, less than its schema has");
        }

        var node = nodes.Slice(next.Node++ * StructureBytes, StructureBytes);
        var (length, missing) = (BinaryPrimitives.ReadInt64LittleEndian(node), BinaryPrimitives.ReadInt64LittleEndian(node[8..]));
        if (length < 0 || missing < 0 || missing > length)
        {
            throw new InvalidDataException($"the column \"{field.Name}\" states {length:N0} cells of which {missing:N0} are missing");
        }

        var count = stored.Buffers;
        if (stored.HasVariadicBuffers)
        {
            var counts = _batch.Structures(4, sizeof(long));
            var more = next.Variadic < counts.Length / sizeof(long) ? BinaryPrimitives.ReadInt64LittleEndian(counts[(next.Variadic++ * sizeof(long))..]) : 0;
            count += more >= 0 && more <= _batch.MessageLength / StructureBytes ? (int)more : throw new InvalidDataException($"the column \"{field.Name}\" states {more:N0} buffers");
        }

        var buffers = new ArrowBuffer[count];
        for (var i = 0; i < count; i++)
        {
            buffers[i] = Buffer(next.Buffer++);
        }

        // What lies in a dictionary has no children here.
        return new ArrowArray(field, length, missing, buffers, ReferenceEquals(stored, field.Type) ? [.. field.Children.Select(c => Array(c, c.Stored, next))] : []);
    }

    private ArrowBuffer Buffer(int index)
    {
        var all = _batch.Structures(2, StructureBytes);
        if (index >= all.Length / StructureBytes)
        {
            throw new InvalidDataException($"a batch describes {all.Length / StructureBytes:N0} buffers, less than its schema needs");
        }

        var (offset, length) = Range(all, index);
        return new ArrowBuffer(_body + offset, length, Packing);
    }

    // Buffers lie in the body, and side by side: all together they hold no more than it, so that no byte counts twice.
    private void Require()
    {
        var all = _batch.Structures(2, StructureBytes);
        Int128 sum = 0;
        for (var i = 0; i < all.Length / StructureBytes; i++)
        {
            var (offset, length) = Range(all, i);
            sum += length;
            if (offset < 0 || length < 0 || length > _bodyLength - offset || sum > _bodyLength)
            {
                throw new InvalidDataException($"buffer {i} of a batch lies at {offset:N0} to {(Int128)offset + length:N0}, in a body of {_bodyLength:N0} bytes");
            }
        }
    }

    private static (long Offset, long Length) Range(ReadOnlySpan<byte> buffers, int index)
    {
        var buffer = buffers.Slice(index * StructureBytes, StructureBytes);
        return (BinaryPrimitives.ReadInt64LittleEndian(buffer), BinaryPrimitives.ReadInt64LittleEndian(buffer[8..]));
    }

    private sealed class Place
    {
        public int Node { get; set; }

        public int Buffer { get; set; }

        public int Variadic { get; set; }
    }
}
