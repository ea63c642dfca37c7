namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>Takes the elements of a chunk that follow each other in the chunk and in the dataset.</summary>
/// <param name="element">The first of them in the dataset, row by row.</param>
/// <param name="inChunk">The first of them in the chunk.</param>
/// <param name="count">How many.</param>
internal delegate void VisitRun(long element, int inChunk, int count);

/// <summary>How a dataset is cut into chunks of one shape; those at its ends reach beyond it.</summary>
internal sealed class ChunkGrid
{
    private readonly long[] _lengths;
    private readonly long[] _chunk;
    private readonly long[] _counts;

    public ChunkGrid(Hdf5Dataset dataset, StorageLayout.Chunked layout)
    {
        // Arrays as elements are axes of their own, which no chunk cuts.
        var axes = dataset.Type.Axes.Select(a => (long)a);
        _lengths = [.. dataset.Space.Lengths, .. axes];
        _chunk = [.. layout.Lengths, .. axes];
        Axes = layout.Lengths.Count;
        MostLengths = dataset.Space.MostLengths;
        ChunkLengths = layout.Lengths;
        IsFiltered = dataset.Filters.Count > 0;
        ElementSize = dataset.Element.Size;
        ChunkBytes = checked((int)(layout.Lengths.Aggregate(1L, (product, length) => checked(product * length)) * dataset.Type.Size));
        _counts = [.. _lengths.Select((length, i) => length == 0 ? 0 : ((length - 1) / _chunk[i]) + 1)];
        Count = _counts.Aggregate(1L, (product, count) => checked(product * count));
    }

    /// <summary>The axes of the dataspace.</summary>
    public int Axes { get; }

    /// <summary>What the lengths of the dataspace may grow to; −1 for no bound.</summary>
    public IReadOnlyList<long> MostLengths { get; }

    /// <summary>The lengths of a chunk along the dataspace.</summary>
    public IReadOnlyList<long> ChunkLengths { get; }

    public bool IsFiltered { get; }

    /// <summary>Bytes of a number.</summary>
    public int ElementSize { get; }

    /// <summary>Bytes of a chunk, unpacked.</summary>
    public int ChunkBytes { get; }

    /// <summary>How many chunks the whole dataset has.</summary>
    public long Count { get; }

    /// <summary>How many chunks there are along an axis of the dataspace.</summary>
    public long CountAlong(int axis) => _counts[axis];

    /// <summary>The chunk whose first element has these coordinates; −1 for one that the dataset does not have.</summary>
    public long NumberAt(ReadOnlySpan<long> offsets)
    {
        var scaled = new long[Axes];
        for (var i = 0; i < Axes; i++)
        {
            scaled[i] = offsets[i] / _chunk[i];
        }

        return NumberOf(scaled);
    }

    /// <summary>The chunk at these places of the grid; −1 for one that the dataset does not have.</summary>
    public long NumberOf(ReadOnlySpan<long> scaled)
    {
        long number = 0;
        for (var i = 0; i < Axes; i++)
        {
            if (scaled[i] < 0 || scaled[i] >= _counts[i])
            {
                return -1;
            }

            number = (number * _counts[i]) + scaled[i];
        }

        return number;
    }

    /// <summary>Hands out a chunk's part of the dataset in runs along the last axis.</summary>
    public void VisitRuns(long number, VisitRun visit)
    {
        var last = _lengths.Length - 1;
        var begins = new long[_lengths.Length];
        for (var i = last; i >= 0; i--)
        {
            number = Math.DivRem(number, _counts[i], out var place);
            begins[i] = place * _chunk[i];
        }

        var within = new long[_lengths.Length];
        var count = (int)Math.Min(_chunk[last], _lengths[last] - begins[last]);
        do
        {
            long element = 0;
            long inChunk = 0;
            for (var i = 0; i <= last; i++)
            {
                element = (element * _lengths[i]) + begins[i] + within[i];
                inChunk = (inChunk * _chunk[i]) + within[i];
            }

            visit(element, (int)inChunk, count);
        }
        while (Next(begins, within));
    }

    private bool Next(long[] begins, long[] within)
    {
        for (var axis = _lengths.Length - 2; axis >= 0; axis--)
        {
            if (++within[axis] < Math.Min(_chunk[axis], _lengths[axis] - begins[axis]))
            {
                return true;
            }

            within[axis] = 0;
        }

        return false;
    }
}
