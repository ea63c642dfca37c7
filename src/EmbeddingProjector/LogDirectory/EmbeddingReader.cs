using System.Globalization;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Turns an entry of a config into an <see cref="Embedding"/>: finds its files, settles its shape, says what is wrong.</summary>
/// <param name="Context">The scan.</param>
/// <param name="Assets">Finds the files that the entry names.</param>
internal sealed record EmbeddingReader(ScanContext Context, AssetFinder Assets)
{
    /// <summary>An embedding whose vectors are in a file (tensor_path).</summary>
    public Embedding OfFile(EmbeddingInfo info, IEnumerable<LogProblem> known)
    {
        var problems = new List<LogProblem>(known);
        var path = Assets.Find(info.TensorPath, "tensor_path", ProblemSeverity.Error, problems);
        var metadata = Metadata(info, problems);
        if (path is null)
        {
            return Finish(info, [.. info.TensorShape], null, new(null, null, false), "", metadata, problems);
        }

        var stamp = FileStamp.Of(path).ToString();
        var given = info.TensorShape.ToList();
        if (IsRaw(path, given))
        {
            var settled = RawShape.Settle(path, given, () => LabelCount(metadata), problems);
            return Finish(info, Checked(settled ?? [], settled is not null, info.TensorName, true, "float32", problems), "float32", new(path, null, false), stamp, metadata, problems);
        }

        var listing = TensorListing.OfFile(Context, path);
        if (listing.Failure is { } failure)
        {
            problems.Add(LogProblems.From(failure, ProblemSeverity.Error));
            return Finish(info, given, null, new(path, null, false), stamp, metadata, problems);
        }

        if (!listing.WasRead)
        {
            return Finish(info, given.Count == 2 ? given : [], null, new(path, null, false), stamp, metadata, problems);
        }

        var tensor = Choose(listing.Tensors, info.TensorName, path, problems);
        if (tensor is null)
        {
            return Finish(info, given, null, new(path, null, false), stamp, metadata, problems);
        }

        if (given.Count > 0 && !given.SequenceEqual(tensor.Shape))
        {
            problems.Add(new(
                ProblemSeverity.Note, $"tensor_shape says {Shape(given)}, but {Path.GetFileName(path)} holds {Shape(tensor.Shape)}; the file counts.", "Correct or remove tensor_shape.", path));
        }

        var source = new EmbeddingSource(path, listing.Tensors.Count == 1 ? null : tensor.Name, false);
        return Finish(info, Checked(tensor, problems), tensor.ElementType, source, stamp, metadata, problems);
    }

    /// <summary>An embedding that is a tensor of a checkpoint.</summary>
    public Embedding OfCheckpoint(EmbeddingInfo info, string prefix, TensorListing listing, TensorInfo tensor, IEnumerable<LogProblem> known)
    {
        var problems = new List<LogProblem>(known);
        var metadata = Metadata(info, problems);
        var shape = Checked(tensor, problems);
        return Finish(info, shape, tensor.ElementType, new(prefix, tensor.Name, true), listing.Stamp, metadata, problems) with { Step = listing.Step };
    }

    /// <summary>An embedding whose vectors cannot be found.</summary>
    public Embedding Missing(EmbeddingInfo info, string? prefix, LogProblem why)
    {
        var problems = new List<LogProblem> { why };
        return Finish(info, [.. info.TensorShape], null, new(prefix, info.TensorName, prefix is not null), "", Metadata(info, problems), problems);
    }

    /// <summary>"8,184 × 16".</summary>
    public static string Shape(IReadOnlyList<long> shape) => shape.Count switch
    {
        0 => "a single number",
        1 => $"a list of {shape[0]:N0} numbers",
        _ => string.Join(" × ", shape.Select(l => l.ToString("N0", CultureInfo.InvariantCulture))),
    };

    private static IReadOnlyList<long> Checked(TensorInfo tensor, List<LogProblem> problems)
    {
        if (tensor.Problem is { } problem)
        {
            problems.Add(new(ProblemSeverity.Error, $"\"{tensor.Name}\" cannot be read: {problem}", null));
        }

        return Checked(tensor.Shape, true, tensor.Name, tensor.IsNumeric, tensor.ElementType, problems);
    }

