namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>How the values of a dataset lie in the file. Source: HDF5 File Format Specification 3.0, IV.A.2.i.</summary>
internal abstract record StorageLayout
{
    /// <summary>In the header itself.</summary>
    public sealed record Compact(ReadOnlyMemory<byte> Values) : StorageLayout;

    /// <summary>In one piece.</summary>
    public sealed record Contiguous(long Address) : StorageLayout;

    /// <summary>In pieces of one shape, which an index finds.</summary>
    /// <param name="Lengths">The lengths of a piece along each axis of the dataspace.</param>
    /// <param name="ElementSize">Bytes of an element.</param>
    /// <param name="Index">The kind of index.</param>
    /// <param name="Address">Where the index is.</param>
    public sealed record Chunked(IReadOnlyList<long> Lengths, long ElementSize, ChunkIndexKind Index, long Address) : StorageLayout
    {
        /// <summary>Size and mask of a single packed piece.</summary>
        public (long Size, uint Mask)? Single { get; init; }
    }

    /// <summary>Pieces of other datasets, of this or other files.</summary>
    public sealed record Virtual : StorageLayout;

    public static StorageLayout Read(HeaderMessage message, Hdf5Bytes file)
    {
        var cursor = message.Open(file);
        var version = cursor.Version(1, 5, "layout");
        return version < 3 ? ReadOld(ref cursor, message) : ReadNew(ref cursor, message, version);
    }

    private static StorageLayout ReadOld(ref Hdf5Cursor cursor, HeaderMessage message)
    {
        var axes = cursor.Byte();
        var kind = cursor.Byte();
        cursor.Skip(5);
        var address = kind == 0 ? Hdf5Bytes.Undefined : cursor.Offset();
        var lengths = ReadLengths(ref cursor, axes, 4);
        if (kind == 0)
        {
            return CompactOf(ref cursor, message, cursor.UInt32());
        }

        return kind == 2 ? ChunkedOf(ref cursor, lengths, ChunkIndexKind.OldTree, address) : kind == 1 ? new Contiguous(address) : throw Unknown(ref cursor, kind);
    }

    private static StorageLayout ReadNew(ref Hdf5Cursor cursor, HeaderMessage message, int version)
    {
        var kind = cursor.Byte();
        return kind switch
        {
            0 => CompactOf(ref cursor, message, (uint)cursor.UInt16()),
            1 => new Contiguous(cursor.Offset()),
            2 => version == 3 ? ReadThirdChunks(ref cursor) : ReadNewChunks(ref cursor),
            3 when version > 3 => new Virtual(),
            _ => throw Unknown(ref cursor, kind),
        };
    }

    private static Chunked ReadThirdChunks(ref Hdf5Cursor cursor)
    {
        var axes = cursor.Byte();
        var address = cursor.Offset();
        return ChunkedOf(ref cursor, ReadLengths(ref cursor, axes, 4), ChunkIndexKind.OldTree, address);
    }

    private static Chunked ReadNewChunks(ref Hdf5Cursor cursor)
    {
        var flags = cursor.Byte();
        var axes = cursor.Byte();
        var lengths = ReadLengths(ref cursor, axes, cursor.Byte());
        var index = (ChunkIndexKind)cursor.Byte();
        (long, uint)? single = null;
        switch (index)
        {
            case ChunkIndexKind.Single when (flags & 2) != 0:
                single = (cursor.Length(), cursor.UInt32());
                break;
            case ChunkIndexKind.Single or ChunkIndexKind.Implicit:
                break;
            case ChunkIndexKind.FixedArray:
                cursor.Skip(1);
                break;
            case ChunkIndexKind.ExtensibleArray:
                cursor.Skip(5);
                break;
            case ChunkIndexKind.Tree:
                cursor.Skip(6);
                break;
            default:
                throw cursor.Damaged($"chunk index {(int)index}", "1 to 5");
        }

        return ChunkedOf(ref cursor, lengths, index, cursor.Offset()) with { Single = single };
    }

    private static Compact CompactOf(ref Hdf5Cursor cursor, HeaderMessage message, uint size)
    {
        var start = cursor.Position;
        cursor.Skip(size);
        return new Compact(message.Body.Slice(start, (int)size));
    }

    // The last length is that of an element in bytes.
    private static Chunked ChunkedOf(ref Hdf5Cursor cursor, long[] lengths, ChunkIndexKind index, long address) =>
        lengths.Length >= 2 && Array.TrueForAll(lengths, l => l > 0)
            ? new Chunked(lengths[..^1], lengths[^1], index, address)
            : throw cursor.Damaged($"chunks of [{string.Join(", ", lengths)}]", "two or more lengths above 0");

    private static long[] ReadLengths(ref Hdf5Cursor cursor, int count, int size)
    {
        var lengths = new long[count];
        for (var i = 0; i < count; i++)
        {
            lengths[i] = cursor.Unsigned(size is >= 1 and <= 8 ? size : throw cursor.Damaged($"lengths of {size} bytes", "1 to 8"));
        }

        return lengths;
    }

    private static DataFormatException Unknown(ref Hdf5Cursor cursor, int kind) => cursor.Damaged($"layout class {kind}", "0, compact, to 3, virtual");
}

/// <summary>The kinds of indices that find chunks. Source: specification, VII.</summary>
internal enum ChunkIndexKind
{
    OldTree = 0,
    Single = 1,
    Implicit = 2,
    FixedArray = 3,
    ExtensibleArray = 4,
    Tree = 5,
}
