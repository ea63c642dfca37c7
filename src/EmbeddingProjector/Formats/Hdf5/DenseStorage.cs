namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// The links or attributes of an object when they are many: messages in a heap, found by a tree. Source: HDF5 File Format Specification 3.0,
/// IV.A.2.c and p.
/// </summary>
internal static class DenseStorage
{
    /// <summary>The messages, each with its place in the file; what is too large to lie in the heap's own blocks is left out.</summary>
    /// <param name="file">The file.</param>
    /// <param name="info">The message that says where they are, at the address of the heap.</param>
    /// <param name="treeType">The type of the tree.</param>
    /// <param name="identifier">Which bytes of a record of the tree name the object of the heap.</param>
    public static IReadOnlyList<(long Address, byte[] Message)> Read(Hdf5Bytes file, ref Hdf5Cursor info, int treeType, Range identifier)
    {
        var (heapAddress, tree) = (info.Offset(), info.Offset());
        if (heapAddress == Hdf5Bytes.Undefined || tree == Hdf5Bytes.Undefined)
        {
            return [];
        }

        var heap = new FractalHeap(file, heapAddress);
        var messages = new List<(long, byte[])>();
        foreach (var (address, record) in RecordTree.Records(file, tree, treeType))
        {
            if (record.Length < identifier.End.Value)
            {
                throw file.Damaged(address, $"a record of {record.Length} bytes", $"{identifier.End.Value} or more");
            }

            if (heap.Find(record.AsSpan(identifier)) is var (at, message))
            {
                messages.Add((at, message));
            }
        }

        return messages;
    }
}
