namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>A B-tree of the first version: finds the links of groups and the chunks of datasets. Source: HDF5 File Format Specification 3.0, III.A.1.</summary>
internal static class OldTree
{
    private const int GroupType = 0;
    private const int ChunkType = 1;

    /// <summary>The addresses of the symbol tables of a group.</summary>
    public static IEnumerable<long> SymbolTables(Hdf5Bytes file, long root)
    {
        foreach (var leaf in Leaves(file, root, GroupType, file.LengthSize))
        {
            foreach (var (_, child) in leaf)
            {
                yield return child;
            }
        }
    }

    /// <summary>The chunks of a dataset: size, mask and the coordinates of their first elements.</summary>
    public static IEnumerable<(long Address, long Size, uint Mask, long[] Offsets)> Chunks(Hdf5Bytes file, long root, int axes)
    {
        foreach (var leaf in Leaves(file, root, ChunkType, 8 + (8 * (axes + 1))))
        {
            foreach (var (key, child) in leaf)
            {
                yield return Chunk(file, root, key, child, axes);
            }
        }
    }

    private static (long, long, uint, long[]) Chunk(Hdf5Bytes file, long root, byte[] key, long child, int axes)
    {
        var cursor = new Hdf5Cursor(file, root, key);
        var (size, mask) = (cursor.UInt32(), cursor.UInt32());
        var offsets = new long[axes];
        for (var i = 0; i < axes; i++)
        {
            offsets[i] = cursor.Unsigned(8);
        }

        return (child, size, mask, offsets);
    }

    // Nodes hold keys and children in turn; a level is one less in each child, so that no tree is deeper than its root says.
    private static IEnumerable<List<(byte[] Key, long Child)>> Leaves(Hdf5Bytes file, long root, int type, int keySize)
    {
        var open = new Stack<(long Address, int Level)>();
        open.Push((root, -1));
        while (open.TryPop(out var next))
        {
            var (level, entries) = Node(file, next.Address, type, keySize, next.Level);
            if (level == 0)
            {
                yield return entries;
                continue;
            }

            for (var i = entries.Count - 1; i >= 0; i--)
            {
                open.Push((entries[i].Child, level - 1));
            }
        }
    }

    private static (int Level, List<(byte[] Key, long Child)> Entries) Node(Hdf5Bytes file, long address, int type, int keySize, int expectedLevel)
    {
        var headerSize = 8 + (2 * file.AddressSize);
        var header = new Hdf5Cursor(file, address, file.Read(address, headerSize));
        header.Signature("TREE"u8);
        var (found, level, count) = (header.Byte(), header.Byte(), header.UInt16());
        if (found != type || (expectedLevel >= 0 && level != expectedLevel))
        {
            throw file.Damaged(address, $"a tree node of type {found}, level {level}", $"type {type}{(expectedLevel < 0 ? "" : $", level {expectedLevel}")}");
        }

        var start = address + headerSize;
        var body = new Hdf5Cursor(file, start, file.Read(start, count * (long)(keySize + file.AddressSize)));
        var entries = new List<(byte[], long)>(count);
        for (var i = 0; i < count; i++)
        {
            var key = body.Take(keySize).ToArray();
            entries.Add((key, body.Offset()));
        }

        return (level, entries);
    }
}
