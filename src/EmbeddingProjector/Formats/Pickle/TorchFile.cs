using System.Buffers.Binary;
using System.Globalization;
using EmbeddingProjector.Formats.Archives;

namespace EmbeddingProjector.Formats.Pickle;

/// <summary>What a file of torch.save holds: the tensors by name, lists of texts, and where the bytes of each storage are.</summary>
/// <param name="Tensors">Tensors by the path of keys that leads to them, in file order.</param>
/// <param name="Texts">Lists of texts or numbers by the path of keys.</param>
/// <param name="Storages">Offset and length in bytes of each storage in the file.</param>
/// <param name="BigEndian">The byte order of all storages.</param>
internal sealed record TorchFile(
    IReadOnlyList<(string Name, PickleTensor Tensor)> Tensors,
    IReadOnlyList<(string Name, List<object?> Items)> Texts,
    IReadOnlyDictionary<string, (long Offset, long Length)> Storages,
    bool BigEndian)
{
    /// <summary>The number with which files of torch.save begin that are no zip archives, as its pickle holds it.</summary>
    public static ReadOnlySpan<byte> LegacyMagic => [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    private const string SafeSave = "Save the tensors alone: torch.save(model.state_dict(), …), or a dictionary of tensors; or use safetensors.";

    /// <summary>Reads the pickles; no storage is read.</summary>
    public static TorchFile Open(string path)
    {
        using var file = FileBytes.Open(path);
        Span<byte> start = stackalloc byte[4];
        FileBytes.ReadExactly(path, file, 0, start);
        return ZipArchiveFile.IsZip(start) ? OpenZip(path) : OpenLegacy(path);
    }

    private static TorchFile OpenZip(string path)
    {
        using var archive = ZipArchiveFile.Open(path);
        var pickle = archive.Entries.FirstOrDefault(e => e.Name == "data.pkl" || e.Name.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new DataFormatException(path, null, $"{archive.Entries.Count:N0} members and no data.pkl among them", "an archive of torch.save");
        var prefix = pickle.Name[..^"data.pkl".Length];
        var root = Unpickle(path, pickle.Name, new MemoryStream(ReadAll(archive, pickle)));
        var storages = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        var bigEndian = false;
        foreach (var entry in archive.Entries)
        {
            if (entry.Name.StartsWith(prefix + "data/", StringComparison.Ordinal))
            {
                // PyTorch stores them, so that they can be mapped.
                if (entry.IsStored)
                {
                    storages[entry.Name[(prefix.Length + "data/".Length)..]] = (archive.DataOffset(entry), entry.Length);
                }
            }
            else if (entry.Name == prefix + "byteorder")
            {
                bigEndian = ReadAll(archive, entry).AsSpan().SequenceEqual("big"u8);
            }
        }

        return Collect(path, root, storages, bigEndian);
    }

    // Five pickles (magic, protocol, system, the object, the keys of its storages), then each storage with its length before it.
    private static TorchFile OpenLegacy(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        if (Unpickle(path, "the magic number", stream) is not string || stream.Position < LegacyMagic.Length)
        {
            throw new DataFormatException(path, "offset 0", "a pickle that torch.save did not write", "a file of torch.save", SafeSave);
        }

        Unpickle(path, "the protocol", stream);
        var system = Unpickle(path, "the description of the system", stream);
        var bigEndian = system is PickleDictionary facts && facts.Pairs.Exists(p => p is ("little_endian", false));
        var root = Unpickle(path, "the object", stream);
        var keys = Unpickle(path, "the list of storages", stream) as List<object?>
            ?? throw new DataFormatException(path, $"offset {stream.Position:N0}", "no list of storages", "the keys of the storages", "The file is damaged.");
        var storages = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
        var sizes = StorageSizes(root);
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (var key in keys.OfType<string>())
        {
            if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
            {
                break;
            }

            var count = bigEndian ? BinaryPrimitives.ReadInt64BigEndian(length) : BinaryPrimitives.ReadInt64LittleEndian(length);
            var bytes = (Int128)count * sizes.GetValueOrDefault(key, 1);
            if (count < 0 || bytes > stream.Length - stream.Position)
            {
                break;
            }

            storages[key] = (stream.Position, (long)bytes);
            stream.Position += (long)bytes;
        }

        return Collect(path, root, storages, bigEndian);
    }

    private static byte[] ReadAll(ZipArchiveFile archive, ZipEntry entry)
    {
        if (entry.Length > Array.MaxLength)
        {
            throw new DataFormatException(archive.Path, $"member \"{entry.Name}\"", $"{entry.Length:N0} bytes", $"at most {Array.MaxLength:N0}");
        }

        using var member = archive.Read(entry);
        // What is packed may turn out shorter than it says, and then nothing must have been set aside for it.
        var bytes = new MemoryStream();
        var chunk = new byte[(int)Math.Min(entry.Length, 1 << 16)];
        while (member.Left > 0)
        {
            var piece = chunk.AsSpan(0, (int)Math.Min(chunk.Length, member.Left));
            member.ReadExactly(piece);
            bytes.Write(piece);
        }

        member.Verify();
        return bytes.ToArray();
    }

    private static object? Unpickle(string path, string what, Stream stream)
    {
        var unpickler = new Unpickler(stream);
        try
        {
            return unpickler.Read();
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(path, $"{what}, offset {unpickler.Position:N0}", e.Message, null, SafeSave, e);
        }
    }

    private static Dictionary<string, int> StorageSizes(object? root)
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, tensor) in Walk("", root).Tensors)
        {
            sizes[tensor.Storage.Key] = tensor.Storage.Type?.Size ?? 1;
        }

        return sizes;
    }

    private static TorchFile Collect(string path, object? root, Dictionary<string, (long, long)> storages, bool bigEndian)
    {
        var (tensors, texts) = Walk(Path.GetFileNameWithoutExtension(path), root);
        return tensors.Count > 0
            ? new TorchFile(tensors, texts, storages, bigEndian)
            : throw new DataFormatException(path, null, "no tensor", "a tensor, or a dictionary or list with tensors in it", SafeSave);
    }

    // Every container is visited once: a pickle can make a small graph of containers with very many paths through it.
    private static (List<(string Name, PickleTensor Tensor)> Tensors, List<(string Name, List<object?> Items)> Texts) Walk(string stem, object? root)
    {
        var tensors = new List<(string, PickleTensor)>();
        var texts = new List<(string, List<object?>)>();
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<(string Name, object? Value)>();
        waiting.Push(("", root));
        while (waiting.TryPop(out var next))
        {
            switch (next.Value)
            {
                case PickleTensor tensor:
                    tensors.Add((next.Name.Length == 0 ? stem : next.Name, tensor));
                    break;
                case List<object?> { Count: > 0 } list when list.TrueForAll(i => i is string or long or double or bool):
                    texts.Add((next.Name, list));
                    break;
                case List<object?> list when visited.Add(list):
                    PushAll(list.Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item)));
                    break;
                case PickleTuple tuple when visited.Add(tuple):
                    PushAll(tuple.Items.Select((item, i) => (i.ToString(CultureInfo.InvariantCulture), item)));
                    break;
                case PickleDictionary dictionary when visited.Add(dictionary):
                    PushAll(dictionary.Pairs.Select(p => (Convert.ToString(p.Key, CultureInfo.InvariantCulture) ?? "", p.Value)));
                    break;
            }

            // Names of a chain of containers must not add up to more than was read.
            void PushAll(IEnumerable<(string Key, object? Value)> items)
            {
                const int MaxName = 1024;
                foreach (var (key, value) in items.Where(i => i.Value is PickleTensor or List<object?> or PickleTuple or PickleDictionary).Reverse())
                {
                    var name = next.Name.Length == 0 ? key : $"{next.Name}.{key}";
                    waiting.Push((name.Length > MaxName ? name[..MaxName] : name, value));
                }
            }
        }

        return (tensors, texts);
    }
}
