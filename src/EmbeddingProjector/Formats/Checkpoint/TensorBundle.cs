using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// A checkpoint of the second generation ("V2", tensorflow/core/util/tensor_bundle): <c>P.index</c>, a table of names and entries, and
/// the data files <c>P.data-SSSSS-of-NNNNN</c>. A data file is only opened for a tensor that needs it.
/// </summary>
internal sealed class TensorBundle : ITensorStore
{
    private readonly string _prefix;
    private readonly BundleHeader _header;
    private readonly List<(string Name, BundleEntry Entry)> _entries = [];
    private readonly Dictionary<string, Dictionary<TensorSlice, BundleEntry>> _slices = new(StringComparer.Ordinal);
    private readonly List<TensorInfo> _tensors = [];
    private readonly Dictionary<long, long?> _shardLengths = [];

    private TensorBundle(string prefix, BundleHeader header)
    {
        _prefix = prefix;
        _header = header;
    }

    public IReadOnlyList<TensorInfo> Tensors => _tensors;

    /// <summary>Reads the index of the checkpoint of that prefix.</summary>
    public static TensorBundle Open(string prefix, CancellationToken cancellationToken)
    {
        TensorBundle? bundle = null;
        using var table = TableFile.Open(IndexPath(prefix));
        foreach (var entry in table.Entries(cancellationToken))
        {
            if (bundle is null)
            {
                bundle = new TensorBundle(prefix, ReadHeader(table.Path, entry));
            }
            else
            {
                bundle.Add(entry);
            }
        }

        if (bundle is null)
        {
            throw new DataFormatException(table.Path, null, "no entries", "a header and the tensors", "Write the checkpoint again.");
        }

        bundle.AddOrphans();
        return bundle;
    }

    public static string IndexPath(string prefix) => prefix + ".index";