    private static IReadOnlyList<long> Checked(
        IReadOnlyList<long> shape, bool isKnown, string name, bool isNumeric, string elementType, List<LogProblem> problems)
    {
        if (!isKnown)
        {
            return shape;
        }

        if (!isNumeric)
        {
            problems.Add(new(
                ProblemSeverity.Error, $"\"{name}\" holds elements of the type {elementType}, which are not numbers.", "Name a tensor of numbers."));
        }

        if (shape.Count != 2)
        {
            problems.Add(new(
                ProblemSeverity.Error, $"\"{name}\" has the wrong rank: it is {Shape(shape)} ({(shape.Count == 1 ? "1 axis" : $"{shape.Count} axes")}).",
                MatrixShape.Remedy(shape)));
        }
        else if (shape[0] == 0 || shape[1] == 0)
        {
            problems.Add(new(ProblemSeverity.Error, $"\"{name}\" is empty: {Shape(shape)}.", "Save it with its values."));
        }
        else if (shape[0] == 1 || shape[1] == 1)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                shape[0] == 1 ? $"\"{name}\" has a single row ({Shape(shape)}): a map of one point." : $"\"{name}\" has a single column ({Shape(shape)}): a map on a line.",
                "TensorBoard does not list it."));
        }

        return shape;
    }

    private static TensorInfo? Choose(IReadOnlyList<TensorInfo> tensors, string name, string path, List<LogProblem> problems)
    {
        if (tensors.Count == 1)
        {
            return tensors[0];
        }

        // The ":0" with which older Keras files end their names is cut from the names of runs.
        if ((tensors.FirstOrDefault(t => t.Name == name) ?? tensors.FirstOrDefault(t => TensorNames.WithoutSuffix(t.Name) == TensorNames.WithoutSuffix(name))) is { } named)
        {
            return named;
        }

        if (TensorChoice.Best(tensors) is not { } first)
        {
            problems.Add(new(
                ProblemSeverity.Error, $"{Path.GetFileName(path)} holds no table of numbers with two axes.",
                tensors.Count == 0 ? null : $"It holds {LogProblems.Some([.. tensors.Select(t => t.Name)])}.", path));
            return null;
        }

        problems.Add(new(
            ProblemSeverity.Note, $"{Path.GetFileName(path)} holds {tensors.Count:N0} tensors, none named \"{name}\"; \"{first.Name}\" is shown.", null, path));
        return first;
    }

    private string? Metadata(EmbeddingInfo info, List<LogProblem> problems) =>
        info.MetadataPath.Length == 0 ? null : Assets.Find(info.MetadataPath, "metadata_path", ProblemSeverity.Warning, problems);

    private Embedding Finish(
        EmbeddingInfo info, IReadOnlyList<long> shape, string? elementType, EmbeddingSource source, string sourceStamp, string? metadata,
        List<LogProblem> problems)
    {
        SpriteFile? sprite = null;
        var image = info.Sprite is { ImagePath.Length: > 0 } s ? Assets.Find(s.ImagePath, "image_path", ProblemSeverity.Warning, problems) : null;
        if (image is not null)
        {
            sprite = SpriteReader.Read(Context, image, [.. info.Sprite!.SingleImageDim], shape.Count == 2 ? shape[0] : null, problems);
        }

        var bookmarks = info.BookmarksPath.Length == 0 ? null : Assets.Find(info.BookmarksPath, "bookmarks_path", ProblemSeverity.Warning, problems);
        if (bookmarks is not null && BookmarksFile.Check(Context, bookmarks) is { } broken)
        {
            problems.Add(broken);
        }

        var version = ScanContext.Version(
        [
            info.TensorName, elementType, source.Path, source.Tensor, sourceStamp,
            .. shape.Select(l => l.ToString(CultureInfo.InvariantCulture)),
            .. new[] { metadata, image, bookmarks }.SelectMany(f => new[] { f, f is null ? null : FileStamp.Of(f).ToString() }),
            sprite?.ToString(),
            .. ScanContext.Parts(problems),
        ]);
        return new(info.TensorName, shape, elementType, source, metadata, sprite, bookmarks, problems, version)
        {
            VectorsVersion = ScanContext.Version([source.Path, source.Tensor, sourceStamp]),
            WrittenAt = source.Path is null ? null : FileStamp.WrittenAt(source.Path),
        };
    }

    private static bool IsRaw(string path, List<long> given)
    {
        try
        {
            return TensorFileFormat.Of(path, given) is RawFloat32Format;
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            // Listing it says why.
            return false;
        }
    }

    private long? LabelCount(string? metadata) => metadata is null
        ? null
        : Context.Cache.Get("labels", metadata, FileStamp.Of(metadata).ToString(), () => new Count(MetadataFile.CountRows(metadata, Context.CancellationToken))).Rows;

    private sealed record Count(long? Rows);
}
