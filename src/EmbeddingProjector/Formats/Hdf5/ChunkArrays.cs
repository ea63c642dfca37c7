using System.Numerics;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// Chunks by number: an array of fixed length, or one that grows along one axis, in blocks that double in size.
/// Source: HDF5 File Format Specification 3.0, VII.C and D.
/// </summary>
internal static class ChunkArrays
{
    private const int PrefixSize = 6;

    /// <summary>The chunks of an array of fixed length.</summary>
    public static IEnumerable<Chunk> Fixed(Hdf5Bytes file, long address, ChunkGrid grid)
    {
        var header = Header(file, address, 8 + file.LengthSize + file.AddressSize, "FAHD"u8);
        var (entrySize, pageBits) = (header.Byte(), header.Byte());
        var count = header.Length();
        var block = header.Offset();
        if (block == Hdf5Bytes.Undefined)
        {
            return [];
        }

        var elements = new ChunkEntries(file, grid, entrySize, ChunkOrder.Fixed(grid));
        new Hdf5Cursor(file, block, file.Read(block, 4)).Signature("FADB"u8);
        var start = block + PrefixSize + file.AddressSize;
        var perPage = 1L << Math.Min((int)pageBits, 60);
        if (count <= perPage)
        {
            return elements.Read(start, 0, count);
        }

        var bitmap = file.Read(start, (PageCount(count, perPage) + 7) / 8);
        return Pages(elements, start + bitmap.Length + Checksum.Bytes, 0, count, perPage, bitmap);
    }

    /// <summary>The chunks of an array that grows along one axis.</summary>
    public static IEnumerable<Chunk> Extensible(Hdf5Bytes file, long address, ChunkGrid grid)
    {
        var header = Header(file, address, 12 + (6 * file.LengthSize) + file.AddressSize, "EAHD"u8);
        var entrySize = header.Byte();
        var bits = header.Byte();
        var shape = new ArrayShape(bits, header.Byte(), LeastLength: header.Byte(), LeastPointers: header.Byte(), PageBits: header.Byte());
        header.Skip(6L * file.LengthSize);
        var index = header.Offset();
        return !shape.IsSound ? throw file.Damaged(address, "an extensible array whose blocks are not powers of two", null)
            : index == Hdf5Bytes.Undefined ? []
            : Rows(file, new ChunkEntries(file, grid, entrySize, ChunkOrder.Extensible(grid)), index, shape);
    }

    private static Hdf5Cursor Header(Hdf5Bytes file, long address, int size, ReadOnlySpan<byte> signature)
    {
        var bytes = file.Read(address, size + Checksum.Bytes);
        var header = new Hdf5Cursor(file, address, bytes);
        header.Signature(signature);
        Checksum.Verify(file, address, bytes);
        header.Version(0, 0, "array of chunks");
        header.Skip(1);
        return header;
    }

    // The first rows of data blocks are pointed to from the index itself, later ones from a block in between.
    private static IEnumerable<Chunk> Rows(Hdf5Bytes file, ChunkEntries entries, long index, ArrayShape shape)
    {
        new Hdf5Cursor(file, index, file.Read(index, 4)).Signature("EAIB"u8);
        var at = index + PrefixSize + file.AddressSize;
        foreach (var chunk in entries.Read(at, 0, shape.InIndex))
        {
            yield return chunk;
        }

        at += shape.InIndex * (long)entries.EntrySize;
        long first = shape.InIndex;
        for (var row = 0; row < shape.Rows && first < entries.Most; row++)
        {
            var (blocks, length) = (1L << (row / 2), (1L << ((row + 1) / 2)) * shape.LeastLength);
            var bitmapSize = length > shape.PerPage ? (PageCount(length, shape.PerPage) + 7) / 8 : 0;
            var (pointers, bitmaps) = (at, 0L);
            if (row < shape.DirectRows)
            {
                at += blocks * file.AddressSize;
            }
            else
            {
                var super = entries.Address(at);
                at += file.AddressSize;
                if (super == Hdf5Bytes.Undefined)
                {
                    first += blocks * length;
                    continue;
                }

                new Hdf5Cursor(file, super, file.Read(super, 4)).Signature("EASB"u8);
                bitmaps = super + PrefixSize + file.AddressSize + shape.OffsetSize;
                pointers = bitmaps + (blocks * bitmapSize);
            }

            for (long b = 0; b < blocks && first < entries.Most; b++, first += length)
            {
                var block = entries.Address(pointers + (b * file.AddressSize));
                foreach (var chunk in block == Hdf5Bytes.Undefined ? [] : Block(file, entries, block, first, length, shape, bitmaps + (b * bitmapSize)))
                {
                    yield return chunk;
                }
            }
        }
    }

    private static IEnumerable<Chunk> Block(Hdf5Bytes file, ChunkEntries entries, long address, long first, long length, ArrayShape shape, long bitmapAddress)
    {
        new Hdf5Cursor(file, address, file.Read(address, 4)).Signature("EADB"u8);
        var start = address + PrefixSize + file.AddressSize + shape.OffsetSize;
        if (length <= shape.PerPage)
        {
            return entries.Read(start, first, length);
        }

        var bitmap = file.Read(bitmapAddress, (PageCount(length, shape.PerPage) + 7) / 8);
        return Pages(entries, start + Checksum.Bytes, first, length, shape.PerPage, bitmap);
    }

    // Each page ends in a checksum; a bitmap, the highest bit first, says which were written.
    private static IEnumerable<Chunk> Pages(ChunkEntries entries, long at, long first, long length, long perPage, byte[] bitmap)
    {
        for (long page = 0; page * perPage < length && first + (page * perPage) < entries.Most; page++)
        {
            var count = Math.Min(perPage, length - (page * perPage));
            if ((bitmap[page / 8] & (0x80 >> (int)(page % 8))) != 0)
            {
                foreach (var chunk in entries.Read(at, first + (page * perPage), count))
                {
                    yield return chunk;
                }
            }

            at += (count * entries.EntrySize) + Checksum.Bytes;
        }
    }

    private static long PageCount(long length, long perPage) => ((length - 1) / perPage) + 1;

    // What the header of an extensible array settles.
    private sealed record ArrayShape(int Bits, int InIndex, int LeastLength, int LeastPointers, int PageBits)
    {
        public bool IsSound => Bits is > 0 and <= 60 && BitOperations.IsPow2(LeastLength) && BitOperations.IsPow2(LeastPointers) && PageBits <= 60 && Rows > 0;

        public int Rows => 1 + Bits - BitOperations.Log2((uint)LeastLength);

        public int DirectRows => 2 * BitOperations.Log2((uint)LeastPointers);

        public long PerPage => 1L << PageBits;

        public int OffsetSize => (Bits + 7) / 8;
    }
}
