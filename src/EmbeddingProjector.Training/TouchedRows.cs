namespace EmbeddingProjector.Training;

/// <summary>
/// The distinct rows of a table that one batch uses, in the order of their first use (TensorFlow's IndexedSlices after its
/// duplicates were summed).
/// </summary>
internal sealed class TouchedRows(int rows)
{
    // One more than there are rows: a row is written first and kept only if it is new.
    private readonly int[] _list = new int[rows + 1];
    private readonly int[] _lastBatch = new int[rows];
    private int _batch = 1;
    private int _count;

    public ReadOnlySpan<int> Rows => _list.AsSpan(0, _count);

    /// <summary>Forgets the rows of the last batch.</summary>
    public void Clear()
    {
        _count = 0;
        if (++_batch == int.MaxValue)
        {
            Array.Clear(_lastBatch);
            _batch = 1;
        }
    }

    /// <summary>Adds the ids that are new in this batch.</summary>
    public void Add(ReadOnlySpan<int> ids)
    {
        // Without a branch: whether an id is new is close to a coin toss.
        var (list, lastBatch, batch, count) = (_list, _lastBatch, _batch, _count);
        foreach (var id in ids)
        {
            list[count] = id;
            count += lastBatch[id] != batch ? 1 : 0;
            lastBatch[id] = batch;
        }

        _count = count;
    }
}
