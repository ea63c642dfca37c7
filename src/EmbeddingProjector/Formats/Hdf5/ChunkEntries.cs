namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>In which order an index numbers the chunks of a grid: along what the axes may grow to, the one without a bound first.</summary>
internal sealed class ChunkOrder
{
    private readonly int[] _axes;
    private readonly long[] _counts;

    private ChunkOrder(ChunkGrid grid, int[] axes, long firstCount)
    {
        _axes = axes;
        _counts = [.. axes.Select(axis => Math.Max(1, Count(grid, axis)))];
        _counts[0] = firstCount;
        Most = _counts.Aggregate((Int128)1, (product, count) => product > long.MaxValue ? product : product * count) is var most && most > long.MaxValue ? long.MaxValue : (long)most;
    }

    /// <summary>How many numbers there are.</summary>
    public long Most { get; }

    public static ChunkOrder Fixed(ChunkGrid grid) => new(grid, [.. Enumerable.Range(0, grid.Axes)], Math.Max(1, Count(grid, 0)));

    public static ChunkOrder Extensible(ChunkGrid grid)
    {
        var growing = Enumerable.Range(0, grid.Axes).FirstOrDefault(axis => grid.MostLengths[axis] < 0);
        return new(grid, [growing, .. Enumerable.Range(0, grid.Axes).Where(axis => axis != growing)], grid.CountAlong(growing));
    }

    /// <summary>The places in the grid of a number.</summary>
    public void Places(long number, long[] scaled)
    {
        for (var i = _axes.Length - 1; i > 0; i--)
        {
            number = Math.DivRem(number, _counts[i], out scaled[_axes[i]]);
        }

        scaled[_axes[0]] = number;
    }

    private static long Count(ChunkGrid grid, int axis) =>
        grid.MostLengths[axis] < 0 ? grid.CountAlong(axis) : ((Math.Max(grid.MostLengths[axis], 1) - 1) / grid.ChunkLengths[axis]) + 1;
}

/// <summary>Reads entries of an index that numbers its chunks: an address, and size and mask where chunks are packed.</summary>
internal sealed class ChunkEntries(Hdf5Bytes file, ChunkGrid grid, int entrySize, ChunkOrder order)
{
    /// <summary>Bytes of an entry.</summary>
    public int EntrySize => entrySize;

    /// <summary>How many entries may mean something.</summary>
    public long Most => order.Most;

    /// <summary>The address that lies at an address.</summary>
    public long Address(long at) => new Hdf5Cursor(file, at, file.Read(at, file.AddressSize)).Offset();

    public IEnumerable<Chunk> Read(long at, long first, long count)
    {
        count = Math.Min(count, Most - first);
        if (count <= 0)
        {
            yield break;
        }

        var sizeLength = grid.IsFiltered ? entrySize - file.AddressSize - 4 : 0;
        if (grid.IsFiltered ? sizeLength is < 1 or > 8 : entrySize != file.AddressSize)
        {
            throw file.Damaged(at, $"entries of {entrySize} bytes", "an address, and a size where chunks are packed");
        }

        if (count > file.Length / entrySize)
        {
            throw file.Damaged(at, $"{count:N0} entries", $"at most the {file.Length:N0} bytes of the file");
        }

        var bytes = file.Read(at, count * entrySize);
        var scaled = new long[grid.Axes];
        for (var i = 0; i < count; i++)
        {
            order.Places(first + i, scaled);
            yield return Entry(at, bytes.AsSpan(i * entrySize, entrySize), sizeLength, grid.NumberOf(scaled));
        }
    }

    private Chunk Entry(long at, ReadOnlySpan<byte> bytes, int sizeLength, long number)
    {
        var cursor = new Hdf5Cursor(file, at, bytes);
        var address = cursor.Offset();
        return sizeLength == 0 ? new Chunk(number, address, grid.ChunkBytes, 0) : new Chunk(number, address, cursor.Unsigned(sizeLength), cursor.UInt32());
    }
}
