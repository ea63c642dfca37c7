using System.Buffers;
using System.Runtime.InteropServices;

namespace EmbeddingProjector;

/// <summary>
/// Rows that stay in their file and are read a stretch at a time when they are asked for: for going through a matrix in order, which then takes next to no memory. Each
/// stretch is an array of its own, so that a span stays valid whatever is asked for next; rows that are asked for in no order are read again and again.
/// </summary>
internal sealed class RowsOnDemand
{
    // Long enough for the disk.
    private const int ElementsPerStretch = 1 << 18;

    private readonly FillRows _read;
    private readonly int _columns;
    private volatile Stretch? _latest;

    private RowsOnDemand(FillRows read, int columns)
    {
        _read = read;
        _columns = columns;
    }

    /// <summary>A table of rows <c>[rows, columns]</c>.</summary>
    /// <param name="rows">n.</param>
    /// <param name="columns">d.</param>
    /// <param name="owner">What the table closes.</param>
    /// <param name="note">What a person should know about where the rows lie; null for nothing.</param>
    /// <param name="read">Reads some rows; asked from any thread.</param>
    public static VectorTable Open(int rows, int columns, IDisposable owner, string? note, FillRows read)
    {
        var source = new RowsOnDemand(read, columns);
        var perBlock = Math.Max(1, ElementsPerStretch / columns);
        var blocks = new ReadOnlyMemory<float>[(rows + (long)perBlock - 1) / perBlock];
        for (var b = 0; b < blocks.Length; b++)
        {
            blocks[b] = new Block(source, b * perBlock, Math.Min(perBlock, rows - (b * perBlock))).Memory;
        }

        return new VectorTable(blocks, perBlock, rows, columns, owner, note);
    }

    private float[] Read(int first, int count)
    {
        if (_latest is { } latest && latest.First == first)
        {
            return latest.Values;
        }

        var values = GC.AllocateUninitializedArray<float>(count * _columns);
        _read(first, values);
        _latest = new Stretch(first, values);
        return values;
    }

    private sealed record Stretch(int First, float[] Values);

    private sealed unsafe class Block(RowsOnDemand source, int first, int count) : MemoryManager<float>
    {
        public override Memory<float> Memory => CreateMemory(count * source._columns);

        public override Span<float> GetSpan() => source.Read(first, count);

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            var handle = GCHandle.Alloc(source.Read(first, count), GCHandleType.Pinned);
            return new MemoryHandle((float*)handle.AddrOfPinnedObject() + elementIndex, handle);
        }

        public override void Unpin()
        {
            // The array that was pinned is let go with its handle.
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
