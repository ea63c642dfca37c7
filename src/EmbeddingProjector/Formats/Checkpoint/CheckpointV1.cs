using System.Text;
using System.Text.RegularExpressions;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// A checkpoint of the first generation ("V1", 2015–2016, tensorflow/core/util/saved_tensor_slice): one table file, or several
/// <c>P-SSSSS-of-NNNNN</c>, that hold names and values together. Values are found by going over the table once.
/// </summary>
internal sealed partial class CheckpointV1 : ITensorStore
{
    // A message may state one value for any number of elements; no real writer does, so that what fits the file bounds what is believed.
    private const int FreeElements = 4096;

    private readonly IReadOnlyList<string> _files;
    private readonly List<SavedSliceMeta> _metas;

    private CheckpointV1(IReadOnlyList<string> files, List<SavedSliceMeta> metas)
    {
        _files = files;
        _metas = metas;
        var length = files.Sum(file => new FileInfo(file).Length);
        Tensors = [.. metas.Select(meta => new TensorInfo(
            meta.Name, meta.Type.Name, meta.Shape.Lengths, meta.Type.Elements is not null, FindProblem(meta, length)))];
    }

    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The files of the checkpoint of that prefix: itself, or its numbered parts; none when there is no such checkpoint.</summary>
    public static IReadOnlyList<string> FindFiles(string prefix)
    {
        if (File.Exists(prefix))
        {
            return TableFile.HasMagic(prefix) ? [prefix] : [];
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(prefix));
        var name = Path.GetFileName(prefix);
        return name.Length == 0 || !Directory.Exists(directory)
            ? []
            : [.. Directory.EnumerateFiles(directory)
                .Where(file => PrefixOf(Path.GetFileName(file)) == name && TableFile.HasMagic(file))
                .Order(StringComparer.Ordinal)];
    }

    /// <summary>The prefix that a numbered part belongs to; the path itself for any other.</summary>
    public static string PrefixOf(string path) => PartSuffix().Replace(path, "");

    public static CheckpointV1 Open(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var metas = new Dictionary<string, SavedSliceMeta>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var meta in ReadMeta(file, cancellationToken))
            {
                metas[meta.Name] = metas.TryGetValue(meta.Name, out var known) ? Merge(file, known, meta) : meta;
            }
        }

        return new CheckpointV1(files, [.. metas.Values.OrderBy(meta => Encoding.UTF8.GetBytes(meta.Name), ByteOrder.Instance)]);
    }

    public ElementSource OpenElements(int tensor, CancellationToken cancellationToken)
    {
        var meta = _metas[tensor];
        var parts = new List<TensorPart>();
        foreach (var file in _files)
        {
            using var table = TableFile.Open(file);
            foreach (var entry in table.Entries(cancellationToken))
            {
                if (OrderedCode.TryReadSliceKey(entry.Key.Span, out var name, out var slice) && name == meta.Name)
                {
                    parts.Add(ReadPart(file, meta, slice, entry.Value.Span));
                }
            }
        }

        var elements = parts.Sum(part => part.ElementCount);
        if (elements != meta.Shape.ElementCount || parts.Count == 0)
        {
            throw new DataFormatException(
                _files[0], $"tensor \"{meta.Name}\"", $"{parts.Count:N0} slices of {elements:N0} elements", $"{meta.Shape.ElementCount:N0} elements", "The checkpoint is damaged or a part of it is missing.");
        }

        return parts.Count == 1 ? parts[0].Elements : new PartitionedElements(_files[0], meta.Name, meta.Shape.Lengths, parts);
    }

    public IReadOnlyList<ReadOnlyMemory<byte>> ReadStrings(int tensor) => throw new DataFormatException(
        _files[0], $"tensor \"{_metas[tensor].Name}\"", "strings in a checkpoint of the first generation", "strings in one of the second",
        "Load it in TensorFlow and save it again.");

    private static IReadOnlyList<SavedSliceMeta> ReadMeta(string file, CancellationToken cancellationToken)
    {
        using var table = TableFile.Open(file);
        foreach (var entry in table.Entries(cancellationToken))
        {
            try
            {
                if (entry.Key.IsEmpty && SavedTensorSlices.ParseMeta(entry.Value.Span) is { } metas)
                {
                    return metas;
                }
            }
            catch (InvalidDataException e)
            {
                throw new DataFormatException(file, "list of tensors", e.Message, null, "The file is damaged; copy or write it again.", e);
            }

            break;
        }

        throw new DataFormatException(
            file, "first entry", "no list of tensors", "the list with which a checkpoint of 2015–2016 begins",
            "If this is the index of a newer checkpoint, its name must end in .index.");
    }

    private static SavedSliceMeta Merge(string file, SavedSliceMeta known, SavedSliceMeta more) =>
        known.Type == more.Type && known.Shape.Lengths.AsSpan().SequenceEqual(more.Shape.Lengths)
            ? known with { Slices = [.. known.Slices, .. more.Slices] }
            : throw new DataFormatException(
                file, $"tensor \"{more.Name}\"", $"{more.Type.Name} [{string.Join(", ", more.Shape.Lengths)}]",
                $"{known.Type.Name} [{string.Join(", ", known.Shape.Lengths)}] as in the parts before", "The parts belong to different saves.");

    private static string? FindProblem(SavedSliceMeta meta, long fileLength)
    {
        if ((meta.Shape.Problem ?? meta.Type.Problem) is { } problem)
        {
            return problem;
        }

        if (meta.Type.Elements is null)
        {
            return null;
        }

        Int128 elements = 0;
        foreach (var slice in meta.Slices)
        {
            if (slice.Resolve(meta.Shape.Lengths) is not { } box)
            {
                return $"the slice {slice} does not lie in its shape";
            }

            elements += box.Aggregate(1L, (product, extent) => product * extent.Length);
        }

        if (elements != meta.Shape.ElementCount)
        {
            return $"its slices hold {elements:N0} elements, its shape {meta.Shape.ElementCount:N0}; a part of the checkpoint may be missing";
        }

        return elements > fileLength + FreeElements ? $"its shape states {elements:N0} elements, the file has only {fileLength:N0} bytes" : null;
    }

    private static TensorPart ReadPart(string file, SavedSliceMeta meta, TensorSlice slice, ReadOnlySpan<byte> message)
    {
        var place = $"tensor \"{meta.Name}\", slice {slice}";
        var box = slice.Resolve(meta.Shape.Lengths)
            ?? throw new DataFormatException(file, place, "a slice outside the tensor", $"a slice of [{string.Join(", ", meta.Shape.Lengths)}]");
        byte[] values;
        try
        {
            values = TensorProto.ReadValues(SavedTensorSlices.FindTensor(message), meta.Type.Elements!);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(file, place, e.Message, null, "The file is damaged; copy or write it again.", e);
        }

        var part = new TensorPart(box, new MemoryElements(values, meta.Type.Elements!));
        var count = values.Length / meta.Type.Elements!.Size;
        return count > part.ElementCount || (count == 0 && part.ElementCount > 0)
            ? throw new DataFormatException(file, place, $"{count:N0} values", $"{part.ElementCount:N0}", "The file is damaged; copy or write it again.")
            : part;
    }

    [GeneratedRegex("-[0-9]{5}-of-[0-9]{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex PartSuffix();

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
