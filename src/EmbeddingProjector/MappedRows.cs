using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace EmbeddingProjector;

/// <summary>Rows of little-endian float32 in a mapped file, cut into blocks that a span can address.</summary>
internal sealed unsafe class MappedRows : IDisposable
{
    private const int ElementsPerBlock = 1 << 28;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _origin;
    private int _disposed;

    private MappedRows(MemoryMappedFile file, MemoryMappedViewAccessor view)
    {
        _file = file;
        _view = view;
        // The reference taken here keeps the finalizer of the view from unmapping it under a span.
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _origin);
    }

    /// <summary>Rows that lie side by side from one offset on.</summary>
    public static VectorTable Open(string path, long byteOffset, int rows, int columns)
    {
        var rowsPerBlock = Math.Max(1, Math.Min(rows, ElementsPerBlock / columns));
        var blocks = (rows + rowsPerBlock - 1) / rowsPerBlock;
        return Open(path, [.. Enumerable.Range(0, blocks).Select(b => byteOffset + ((long)b * rowsPerBlock * columns * sizeof(float)))], rowsPerBlock, rows, columns);
    }

    /// <summary>Rows that lie in blocks of <paramref name="rowsPerBlock"/> (the last may hold fewer), each at an offset of its own.</summary>
    public static VectorTable Open(string path, IReadOnlyList<long> offsets, int rowsPerBlock, int rows, int columns)
    {
        if (rows == 0)
        {
            return new VectorTable([], 1, 0, columns);
        }

        var needed = offsets.Select((offset, b) => offset + (Math.Min(rowsPerBlock, rows - ((long)b * rowsPerBlock)) * columns * sizeof(float))).Max();
        var length = new FileInfo(path).Length;
        if (length < needed)
        {
            throw new DataFormatException(
                path, null, $"{length:N0} bytes", $"{needed:N0} bytes for {rows:N0} rows of {columns:N0} float32 from offset {offsets[0]:N0}",
                "The file was cut short or the shape is wrong.");
        }

        return Map(MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read), needed, offsets, rowsPerBlock, rows, columns, MatrixStorage.MappedNote);
    }

    /// <summary>Rows that fill an open file from its begin, in this machine's byte order. The table closes it.</summary>
    public static VectorTable Open(FileStream file, int rowsPerBlock, int rows, int columns, string note)
    {
        var bytesPerBlock = (long)rowsPerBlock * columns * sizeof(float);
        long[] offsets = [.. Enumerable.Range(0, (int)((rows + (long)rowsPerBlock - 1) / rowsPerBlock)).Select(b => b * bytesPerBlock)];
        var mapped = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        return Map(mapped, (long)rows * columns * sizeof(float), offsets, rowsPerBlock, rows, columns, note);
    }

    private static VectorTable Map(MemoryMappedFile file, long length, IReadOnlyList<long> offsets, int rowsPerBlock, int rows, int columns, string note)
    {
        var mapped = new MappedRows(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read));
        var blocks = new ReadOnlyMemory<float>[offsets.Count];
        for (var b = 0; b < blocks.Length; b++)
        {
            var count = (int)Math.Min(rowsPerBlock, rows - ((long)b * rowsPerBlock)) * columns;
            var start = mapped._origin + mapped._view.PointerOffset + offsets[b];
            blocks[b] = new MappedBlock((float*)start, count).Memory;
        }

        return new VectorTable(blocks, rowsPerBlock, rows, columns, mapped, note);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _file.Dispose();
        }
    }

    private sealed class MappedBlock(float* start, int count) : MemoryManager<float>
    {
        public override Span<float> GetSpan() => new(start, count);

        public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
