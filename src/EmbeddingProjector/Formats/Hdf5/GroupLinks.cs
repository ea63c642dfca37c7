using System.Text;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>A name in a group.</summary>
/// <param name="Name">The name.</param>
/// <param name="Address">The header of the object; <see cref="Hdf5Bytes.Undefined"/> for a link by name.</param>
/// <param name="OtherFile">The file that the link leads to, or null.</param>
internal sealed record GroupLink(string Name, long Address, string? OtherFile = null);

/// <summary>The names in a group: in symbol tables (the old way), in its header, or in a heap (when they are many).</summary>
internal static class GroupLinks
{
    private const int LinkTree = 5;

    /// <summary>Whether an object is a group.</summary>
    public static bool IsGroup(ObjectHeader header) =>
        header.Find(MessageKind.SymbolTable) is not null || header.Find(MessageKind.LinkInfo) is not null || header.Find(MessageKind.Link) is not null;

    public static IReadOnlyList<GroupLink> Read(Hdf5Bytes file, ObjectHeader header)
    {
        var links = new List<GroupLink>();
        if (header.Find(MessageKind.SymbolTable) is { } table)
        {
            ReadTables(file, table.Open(file), links);
        }

        foreach (var message in header.Messages.Where(m => m.Kind == MessageKind.Link))
        {
            links.Add(ReadLink(message.Open(file)));
        }

        if (header.Find(MessageKind.LinkInfo) is { } info)
        {
            ReadHeap(file, info.Open(file), links);
        }

        return links;
    }

    private static void ReadTables(Hdf5Bytes file, Hdf5Cursor message, List<GroupLink> links)
    {
        var (tree, heapAddress) = (message.Offset(), message.Offset());
        var heap = new Hdf5Cursor(file, heapAddress, file.Read(heapAddress, 8 + (2 * file.LengthSize) + file.AddressSize));
        heap.Signature("HEAP"u8);
        heap.Version(0, 0, "local heap");
        heap.Skip(3);
        var size = heap.Length();
        heap.Skip(file.LengthSize);
        var dataAddress = heap.Offset();
        var names = file.Read(dataAddress, size);
        foreach (var address in OldTree.SymbolTables(file, tree))
        {
            ReadTable(file, address, names, links);
        }
    }

    private static void ReadTable(Hdf5Bytes file, long address, byte[] names, List<GroupLink> links)
    {
        const int ScratchSize = 16;
        const uint LinkByName = 2;
        var prefix = new Hdf5Cursor(file, address, file.Read(address, 8));
        prefix.Signature("SNOD"u8);
        prefix.Version(1, 1, "symbol table");
        prefix.Skip(1);
        var count = prefix.UInt16();
        var start = address + 8;
        var entries = new Hdf5Cursor(file, start, file.Read(start, count * (long)((2 * file.AddressSize) + 8 + ScratchSize)));
        for (var i = 0; i < count; i++)
        {
            var (name, header, kind) = (entries.Offset(), entries.Offset(), entries.UInt32());
            entries.Skip(4 + ScratchSize);
            if (name < 0 || name >= names.Length)
            {
                throw file.Damaged(address, $"a name at {name:N0} of a heap of {names.Length:N0} bytes", "one within it");
            }

            var end = names.AsSpan((int)name).IndexOf((byte)0);
            var text = Encoding.UTF8.GetString(names.AsSpan((int)name, end < 0 ? names.Length - (int)name : end));
            links.Add(new GroupLink(text, kind == LinkByName ? Hdf5Bytes.Undefined : header));
        }
    }

    private static void ReadHeap(Hdf5Bytes file, Hdf5Cursor info, List<GroupLink> links)
    {
        info.Version(0, 0, "link information");
        info.Skip((info.Byte() & 1) != 0 ? 8 : 0);
        foreach (var (address, message) in DenseStorage.Read(file, ref info, LinkTree, 4..11))
        {
            links.Add(ReadLink(new Hdf5Cursor(file, address, message)));
        }
    }

    private static GroupLink ReadLink(Hdf5Cursor cursor)
    {
        const int Hard = 0;
        const int External = 64;
        cursor.Version(1, 1, "link");
        var flags = cursor.Byte();
        var type = (flags & 8) != 0 ? cursor.Byte() : Hard;
        cursor.Skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 0x10) != 0 ? 1 : 0));
        var name = Encoding.UTF8.GetString(cursor.Take(cursor.Unsigned(1 << (flags & 3))));
        if (type == Hard)
        {
            return new GroupLink(name, cursor.Offset());
        }

        if (type != External)
        {
            return new GroupLink(name, Hdf5Bytes.Undefined);
        }

        cursor.Skip(3);
        return new GroupLink(name, Hdf5Bytes.Undefined, cursor.Text());
    }
}
