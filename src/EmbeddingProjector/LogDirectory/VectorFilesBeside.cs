using System.Globalization;
using System.Text.RegularExpressions;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Recognises what lies in a directory without a config: which files are vectors, and which metadata and sprite belong to them by their names
/// (<c>digits_64d_tensors.tsv</c> → <c>digits_64d_labels.tsv</c>, <c>digits_sprite_8x8.png</c>; <c>vectors.tsv</c> → <c>metadata.tsv</c>).
/// </summary>
internal static partial class VectorFilesBeside
{
    private const int MostFiles = 1000;

    private static readonly string[] _metadataWords = ["metadata", "labels", "label", "meta", "vocab"];
    private static readonly string[] _vectorWords = ["tensors", "tensor", "vectors", "vector", "embeddings", "embedding", "vecs", "weights"];
    private static readonly string[] _metadataExtensions = [".tsv", ".csv", ".txt", ".tsv.gz", ".csv.gz"];
    private static readonly string[] _vectorExtensions =
        [".tsv", ".npy", ".npz", ".csv", ".jsonl", ".vec", ".bin", ".txt", ".safetensors", ".pt", ".pth", ".keras", ".h5", ".hdf5", ".h5ad"];
    private static readonly string[] _spriteExtensions = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"];
    private static readonly string[] _otherExtensions =
        [".md", ".json", ".pbtxt", ".pb", ".py", ".ipynb", ".log", ".yaml", ".yml", ".toml", ".html", ".index", ".meta", ".gz", ".zip", ".tar", .. _spriteExtensions];

    /// <summary>Whether the name alone says that a file holds vectors; enough to look into a directory that nobody named.</summary>
    public static bool IsVectorName(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var extension = Path.GetExtension(file).ToLowerInvariant();
        return extension == ".bytes" || (_vectorExtensions.Contains(extension) && _vectorWords.Any(w => EndsWithWord(stem, w)));
    }

    /// <summary>The vector files of a directory as entries of a config.</summary>
    /// <param name="context">The scan.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="namedOnly">Whether only files that are called vectors are looked at; else every file that a format recognises.</param>
    /// <param name="problems">Takes what is worth saying of the directory.</param>
    public static IReadOnlyList<EmbeddingInfo> Find(ScanContext context, WalkedDirectory directory, bool namedOnly, ICollection<LogProblem> problems)
    {
        var found = directory.Files
            .Where(f => namedOnly ? IsVectorName(f) : MayBeVectors(f))
            .Select(f => (Name: f, Table: Table(context, Path.Combine(directory.Path, f))))
            .Where(f => f.Table is not FileTable.None)
            .Take(MostFiles + 1)
            .ToList();
        // A table with columns of numbers beside files of vectors is more likely what is known of their rows.
        var vectors = found.Where(f => f.Table is FileTable.Vectors || IsVectorName(f.Name)).ToList();
        var files = (vectors.Count > 0 ? vectors : found).ConvertAll(f => f.Name);
        if (files.Count > MostFiles)
        {
            files.RemoveAt(MostFiles);
            problems.Add(new(
                ProblemSeverity.Warning, $"Only the first {MostFiles:N0} files of vectors in {directory.Path} are listed.", "Open one of the others by its name.", directory.Path));
        }

        return [.. files.Select(f => new EmbeddingInfo
        {
            TensorName = f,
            TensorPath = f,
            MetadataPath = Metadata(directory.Files, f, files.Count == 1) ?? "",
            Sprite = Sprite(directory.Files, f, files.Count == 1),
        })];
    }

    /// <summary>The metadata that belongs to a vector file by its name, or null.</summary>
    /// <param name="files">The names of all files of the directory.</param>
    /// <param name="vectors">The name of the vector file.</param>
    /// <param name="isOnly">Whether it is the only vector file there, so that a general name is taken for it too.</param>
    public static string? Metadata(IReadOnlyList<string> files, string vectors, bool isOnly)
    {
        foreach (var stem in Stems(vectors))
        {
            foreach (var word in _metadataWords)
            {
                foreach (var separator in new[] { "_", ".", "-" })
                {
                    foreach (var extension in _metadataExtensions)
                    {
                        if (files.Contains(stem + separator + word + extension, StringComparer.Ordinal))
                        {
                            return stem + separator + word + extension;
                        }
                    }
                }
            }
        }

        return isOnly || IsGeneralName(vectors)
            ? _metadataWords.SelectMany(_ => _metadataExtensions, (word, extension) => word + extension).FirstOrDefault(n => files.Contains(n, StringComparer.Ordinal))
            : null;
    }

