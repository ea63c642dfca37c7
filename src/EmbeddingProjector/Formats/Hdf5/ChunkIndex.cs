namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>A piece of a dataset that was written.</summary>
/// <param name="Number">Its place in the grid of chunks, row by row.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Size">Its bytes there, packed.</param>
/// <param name="Mask">The packing steps that were left out, a bit for each.</param>
internal readonly record struct Chunk(long Number, long Address, long Size, uint Mask);

/// <summary>Finds all chunks of a dataset that were written, by whichever index the file has. Source: HDF5 File Format Specification 3.0, VII.</summary>
internal static class ChunkIndex
{
    private const int PlainTree = 10;
    private const int FilteredTree = 11;

    // What was never written costs nothing in the file, and memory here.
    private const long FreeUnwrittenBytes = 1 << 20;
    private const int UnwrittenPerByte = 16;

    /// <summary>The chunks in the order of the grid, each once.</summary>
    public static IReadOnlyList<Chunk> Read(Hdf5Dataset dataset, StorageLayout.Chunked layout, ChunkGrid grid)
    {
        var chunks = new List<Chunk>();
        foreach (var chunk in Find(dataset, layout, grid))
        {
            if (chunk is { Number: >= 0, Address: not Hdf5Bytes.Undefined } && chunk.Number < grid.Count)
            {
                chunks.Add(chunk);
            }
        }

        var unwritten = (Int128)(grid.Count - chunks.Count) * grid.ChunkBytes;
        if (unwritten > Math.Max(FreeUnwrittenBytes, dataset.File.Length * UnwrittenPerByte))
        {
            throw new DataFormatException(
                dataset.File.Path, $"\"{dataset.Name}\"", $"only {chunks.Count:N0} of its {grid.Count:N0} chunks were written", "most of them", "Write those rows that have values into a dataset of their own.");
        }

        chunks.Sort((a, b) => a.Number.CompareTo(b.Number));
        for (var i = 1; i < chunks.Count; i++)
        {
            if (chunks[i].Number == chunks[i - 1].Number)
            {
                throw dataset.File.Damaged(chunks[i].Address, $"a second chunk {chunks[i].Number:N0} of \"{dataset.Name}\"", "each once");
            }
        }

        return chunks;
    }

    private static IEnumerable<Chunk> Find(Hdf5Dataset dataset, StorageLayout.Chunked layout, ChunkGrid grid)
    {
        var file = dataset.File;
        return layout.Index switch
        {
            ChunkIndexKind.OldTree => OldTree.Chunks(file, layout.Address, grid.Axes).Select(c => new Chunk(grid.NumberAt(c.Offsets), c.Address, c.Size, c.Mask)),
            ChunkIndexKind.Single => [new Chunk(0, layout.Address, layout.Single?.Size ?? grid.ChunkBytes, layout.Single?.Mask ?? 0)],
            ChunkIndexKind.Implicit => Implicit(dataset, layout, grid),
            ChunkIndexKind.FixedArray => ChunkArrays.Fixed(file, layout.Address, grid),
            ChunkIndexKind.ExtensibleArray => ChunkArrays.Extensible(file, layout.Address, grid),
            _ => Tree(file, layout.Address, grid),
        };
    }

    private static IEnumerable<Chunk> Implicit(Hdf5Dataset dataset, StorageLayout.Chunked layout, ChunkGrid grid)
    {
        if (grid.Count > dataset.File.Length / grid.ChunkBytes)
        {
            throw dataset.File.Damaged(layout.Address, $"{grid.Count:N0} chunks of {grid.ChunkBytes:N0} bytes, one behind the other", $"at most the {dataset.File.Length:N0} bytes of the file");
        }

        for (long number = 0; number < grid.Count; number++)
        {
            yield return new Chunk(number, layout.Address + (number * grid.ChunkBytes), grid.ChunkBytes, 0);
        }
    }

    private static IEnumerable<Chunk> Tree(Hdf5Bytes file, long address, ChunkGrid grid)
    {
        foreach (var (place, record) in RecordTree.Records(file, address, PlainTree, FilteredTree))
        {
            yield return FromRecord(new Hdf5Cursor(file, place, record), grid);
        }
    }

    private static Chunk FromRecord(Hdf5Cursor record, ChunkGrid grid)
    {
        var address = record.Offset();
        var sizeLength = record.Left - (8 * grid.Axes) - 4;
        var (size, mask) = sizeLength > 0 ? (record.Unsigned(Math.Min(sizeLength, 8)), record.UInt32()) : (grid.ChunkBytes, 0u);
        var scaled = new long[grid.Axes];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = record.Unsigned(8);
        }

        return new Chunk(grid.NumberOf(scaled), address, size, mask);
    }
}
