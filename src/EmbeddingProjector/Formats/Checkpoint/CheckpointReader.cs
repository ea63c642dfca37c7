using System.Text.RegularExpressions;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// A TensorFlow checkpoint, opened for reading: of the second generation (<c>P.index</c> and its data files, since 2016) or the first (one
/// file). Opening reads names, types and shapes; values are read, and their checksums verified, on demand. Holds no file open. Safe
/// for use from several threads.
/// </summary>
public sealed partial class CheckpointReader
{
    private readonly ITensorStore _store;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);

    private CheckpointReader(string prefix, int version, ITensorStore store)
    {
        Prefix = prefix;
        Version = version;
        _store = store;
        for (var i = 0; i < store.Tensors.Count; i++)
        {
            _byName.TryAdd(store.Tensors[i].Name, i);
        }
    }

    /// <summary>The path that all its files begin with: <c>logs/embedding.ckpt-1</c>.</summary>
    public string Prefix { get; }

    /// <summary>The generation of the format, 1 or 2.</summary>
    public int Version { get; }

    /// <summary>
    /// The tensors in the order of the index (by name, bytes compared), under their full names. One that cannot be read is
    /// listed with its <see cref="TensorInfo.Problem"/>; the slices of a partitioned tensor are listed as the one tensor that they are.
    /// </summary>
    public IReadOnlyList<TensorInfo> Tensors => _store.Tensors;

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">Its prefix, its <c>.index</c> file, one of its data files, or a file of the first generation.</param>
    /// <param name="cancellationToken">Ends the reading of the index.</param>
    /// <exception cref="DataFormatException">There is no checkpoint of this prefix, or its index is damaged.</exception>
    public static CheckpointReader Open(string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        var prefix = PrefixOf(path);
        if (File.Exists(TensorBundle.IndexPath(prefix)))
        {
            return new CheckpointReader(prefix, 2, TensorBundle.Open(prefix, cancellationToken));
        }

        var firstGeneration = CheckpointV1.PrefixOf(prefix);
        var files = CheckpointV1.FindFiles(firstGeneration);
        files = files.Count > 0 ? files : CheckpointV1.FindFiles(prefix);
        if (files.Count > 0)
        {
            return new CheckpointReader(firstGeneration, 1, CheckpointV1.Open(files, cancellationToken));
        }

        throw new DataFormatException(
            path, null, $"no file {Path.GetFileName(TensorBundle.IndexPath(prefix))}", "the index of a checkpoint", SuggestPrefix(prefix));
    }

    /// <summary>A sentence that names the checkpoints whose prefix continues a given one with a step; null when there are none.</summary>
    internal static string? SuggestPrefix(string prefix)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(prefix));
        if (Path.GetFileName(prefix).Length == 0 || !Directory.Exists(directory))
        {
            return null;
        }

        var found = Directory.EnumerateFiles(directory)
            .Where(file => file.EndsWith(".index", StringComparison.Ordinal) && Path.GetFileName(file).StartsWith(Path.GetFileName(prefix) + "-", StringComparison.Ordinal))
            .Select(file => Path.GetFileName(PrefixOf(file)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return found.Count == 0 ? null : $"The prefix includes the step: did you mean {string.Join(" or ", found)}?";
    }

    /// <summary>The prefix that a file of a checkpoint belongs to: <c>P</c> for <c>P.index</c> and <c>P.data-00000-of-00001</c>, else the path itself.</summary>
    public static string PrefixOf(string path) => CheckpointFile().Replace(path, "");

    /// <summary>The tensor of that name, or null.</summary>
    public TensorInfo? Find(string name) => _byName.TryGetValue(name, out var index) ? Tensors[index] : null;

    /// <summary>Reads a matrix as float32 <c>[n, d]</c>, any numeric type converted.</summary>
    /// <param name="name">The full name of the tensor.</param>
    /// <param name="settings">Where the rows may lie, and who is told the fraction read; null for the usual.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DataFormatException">There is no such tensor, it is no matrix of numbers, or its bytes are missing or damaged.</exception>
    public VectorTable Read(string name, ReadSettings? settings = null, CancellationToken cancellationToken = default)
    {
        var tensor = Numeric(name);
        var (rows, columns) = MatrixShape.Require(Prefix, Tensors[tensor]);
        using var elements = _store.OpenElements(tensor, cancellationToken);
        return elements.ReadTable(rows, columns, settings ?? ReadSettings.Default, cancellationToken);
    }

    /// <summary>Hands every value of a numeric tensor to <paramref name="visit"/>, row-major, as float64.</summary>
    /// <exception cref="DataFormatException">As for <see cref="Read"/>, but for any shape.</exception>
    public void Visit(string name, VisitValues visit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var tensor = Numeric(name);
        using var elements = _store.OpenElements(tensor, cancellationToken);
        elements.Visit(Tensors[tensor].ElementCount, visit, cancellationToken);
    }

    /// <summary>Reads a tensor of strings, row-major: the bytes as stored, usually UTF-8.</summary>
    /// <exception cref="DataFormatException">There is no such tensor, it holds no strings, or its bytes are missing or damaged.</exception>
    public IReadOnlyList<ReadOnlyMemory<byte>> ReadStrings(string name)
    {
        var tensor = Index(name);
        var info = Tensors[tensor];
        return info.ElementType == DataType.FromCode(DataType.StringCode).Name && info.Problem is null
            ? _store.ReadStrings(tensor)
            : throw new DataFormatException(Prefix, $"tensor \"{name}\"", info.Problem ?? $"elements of type {info.ElementType}", info.Problem is null ? "strings" : null);
    }

    private int Index(string name) => _byName.TryGetValue(name, out var index)
        ? index
        : throw new DataFormatException(Prefix, null, $"no tensor \"{name}\"", "one of: " + NamesForMessage());

    private int Numeric(string name)
    {
        var index = Index(name);
        var tensor = Tensors[index];
        if (tensor.Problem is not null || !tensor.IsNumeric)
        {
            throw new DataFormatException(
                Prefix, $"tensor \"{name}\"", tensor.Problem ?? $"elements of type {tensor.ElementType}", tensor.Problem is null ? "numbers" : null);
        }

        return index;
    }

    private string NamesForMessage()
    {
        const int Shown = 20;
        var names = string.Join(", ", Tensors.Take(Shown).Select(t => t.Name));
        return Tensors.Count <= Shown ? names : $"{names} and {Tensors.Count - Shown} more";
    }

    [GeneratedRegex(@"(\.index|\.data-[0-9]{5}-of-[0-9]{5})$", RegexOptions.CultureInvariant)]
    private static partial Regex CheckpointFile();
}
