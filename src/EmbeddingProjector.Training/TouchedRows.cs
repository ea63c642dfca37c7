using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>Adds the ids that are new in this batch; all must lie in [0, rows).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<int> ids)
    {
        // Without a branch: whether an id is new is close to a coin toss.
        var count = _count;
        ref var list = ref MemoryMarshal.GetArrayDataReference(_list);
        ref var lastBatch = ref MemoryMarshal.GetArrayDataReference(_lastBatch);
        var batch = _batch;
        foreach (var id in ids)
        {
            Unsafe.Add(ref list, count) = id;
            ref var last = ref Unsafe.Add(ref lastBatch, id);
            count += last != batch ? 1 : 0;
            last = batch;
        }

        _count = count;
    }
}
