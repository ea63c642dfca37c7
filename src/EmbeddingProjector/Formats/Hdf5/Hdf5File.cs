using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>A group, a dataset or a link that leads nowhere here.</summary>
/// <param name="Path">Its path, without the first slash; empty for the root.</param>
/// <param name="Header">Its header; null where it could not be read.</param>
/// <param name="Dataset">The dataset, where it is one.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
internal sealed record Hdf5Node(string Path, ObjectHeader? Header, Hdf5Dataset? Dataset, string? Problem)
{
    /// <summary>The names in a group, in the order of the file.</summary>
    public List<string> Children { get; } = [];

    /// <summary>The last part of its path.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>
/// An open HDF5 file: its groups and datasets by path. Hard links are followed, each group once; other files are never opened.
/// Source: HDF5 File Format Specification 3.0.
/// </summary>
internal sealed class Hdf5File : IDisposable
{
    private const int MostDepth = 64;
    private const int MostNodes = 200_000;

    private readonly Dictionary<string, Hdf5Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<Hdf5Node, IReadOnlyList<Hdf5Attribute>> _attributes = [];
    private readonly SafeFileHandle? _owned;
    private readonly List<Hdf5Node> _order = [];
    private readonly HashSet<long> _groups = [];

    private Hdf5File(Hdf5Bytes bytes, SafeFileHandle? owned, CancellationToken cancellationToken)
    {
        Bytes = bytes;
        _owned = owned;
        Heap = new GlobalHeap(bytes);
        Walk(ObjectHeader.Read(bytes, Superblock.Read(bytes)), cancellationToken);
    }

    public Hdf5Bytes Bytes { get; }

    /// <summary>Where texts of any length lie.</summary>
    public GlobalHeap Heap { get; }

    /// <summary>All groups and datasets, parents before children.</summary>
    public IReadOnlyList<Hdf5Node> Nodes => _order;

    /// <summary>Opens a file and reads what it holds.</summary>
    public static Hdf5File Open(string path, CancellationToken cancellationToken)
    {
        var handle = FileBytes.Open(path);
        try
        {
            return new Hdf5File(new Hdf5Bytes(path, handle, 0, RandomAccess.GetLength(handle)), handle, cancellationToken);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The same for a stretch of an open file, which stays the caller's.</summary>
    public static Hdf5File Open(string path, SafeFileHandle file, long offset, long length, CancellationToken cancellationToken) =>
        new(new Hdf5Bytes(path, file, offset, length), null, cancellationToken);

    /// <summary>What is at a path, or null.</summary>
    public Hdf5Node? Find(string path) => _nodes.GetValueOrDefault(path);

    /// <summary>The dataset at a path, or null.</summary>
    public Hdf5Dataset? Dataset(string path) => Find(path)?.Dataset;

    /// <summary>The members of a group.</summary>
    public IEnumerable<Hdf5Node> Members(string path) =>
        Find(path) is { } group ? group.Children.Select(name => _nodes[Join(path, name)]) : [];

    /// <summary>An attribute of what is at a path, or null.</summary>
    public Hdf5Attribute? Attribute(string path, string name)
    {
        if (Find(path) is not { Header: { } header } node)
        {
            return null;
        }

        if (!_attributes.TryGetValue(node, out var attributes))
        {
            attributes = Hdf5Attribute.All(Bytes, header);
            _attributes[node] = attributes;
        }

        return attributes.FirstOrDefault(a => a.Name == name);
    }

    /// <summary>An attribute that is a text, or null.</summary>
    public string? Text(string path, string name) => Attribute(path, name)?.Text(Heap);

    /// <summary>The dataset whose header is at an address, or null.</summary>
    public Hdf5Dataset? At(long address) => _order.Find(n => n.Header?.Address == address)?.Dataset;

    public void Dispose() => _owned?.Dispose();

    private static string Join(string group, string name) => group.Length == 0 ? name : $"{group}/{name}";

    private void Walk(ObjectHeader root, CancellationToken cancellationToken)
    {
        var top = new Hdf5Node("", root, null, null);
        var open = new Stack<(Hdf5Node Node, int Depth)>();
        _nodes[""] = top;
        open.Push((top, 0));
        while (open.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (node, depth) = next;
            if (node.Path.Length > 0)
            {
                _order.Add(node);
            }

            if (node.Header is not { } header || !GroupLinks.IsGroup(header) || !_groups.Add(header.Address))
            {
                continue;
            }

            if (depth == MostDepth)
            {
                throw new DataFormatException(Bytes.Path, $"group \"{node.Path}\"", $"groups nested more than {MostDepth} deep", "fewer");
            }

            foreach (var child in Enumerable.Reverse(Children(node, header)))
            {
                open.Push((child, depth + 1));
            }
        }
    }

    private List<Hdf5Node> Children(Hdf5Node group, ObjectHeader header)
    {
        var children = new List<Hdf5Node>();
        foreach (var link in GroupLinks.Read(Bytes, header))
        {
            var path = Join(group.Path, link.Name);
            if (_nodes.ContainsKey(path))
            {
                throw Bytes.Damaged(header.Address, $"the name \"{path}\" twice", "once");
            }

            if (_nodes.Count == MostNodes)
            {
                throw new DataFormatException(Bytes.Path, null, $"more than {MostNodes:N0} groups and datasets", "fewer");
            }

            // A link by name is another name of something that has one.
            if (link.Address == Hdf5Bytes.Undefined && link.OtherFile is null)
            {
                continue;
            }

            var node = Open(path, link);
            _nodes[path] = node;
            group.Children.Add(link.Name);
            children.Add(node);
        }

        return children;
    }

    private Hdf5Node Open(string path, GroupLink link)
    {
        if (link.OtherFile is { } other)
        {
            return new Hdf5Node(path, null, null, $"it is a link into another file, \"{other}\", which is not opened: open that file instead");
        }

        try
        {
            var header = ObjectHeader.Read(Bytes, link.Address);
            return new Hdf5Node(path, header, Hdf5Dataset.IsDataset(header) ? new Hdf5Dataset(Bytes, path, header) : null, null);
        }
        catch (DataFormatException e)
        {
            // The rest of the file may be whole.
            var place = e.Place is null ? "" : $"{e.Place}: ";
            return new Hdf5Node(path, null, null, $"{place}{e.Found}{(e.Expected is null ? "" : $"; expected {e.Expected}")}");
        }
    }
}
