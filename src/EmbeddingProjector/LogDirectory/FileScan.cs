using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Checkpoint;

namespace EmbeddingProjector.LogDirectory;

/// <summary>A scan of one file, or of one checkpoint, that the person named.</summary>
internal static class FileScan
{
    /// <summary>What the file holds now.</summary>
    public static LogSnapshot Scan(string path, string? metadataPath, int? columns, string? metadataKey, ScanContext context)
    {
        var problems = new List<LogProblem>();
        var directory = Path.GetDirectoryName(path) ?? path;
        if (Directory.Exists(path))
        {
            problems.Add(new(ProblemSeverity.Error, $"{path} is a directory, not a file.", "Open it as a log directory.", path));
            return DirectoryScan.Finish(path, [], problems);
        }

        var file = CheckpointFinder.Opened(path);
        if (file is null && CheckpointFinder.NewestStep(path, context) is { } step)
        {
            file = step;
            problems.Add(new(
                ProblemSeverity.Warning, $"There is no checkpoint \"{Path.GetFileName(path)}\"; the newest step of it, \"{Path.GetFileName(step)}\", is shown.",
                "Checkpoint.save adds the number of the step to the name.", step));
        }

        if (file is null)
        {
            var present = CheckpointFinder.Prefixes(directory, context).Select(p => Path.GetFileName(p)).ToList();
            problems.Add(new(
                ProblemSeverity.Error, $"{path} does not exist, and no checkpoint has this prefix.",
                present.Count > 0 ? $"The directory holds the checkpoint {LogProblems.Some(present)}." : "Check the path.", path));
            return DirectoryScan.Finish(path, [], problems);
        }

        var run = IsConfig(context, file)
            ? RunReader.Read(context, new(".", directory, file, [], null))
            : RunReader.Read(context, Place(context, file, directory, metadataPath, columns), isConfined: false);
        run = metadataKey is null ? run : run with { Embeddings = [.. run.Embeddings.Select(e => e with { MetadataKey = metadataKey })] };
        DirectoryScan.SayIfNothingIsShown(path, [run], problems);
        return DirectoryScan.Finish(path, [run], problems);
    }

    /// <summary>What the files of one entry hold now, wherever they lie.</summary>
    public static LogSnapshot Scan(EmbeddingInfo entry, ScanContext context)
    {
        var directory = Path.GetDirectoryName(entry.TensorPath) ?? entry.TensorPath;
        var run = RunReader.Read(context, new(".", directory, null, [entry], null) { KeepsOrder = true }, isConfined: false);
        return DirectoryScan.Finish(entry.TensorPath, [run], []);
    }

    private static bool IsConfig(ScanContext context, string file) =>
        file.EndsWith(".pbtxt", StringComparison.OrdinalIgnoreCase)
        || (file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && ConfigReading.Of(context, file) is { Failure: null, Config.Embeddings.Count: > 0 });

    private static RunPlace Place(ScanContext context, string file, string directory, string? metadataPath, int? columns)
    {
        var problems = new List<LogProblem>();
        var isCheckpoint = CheckpointFormat.Instance.Recognizes(file, []);
        var name = Path.GetFileName(file);
        var beside = Names(directory);
        var metadata = metadataPath;
        if (metadata is null && VectorFilesBeside.Metadata(beside, name, isOnly: !BringsColumns(file)) is { } found)
        {
            metadata = Path.Combine(directory, found);
            problems.Add(new(ProblemSeverity.Note, $"The metadata was taken from \"{found}\", which lies beside the file.", null, metadata));
        }

        if (isCheckpoint)
        {
            // An unnamed entry: the template of all tensors of the checkpoint.
            return new(".", directory, null, [new() { MetadataPath = metadata ?? "" }], null) { Checkpoint = file, Problems = problems };
        }

        var listing = name.EndsWith(".bytes", StringComparison.OrdinalIgnoreCase) ? null : TensorListing.OfFile(context, file);
        var sprite = VectorFilesBeside.Sprite(beside, name, isOnly: false);
        List<string> matrices = listing is null ? [] : [.. TensorChoice.Ranked(listing.Tensors).Select(t => t.Name)];
        if (matrices.Count > 1)
        {
            problems.Add(new(
                ProblemSeverity.Note,
                $"{name} holds {matrices.Count:N0} tables of numbers; \"{matrices[0]}\" is shown first. The others are {LogProblems.Some(matrices[1..], 8)}.", null, file));
        }

        List<EmbeddingInfo> entries = matrices.Count > 0 && listing!.Tensors.Count > 1 ? [.. matrices.Select(Entry)] : [Entry(name)];
        return new(".", directory, null, entries, null) { Problems = problems, KeepsOrder = true };

        EmbeddingInfo Entry(string tensor)
        {
            var entry = new EmbeddingInfo { TensorName = tensor, TensorPath = file, MetadataPath = metadata ?? "", Sprite = sprite };
            if (columns is { } d)
            {
                entry.TensorShape.Add(d);
            }

            return entry;
        }
    }

    // A general name beside it ("metadata.tsv") means a file that says nothing of its rows itself.
    private static bool BringsColumns(string file)
    {
        try
        {
            return !CheckpointFormat.Instance.Recognizes(file, []) && VectorFormats.Detect(file).HasNamedColumns;
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            // Listing it says why it cannot be read.
            return false;
        }
    }

    private static List<string> Names(string directory)
    {
        try
        {
            return [.. new DirectoryInfo(directory).EnumerateFiles().Select(f => f.Name)];
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            return [];
        }
    }
}
