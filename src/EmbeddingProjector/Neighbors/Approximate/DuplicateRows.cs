namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// Rows that are equal bit for bit, so that they are searched once: a thousand copies of one row would otherwise be each other's only
/// neighbors and cost a million distances.
/// </summary>
internal sealed class DuplicateRows
{
    private readonly int[] _next;

    private DuplicateRows(int[] distinct, int[] next)
    {
        Distinct = distinct;
        _next = next;
    }

    /// <summary>The first row of each set of equal rows, ascending.</summary>
    public int[] Distinct { get; }

    /// <summary>The next row that equals this one, or −1.</summary>
    public int NextCopy(int row) => _next[row];

    /// <summary>Finds the copies among the rows that <paramref name="include"/> accepts.</summary>
    public static DuplicateRows Find(VectorTable vectors, Func<int, bool> include, int threads, CancellationToken cancellationToken)
    {
        const int rowsPerTask = 1024;
        var n = vectors.RowCount;
        var hashes = new ulong[n];
        ParallelBlocks.For(
            (n + rowsPerTask - 1) / rowsPerTask,
            threads,
            task =>
            {
                for (var row = task * rowsPerTask; row < Math.Min(n, (task + 1) * rowsPerTask); row++)
                {
                    hashes[row] = RowHash.Of(vectors.Row(row));
                }
            },
            cancellationToken);

        var mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, Math.Min(2L * n, 1 << 30))) - 1;
        var slots = new int[mask + 1];
        slots.AsSpan().Fill(-1);
        var next = new int[n];
        next.AsSpan().Fill(-1);
        var last = new int[n];
        var distinct = new List<int>(n);
        for (var row = 0; row < n; row++)
        {
            if (!include(row))
            {
                continue;
            }

            var slot = (int)hashes[row] & mask;
            while (slots[slot] >= 0 && !(hashes[slots[slot]] == hashes[row] && Equal(vectors.Row(slots[slot]), vectors.Row(row))))
            {
                slot = (slot + 1) & mask;
            }

            if (slots[slot] < 0)
            {
                slots[slot] = row;
                distinct.Add(row);
            }
            else
            {
                next[last[slots[slot]]] = row;
            }

            last[slots[slot]] = row;
        }

        return new DuplicateRows([.. distinct], next);
    }

    private static bool Equal(ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(x).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(y));
}