    public ElementSource OpenElements(int tensor, CancellationToken cancellationToken)
    {
        var (name, entry) = _entries[tensor];
        var handles = new Dictionary<long, SafeFileHandle>();
        try
        {
            if (entry.Slices.Count == 0)
            {
                return OpenEntry(name, entry, handles);
            }

            var parts = new List<TensorPart>(entry.Slices.Count);
            foreach (var slice in entry.Slices)
            {
                cancellationToken.ThrowIfCancellationRequested();
                parts.Add(new TensorPart(slice.Resolve(entry.Shape.Lengths)!, OpenEntry(name, _slices[name][slice], handles)));
            }

            return new PartitionedElements(IndexPath(_prefix), name, entry.Shape.Lengths, parts);
        }
        catch
        {
            foreach (var handle in handles.Values)
            {
                handle.Dispose();
            }

            throw;
        }
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> ReadStrings(int tensor)
    {
        var (name, entry) = _entries[tensor];
        var path = ShardPath(entry.Shard);
        var place = $"tensor \"{name}\", {entry.Size:N0} bytes at offset {entry.Offset:N0}";
        if (entry.Size > Array.MaxLength)
        {
            throw new DataFormatException(path, place, "more than 2 GiB of strings", "strings that fit in memory");
        }

        using var file = FileBytes.Open(path);
        var stored = GC.AllocateUninitializedArray<byte>((int)entry.Size);
        FileBytes.ReadExactly(path, file, entry.Offset, stored);
        try
        {
            return StringTensor.Parse(stored, entry.Shape.ElementCount, entry.Checksum, _header.BigEndian);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(path, place, e.Message, null, "The data file is damaged or belongs to another save; copy or write the checkpoint again.", e);
        }
    }

    private static BundleHeader ReadHeader(string path, TableEntry entry)
    {
        const string Place = "header entry";
        if (!entry.Key.IsEmpty)
        {
            throw new DataFormatException(
                path, Place, $"a first key of {entry.Key.Length} bytes", "the empty key with the header of the checkpoint",
                "This table is not the index of a checkpoint.");
        }

        try
        {
            var header = BundleHeader.Parse(entry.Value.Span);
            return header.MinConsumer <= BundleHeader.Version
                ? header
                : throw new InvalidDataException($"a checkpoint for readers of version {header.MinConsumer} or later, where this is version {BundleHeader.Version}");
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(path, Place, e.Message, null, null, e);
        }
    }

    private void Add(TableEntry tableEntry)
    {
        var isSlice = OrderedCode.TryReadSliceKey(tableEntry.Key.Span, out var name, out var slice);
        if (!isSlice)
        {
            name = Encoding.UTF8.GetString(tableEntry.Key.Span);
        }

        BundleEntry entry;
        try
        {
            entry = BundleEntry.Parse(tableEntry.Value.Span);
        }
        catch (InvalidDataException e)
        {
            entry = new BundleEntry(DataType.FromCode(0), new TensorShape([], $"a description that is damaged: {e.Message}"), 0, 0, 0, 0, []);
        }

        if (isSlice)
        {
            if (!_slices.TryGetValue(name, out var slices))
            {
                _slices[name] = slices = [];
            }

            slices[slice] = entry;
        }
        else
        {
            _entries.Add((name, entry));
        }
    }

    // Slice keys sort before all names, so only now is it known which tensor each belongs to.
    private void AddOrphans()
    {
        var heads = new Dictionary<string, HashSet<TensorSlice>>(StringComparer.Ordinal);
        foreach (var (name, entry) in _entries)
        {
            if (entry.Slices.Count > 0)
            {
                heads.TryAdd(name, [.. entry.Slices]);
            }

            var problem = FindProblem(name, entry);
            _tensors.Add(new TensorInfo(name, entry.Type.Name, entry.Shape.Lengths, entry.Type.Elements is not null, problem));
        }

        foreach (var (name, slices) in _slices)
        {
            foreach (var (slice, entry) in slices)
            {
                if (!heads.TryGetValue(name, out var expected) || !expected.Contains(slice))
                {
                    _entries.Add((name, entry));
                    _tensors.Add(new TensorInfo(
                        $"{name} [{slice}]", entry.Type.Name, entry.Shape.Lengths, entry.Type.Elements is not null,
                        $"a slice that no entry of the whole tensor \"{name}\" mentions"));
                }
            }
        }
    }

    private string? FindProblem(string name, BundleEntry entry)
    {
        if ((entry.Shape.Problem ?? entry.Type.Problem) is { } problem)
        {
            return problem;
        }

        if (entry.Slices.Count == 0)
        {
            return FindStorageProblem(entry);
        }

        return entry.Type.Elements is null || entry.Shape.Lengths.Length == 0
            ? $"slices of a {entry.Type.Name} tensor of {entry.Shape.Lengths.Length} axes, which cannot be put together"
            : FindSliceProblem(name, entry);
    }

    private string? FindSliceProblem(string name, BundleEntry head)
    {
        if (!_slices.TryGetValue(name, out var slices))
        {
            return "its slices are missing from the index";
        }

        long elements = 0, available = 0;
        var shards = new HashSet<long>();
        foreach (var slice in head.Slices)
        {
            if (slice.Resolve(head.Shape.Lengths) is not { } box)
            {
                return $"the slice {slice} does not lie in its shape";
            }

            if (!slices.TryGetValue(slice, out var entry))
            {
                return $"the slice {slice} is missing from the index";
            }

            if (entry.Type != head.Type || entry.Slices.Count > 0 || !entry.Shape.Lengths.SequenceEqual(box.Select(extent => extent.Length)))
            {
                return $"the slice {slice} is described as {entry.Type.Name} [{string.Join(", ", entry.Shape.Lengths)}]";
            }

            if ((entry.Shape.Problem ?? FindStorageProblem(entry)) is { } problem)
            {
                return $"the slice {slice}: {problem}";
            }

            elements += entry.Shape.ElementCount;
            available += shards.Add(entry.Shard) ? ShardLength(entry.Shard) ?? 0 : 0;
        }

        if (elements != head.Shape.ElementCount)
        {
            return $"its slices hold {elements:N0} elements, its shape {head.Shape.ElementCount:N0}";
        }

        // Without this, slices that all point at the same bytes could stand for far more memory than the files have.
        return (Int128)elements * head.Type.Elements!.Size > available
            ? $"its slices need {(Int128)elements * head.Type.Elements.Size:N0} bytes, its data files have {available:N0}"
            : null;
    }

    private string? FindStorageProblem(BundleEntry entry)
    {
        if (entry.Shard < 0 || entry.Shard >= _header.ShardCount)
        {
            return $"it lies in data file {entry.Shard}, where the checkpoint states {_header.ShardCount} of them";
        }

        if (entry.Type.Elements is { } elements && (Int128)entry.Shape.ElementCount * elements.Size != entry.Size)
        {
            return $"its shape needs {(Int128)entry.Shape.ElementCount * elements.Size:N0} bytes, the index states {entry.Size:N0}";
        }

        if (ShardLength(entry.Shard) is not { } length)
        {
            return $"its data file {Path.GetFileName(ShardPath(entry.Shard))} is missing; copy it beside the index";
        }

        return entry.Offset < 0 || entry.Size < 0 || entry.Offset > length || entry.Size > length - entry.Offset
            ? $"its {entry.Size:N0} bytes at offset {entry.Offset:N0} lie past the end of {Path.GetFileName(ShardPath(entry.Shard))}, which has {length:N0}; the file was cut short or belongs to another save"
            : null;
    }

    private ShardElements OpenEntry(string name, BundleEntry entry, Dictionary<long, SafeFileHandle> handles)
    {
        var path = ShardPath(entry.Shard);
        if (!handles.TryGetValue(entry.Shard, out var handle))
        {
            handles[entry.Shard] = handle = FileBytes.Open(path);
        }

        return new ShardElements(path, handle, name, entry, _header.BigEndian);
    }

    private long? ShardLength(long shard)
    {
        if (!_shardLengths.TryGetValue(shard, out var length))
        {
            var file = new FileInfo(ShardPath(shard));
            _shardLengths[shard] = length = file.Exists ? file.Length : null;
        }

        return length;
    }

    private string ShardPath(long shard) => $"{_prefix}.data-{shard:D5}-of-{_header.ShardCount:D5}";
}
