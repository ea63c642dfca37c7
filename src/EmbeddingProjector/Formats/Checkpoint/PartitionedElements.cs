using System.Buffers;
using System.Numerics;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>One part of a partitioned tensor: the box it fills and its elements, row-major.</summary>
internal sealed record TensorPart(Extent[] Box, ElementSource Elements)
{
    public long ElementCount => Box.Aggregate(1L, (product, extent) => product * extent.Length);
}

/// <summary>
/// A tensor that was saved in parts, put together band by band of its first axis. Every part is row-major too, so each is read
/// once from front to back, and no more than a band is held.
/// </summary>
internal sealed class PartitionedElements : ElementSource
{
    private readonly string _path;
    private readonly string _tensor;
    private readonly long[] _shape;
    private readonly IReadOnlyList<TensorPart> _parts;
    private readonly long _rowLength;
    private long _row;

    /// <param name="path">The index file, for errors.</param>
    /// <param name="tensor">The name, for errors.</param>
    /// <param name="shape">The shape of the whole, at least one axis.</param>
    /// <param name="parts">The parts, each inside the shape; disposed of with this.</param>
    public PartitionedElements(string path, string tensor, long[] shape, IReadOnlyList<TensorPart> parts)
    {
        _path = path;
        _tensor = tensor;
        _shape = shape;
        _parts = parts;
        _rowLength = shape.Skip(1).Aggregate(1L, (product, length) => product * length);
    }

    public override long Granularity => _rowLength <= Array.MaxLength
        ? Math.Max(1, _rowLength)
        : throw Broken($"rows of {_rowLength:N0} elements in several parts", $"at most {Array.MaxLength:N0}");

    public override void Read<T>(Span<T> destination)
    {
        var rows = destination.Length / _rowLength;
        var covered = ArrayPool<bool>.Shared.Rent(destination.Length);
        try
        {
            var coveredBand = covered.AsSpan(0, destination.Length);
            coveredBand.Clear();
            foreach (var part in _parts)
            {
                var first = Math.Max(part.Box[0].Start, _row);
                var count = Math.Min(part.Box[0].Start + part.Box[0].Length, _row + rows) - first;
                if (count > 0 && part.ElementCount > 0)
                {
                    CopyPart(part, first - _row, count, destination, coveredBand);
                }
            }

            if (coveredBand.Contains(false))
            {
                throw Broken($"slices that leave gaps in rows {_row:N0} to {_row + rows - 1:N0}", "slices that cover the whole tensor");
            }
        }
        finally
        {
            ArrayPool<bool>.Shared.Return(covered);
        }

        _row += rows;
    }

    public override void Complete()
    {
        foreach (var part in _parts)
        {
            part.Elements.Complete();
        }
    }

    public override void Dispose()
    {
        foreach (var part in _parts)
        {
            part.Elements.Dispose();
        }
    }

    private void CopyPart<T>(TensorPart part, long firstRow, long rows, Span<T> band, Span<bool> covered)
        where T : unmanaged, INumberBase<T>
    {
        var partRowLength = part.ElementCount / part.Box[0].Length;
        var length = (int)(rows * partRowLength);
        var values = ArrayPool<T>.Shared.Rent(length);
        try
        {
            var rest = values.AsSpan(0, length);
            part.Elements.Read(rest);
            var runs = new RowRuns(_shape, part.Box);
            for (var row = firstRow; row < firstRow + rows; row++)
            {
                runs.Restart();
                while (runs.Next(out var offset))
                {
                    var start = (int)((row * _rowLength) + offset);
                    var coveredRun = covered.Slice(start, runs.Length);
                    if (coveredRun.Contains(true))
                    {
                        throw Broken($"slices that overlap in row {_row + row:N0}", "slices that cover every element once");
                    }

                    coveredRun.Fill(true);
                    rest[..runs.Length].CopyTo(band[start..]);
                    rest = rest[runs.Length..];
                }
            }
        }
        finally
        {
            ArrayPool<T>.Shared.Return(values);
        }
    }

    private DataFormatException Broken(string found, string expected) =>
        new(_path, $"tensor \"{_tensor}\"", found, expected, "The checkpoint is damaged; write it again.");

    /// <summary>The stretches of one row of the whole that a part fills, in the order in which the part stores them.</summary>
    private sealed class RowRuns
    {
        private readonly long[] _strides;
        private readonly Extent[] _box;
        private readonly long[] _index;
        private readonly int _lastAxis;
        private bool _done;

        public RowRuns(long[] shape, Extent[] box)
        {
            _box = box;
            _index = new long[shape.Length];
            _strides = new long[shape.Length];
            long stride = 1;
            for (var axis = shape.Length - 1; axis >= 1; axis--)
            {
                _strides[axis] = stride;
                stride *= shape[axis];
            }

            // Axes that the part fills wholly, from the last one on, and one more, make one stretch.
            long length = 1;
            var whole = true;
            _lastAxis = shape.Length - 1;
            for (; _lastAxis >= 1 && whole; _lastAxis--)
            {
                length *= box[_lastAxis].Length;
                Offset += box[_lastAxis].Start * _strides[_lastAxis];
                whole = box[_lastAxis].Length == shape[_lastAxis];
            }

            Length = (int)length;
        }

        /// <summary>Elements in every stretch.</summary>
        public int Length { get; }

        private long Offset { get; }

        public void Restart()
        {
            Array.Clear(_index);
            _done = false;
        }

        public bool Next(out long offset)
        {
            offset = Offset;
            if (_done)
            {
                return false;
            }

            for (var axis = 1; axis <= _lastAxis; axis++)
            {
                offset += (_box[axis].Start + _index[axis]) * _strides[axis];
            }

            var turning = _lastAxis;
            while (turning >= 1 && ++_index[turning] == _box[turning].Length)
            {
                _index[turning--] = 0;
            }

            _done = turning < 1;
            return true;
        }
    }
}