    /// <summary>The sprite that belongs to a vector file by its name, or null.</summary>
    public static SpriteMetadata? Sprite(IReadOnlyList<string> files, string vectors, bool isOnly)
    {
        var images = files.Where(f => _spriteExtensions.Contains(Path.GetExtension(f).ToLowerInvariant())).ToList();
        var image = Stems(vectors)
            .SelectMany(stem => images.Where(i => i.StartsWith(stem + "_sprite", StringComparison.Ordinal) || i.StartsWith(stem + ".sprite", StringComparison.Ordinal)))
            .FirstOrDefault()
            ?? (isOnly || IsGeneralName(vectors) ? images.FirstOrDefault(i => Path.GetFileNameWithoutExtension(i) is "sprite" or "sprites") : null);
        if (image is null)
        {
            return null;
        }

        var sprite = new SpriteMetadata { ImagePath = image };
        if (ThumbnailSize().Match(Path.GetFileNameWithoutExtension(image)) is { Success: true } size)
        {
            sprite.SingleImageDim.Add(long.Parse(size.Groups[1].ValueSpan, CultureInfo.InvariantCulture));
            sprite.SingleImageDim.Add(long.Parse(size.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
        }

        return sprite;
    }

    private static bool MayBeVectors(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        var extension = Path.GetExtension(file).ToLowerInvariant();
        return !file.StartsWith('.')
            && !_otherExtensions.Contains(extension)
            && file != CheckpointState.FileName
            && !file.Contains("tfevents", StringComparison.Ordinal)
            && !file.Contains(".data-", StringComparison.Ordinal)
            && !stem.StartsWith("README", StringComparison.OrdinalIgnoreCase)
            && !stem.Contains("bookmarks", StringComparison.OrdinalIgnoreCase)
            && !(_metadataExtensions.Contains(extension) && _metadataWords.Any(w => EndsWithWord(stem, w)));
    }

    private enum FileTable
    {
        None,
        Vectors,
        Columns,
    }

    // A file that is called vectors but is broken must be shown with its error, any other text file that is none is just something else.
    private static FileTable Table(ScanContext context, string path)
    {
        if (path.EndsWith(".bytes", StringComparison.OrdinalIgnoreCase))
        {
            return FileTable.Vectors;
        }

        var listing = TensorListing.OfFile(context, path);
        var isShown = listing.Failure is not null || !listing.WasRead
            ? IsVectorName(Path.GetFileName(path)) || path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
            : listing.Tensors.Any(t => t.IsMatrix && t.Shape[0] > 1 && t.Shape[1] > 1);
        return !isShown ? FileTable.None : listing.HasNamedColumns ? FileTable.Columns : FileTable.Vectors;
    }

    // "digits_1797_64d_tensors.tsv" → "digits_1797_64d_tensors", "digits_1797_64d", "digits_1797".
    private static IEnumerable<string> Stems(string file)
    {
        var stem = Path.GetFileNameWithoutExtension(file);
        yield return stem;
        if (_vectorWords.FirstOrDefault(w => EndsWithWord(stem, w)) is { } word && stem.Length > word.Length)
        {
            stem = stem[..^(word.Length + 1)];
            yield return stem;
        }

        if (ColumnsAtEnd().Match(stem) is { Success: true, Index: > 0 } columns)
        {
            yield return stem[..columns.Index];
        }
    }

    private static bool IsGeneralName(string file) => _vectorWords.Contains(Path.GetFileNameWithoutExtension(file), StringComparer.Ordinal);

    private static bool EndsWithWord(string stem, string word) =>
        stem.EndsWith(word, StringComparison.OrdinalIgnoreCase)
        && (stem.Length == word.Length || stem[^(word.Length + 1)] is '_' or '-' or '.');

    [GeneratedRegex(@"[_.-]\d{1,9}d$", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnsAtEnd();

    [GeneratedRegex(@"(?:^|[_.-])(\d{1,5})x(\d{1,5})$", RegexOptions.CultureInvariant)]
    private static partial Regex ThumbnailSize();
}
