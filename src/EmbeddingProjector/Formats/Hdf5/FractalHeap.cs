using System.Numerics;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// Where the links and attributes of an object lie when they are many: blocks whose sizes double from row to row, addressed as one space.
/// Source: HDF5 File Format Specification 3.0, III.G.
/// </summary>
internal sealed class FractalHeap
{
    private readonly Hdf5Bytes _file;
    private readonly long _address;
    private readonly int _offsetSize;
    private readonly int _lengthSize;
    private readonly int _width;
    private readonly long _firstSize;
    private readonly int _directRows;
    private readonly long _root;
    private readonly int _rootRows;

    public FractalHeap(Hdf5Bytes file, long address)
    {
        _file = file;
        _address = address;
        var header = new Hdf5Cursor(file, address, file.Read(address, Math.Min(26 + (12L * file.LengthSize) + (3L * file.AddressSize), file.Length - address)));
        header.Signature("FRHP"u8);
        header.Version(0, 0, "heap");
        header.Skip(2);
        var filters = header.UInt16();
        header.Skip(1);
        var mostManaged = header.UInt32();
        header.Skip((10L * file.LengthSize) + (2L * file.AddressSize));
        _width = header.UInt16();
        _firstSize = header.Length();
        var mostDirect = header.Length();
        var bits = header.UInt16();
        header.Skip(2);
        _root = header.Offset();
        _rootRows = header.UInt16();
        if (filters > 0)
        {
            throw file.Damaged(address, "a heap whose blocks are packed", "blocks as they are");
        }

        if (_width == 0 || !BitOperations.IsPow2(_width) || !BitOperations.IsPow2(_firstSize) || !BitOperations.IsPow2(mostDirect) || mostDirect < _firstSize || bits is 0 or > 64 || _rootRows > 64)
        {
            throw file.Damaged(address, $"a heap of {_width:N0} blocks a row, of {_firstSize:N0} to {mostDirect:N0} bytes", "powers of two");
        }

        _offsetSize = (bits + 7) / 8;
        _lengthSize = Math.Max(1, Math.Min((BitOperations.Log2((ulong)mostDirect) + 7) / 8, SizeOf(mostManaged)));
        _directRows = BitOperations.Log2((ulong)mostDirect) - BitOperations.Log2((ulong)_firstSize) + 2;
    }

    /// <summary>The object of an identifier, and where it is; null for one too large to lie in the heap's own blocks.</summary>
    public (long Address, byte[] Bytes)? Find(ReadOnlySpan<byte> identifier)
    {
        var cursor = new Hdf5Cursor(_file, _address, identifier);
        var flags = cursor.Byte();
        switch ((flags >> 4) & 3)
        {
            case 0:
                var offset = cursor.Unsigned(_offsetSize);
                return Managed(offset, cursor.Unsigned(_lengthSize));
            case 2:
                return (_address, cursor.Take((flags & 0x0f) + 1).ToArray());
            default:
                return null;
        }
    }

    private (long, byte[]) Managed(long offset, long length)
    {
        var (block, rows, before) = (_root, _rootRows, offset);
        // Each step goes to a smaller block.
        while (rows > 0)
        {
            var row = 0;
            while (row < rows && before >= RowSize(row))
            {
                before -= RowSize(row);
                row++;
            }

            if (row == rows)
            {
                throw _file.Damaged(_address, $"an object at {offset:N0} of the heap", "one within its blocks");
            }

            var column = Math.DivRem(before, BlockSize(row), out before);
            var header = 5 + _file.AddressSize + _offsetSize;
            var entry = block + header + (((row * (long)_width) + column) * _file.AddressSize);
            new Hdf5Cursor(_file, block, _file.Read(block, 4)).Signature("FHIB"u8);
            block = new Hdf5Cursor(_file, entry, _file.Read(entry, _file.AddressSize)).Offset();
            rows = row < _directRows ? 0 : BitOperations.Log2((ulong)BlockSize(row)) - BitOperations.Log2((ulong)(_firstSize * _width)) + 1;
        }

        new Hdf5Cursor(_file, block, _file.Read(block, 4)).Signature("FHDB"u8);
        return (block + before, _file.Read(block + before, length));
    }

    private long BlockSize(int row) => row < 2 ? _firstSize : row < 62 - BitOperations.Log2((ulong)_firstSize) ? _firstSize << (row - 1) : long.MaxValue / _width;

    private long RowSize(int row) => BlockSize(row) > long.MaxValue / _width ? long.MaxValue : BlockSize(row) * _width;

    private static int SizeOf(long most) => most <= 0 ? 1 : (BitOperations.Log2((ulong)most) / 8) + 1;
}
