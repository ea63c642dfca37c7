using System.Runtime.InteropServices;

namespace EmbeddingProjector.Formats.Parquet;

/// <summary>
/// The numbers of a column whose own account says that every row has exactly so many; that it is so is checked on the way, and what is not is an error that names
/// the row. While one page is taken, another thread reads, unpacks and checks the next; the first is begun at once.
/// </summary>
internal sealed class UniformPages : ElementSource
{
    private readonly string _path;
    private readonly string _column;
    private readonly ColumnPages _pages;
    private readonly PageBuffers _buffers;
    private readonly ElementType _type;
    private readonly int _length;
    private ReadOnlyMemory<byte> _left;
    private byte[] _memory = [];
    private Task<(ReadOnlyMemory<byte> Values, byte[] Memory)?> _next;
    private long _slots;

    /// <param name="path">The file, for errors.</param>
    /// <param name="column">The name of the column, for errors.</param>
    /// <param name="pages">Its pages, which belong to this object from now on.</param>
    /// <param name="buffers">Where the memory of pages goes.</param>
    /// <param name="type">The type of its numbers.</param>
    /// <param name="length">How many numbers each row has.</param>
    public UniformPages(string path, string column, ColumnPages pages, PageBuffers buffers, ElementType type, int length)
    {
        (_path, _column, _pages, _buffers, _type, _length) = (path, column, pages, buffers, type, length);
        _next = Task.Run(Next);
    }

    public override void Read<T>(Span<T> destination)
    {
        while (destination.Length > 0)
        {
            if (_left.IsEmpty)
            {
                Advance();
            }

            var count = Math.Min(destination.Length, _left.Length / _type.Size);
            var bytes = _left.Span[..(count * _type.Size)];
            if (typeof(T) == typeof(float) && _type == ElementType.Float32)
            {
                bytes.CopyTo(MemoryMarshal.AsBytes(destination));
            }
            else
            {
                _type.Decode(bytes, destination[..count]);
            }

            _left = _left[bytes.Length..];
            destination = destination[count..];
        }
    }

    public override void Complete()
    {
    }

    public override void Dispose()
    {
        // Nothing may still be read into memory that is given back.
        ((IAsyncResult)_next).AsyncWaitHandle.WaitOne();
        if (_next.IsCompletedSuccessfully && _next.Result is { } unused)
        {
            _buffers.Return(unused.Memory);
        }

        _ = _next.Exception;
        _left = default;
        _buffers.Return(_memory);
        _memory = [];
        _pages.Dispose();
    }

    private void Advance()
    {
        var page = _next.GetAwaiter().GetResult() ?? throw new DataFormatException(
            _path, $"column \"{_column}\"", $"{_slots:N0} numbers in its pages", "more, as the column states", "It is damaged: copy or write it again.");
        _buffers.Return(_memory);
        (_left, _memory) = page;
        _next = Task.Run(Next);
    }

    private (ReadOnlyMemory<byte> Values, byte[] Memory)? Next()
    {
        if (!_pages.Next())
        {
            return null;
        }

        if (_pages.Definitions.IndexOfAnyExcept(_pages.Defined) is >= 0 and var missing)
        {
            throw Bad(_slots + missing, "a number that is missing");
        }

        for (var slot = 0; slot < _pages.Repetitions.Length;)
        {
            var within = (int)((_slots + slot) % _length);
            var row = _pages.Repetitions.Slice(slot, Math.Min(_length - within, _pages.Repetitions.Length - slot));
            if (within == 0 && row[0] != 0)
            {
                throw Bad(_slots + slot - 1, $"more than {_length:N0} numbers");
            }

            var inner = within == 0 ? row[1..] : row;
            if (inner.IndexOf((byte)0) is >= 0 and var early)
            {
                throw Bad(_slots + slot, $"{(within == 0 ? 1 : within) + early:N0} numbers");
            }

            slot += row.Length;
        }

        _slots += _pages.Slots;
        return _pages.Detach();
    }

    private DataFormatException Bad(long slot, string found) =>
        new(_path, $"row {slot / _length}, column \"{_column}\"", found, $"{_length:N0} numbers, as the first row has", "Give every row a vector of one length, or leave those without one out.");
}
