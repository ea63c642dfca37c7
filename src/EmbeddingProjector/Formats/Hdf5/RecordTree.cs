using System.Numerics;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>A B-tree of the second version: records of one size, also in its inner nodes. Source: HDF5 File Format Specification 3.0, III.A.2.</summary>
internal sealed class RecordTree
{
    private const int NodeOverhead = 10;

    private readonly Hdf5Bytes _file;
    private readonly int _type;
    private readonly int _nodeSize;
    private readonly int _recordSize;
    private readonly int _countSize;
    private readonly int[] _totalSizes;

    private RecordTree(Hdf5Bytes file, long address)
    {
        _file = file;
        var size = 16 + file.AddressSize + 2 + file.LengthSize + Checksum.Bytes;
        var bytes = file.Read(address, size);
        Checksum.Verify(file, address, bytes);
        var header = new Hdf5Cursor(file, address, bytes);
        header.Signature("BTHD"u8);
        header.Version(0, 0, "tree");
        _type = header.Byte();
        _nodeSize = (int)Math.Min(header.UInt32(), int.MaxValue);
        _recordSize = header.UInt16();
        Depth = header.UInt16();
        header.Skip(2);
        Root = header.Offset();
        RootCount = header.UInt16();
        if (_recordSize == 0 || _nodeSize < NodeOverhead + _recordSize || Depth > 32)
        {
            throw file.Damaged(address, $"a tree of depth {Depth}, with nodes of {_nodeSize:N0} bytes and records of {_recordSize:N0}", "nodes that hold records");
        }

        // How wide the counts in a node are follows from how many records can be below it.
        var most = (_nodeSize - NodeOverhead) / _recordSize;
        _countSize = SizeOf(most);
        _totalSizes = new int[Depth + 1];
        var total = (BigInteger)most;
        for (var level = 1; level <= Depth; level++)
        {
            var pointer = file.AddressSize + _countSize + _totalSizes[level - 1];
            var here = (_nodeSize - NodeOverhead - pointer) / (_recordSize + pointer);
            total = ((here + 1) * total) + here;
            _totalSizes[level] = (int)Math.Min(8, ((total.GetBitLength() - 1) / 8) + 1);
        }
    }

    private int Depth { get; }

    private long Root { get; }

    private int RootCount { get; }

    /// <summary>All records of the tree at an address, in order.</summary>
    public static IEnumerable<(long Address, byte[] Record)> Records(Hdf5Bytes file, long address, params int[] types)
    {
        var tree = new RecordTree(file, address);
        if (!types.Contains(tree._type))
        {
            throw file.Damaged(address, $"a tree of type {tree._type}", string.Join(" or ", types));
        }

        return tree.RootCount == 0 ? [] : tree.Walk();
    }

    private IEnumerable<(long Address, byte[] Record)> Walk()
    {
        var open = new Stack<(long Address, int Count, int Level)>();
        open.Push((Root, RootCount, Depth));
        while (open.TryPop(out var next))
        {
            var (records, children) = Node(next.Address, next.Count, next.Level);
            foreach (var record in records)
            {
                yield return (next.Address, record);
            }

            for (var i = children.Count - 1; i >= 0; i--)
            {
                open.Push((children[i].Address, children[i].Count, next.Level - 1));
            }
        }
    }

    private (List<byte[]> Records, List<(long Address, int Count)> Children) Node(long address, int count, int level)
    {
        var cursor = new Hdf5Cursor(_file, address, _file.Read(address, _nodeSize));
        cursor.Signature(level == 0 ? "BTLF"u8 : "BTIN"u8);
        cursor.Version(0, 0, "tree node");
        cursor.Skip(1);
        var records = new List<byte[]>(Math.Min(count, 1024));
        for (var i = 0; i < count; i++)
        {
            records.Add(cursor.Take(_recordSize).ToArray());
        }

        var children = new List<(long, int)>();
        for (var i = 0; i <= count && level > 0; i++)
        {
            var child = cursor.Offset();
            var childCount = cursor.Unsigned(_countSize);
            cursor.Skip(_totalSizes[level - 1]);
            children.Add((child, (int)Math.Min(childCount, int.MaxValue)));
        }

        return (records, children);
    }

    private static int SizeOf(int most) => (BitOperations.Log2((uint)most) / 8) + 1;
}
