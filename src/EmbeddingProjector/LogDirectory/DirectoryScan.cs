namespace EmbeddingProjector.LogDirectory;

/// <summary>A scan of a log directory.</summary>
internal static class DirectoryScan
{
    private const string WhatALogDirectoryIs =
        "A log directory holds the vectors (a checkpoint, or a file such as vectors.tsv or vectors.npy), metadata.tsv with one label for each vector, and "
        + "projector_config.pbtxt, which names both.";

    /// <summary>What the directory holds now.</summary>
    public static LogSnapshot Scan(string path, ScanContext context)
    {
        var problems = new List<LogProblem>();
        if (!Directory.Exists(path))
        {
            problems.Add(File.Exists(path)
                ? new(ProblemSeverity.Error, $"{path} is a file, not a directory.", "Name its directory, or open the file by itself.", path)
                : new(ProblemSeverity.Error, $"The directory {path} does not exist.", "Check the path. The directory is looked for again from time to time.", path));
            return Finish(path, [], problems);
        }

        var places = RunPlaces.Find(context, DirectoryWalk.Walk(path, problems, context.CancellationToken));
        var runs = places.Select(p => Read(context, p)).ToList();
        // TensorBoard adds the root as a run and drops it again when it has nothing; the same where other runs are there to be shown.
        if (runs.Count > 1 && runs[^1] is { Name: ".", Embeddings.Count: 0, ConfigPath: null, CheckpointPath: null } root
            && !root.Problems.Any(p => p.Severity == ProblemSeverity.Error))
        {
            runs.RemoveAt(runs.Count - 1);
        }

        SayIfNothingIsShown(path, runs, problems);
        return Finish(path, runs, problems);
    }

    private static Run Read(ScanContext context, RunPlace place)
    {
        try
        {
            return RunReader.Read(context, place);
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            // Files may go while they are looked at; the next scan sees them gone.
            var problem = LogProblems.From(e, place.Directory, ProblemSeverity.Error);
            return new(
                place.Name, place.Directory, place.ConfigPath, null, new(), [], [problem],
                ScanContext.Version([place.Name, .. ScanContext.Parts([problem])]));
        }
    }

    /// <summary>Says so when no embedding, or none that can be shown, was found.</summary>
    public static void SayIfNothingIsShown(string path, IReadOnlyCollection<Run> runs, List<LogProblem> problems)
    {
        var embeddings = runs.Sum(r => r.Embeddings.Count);
        if (embeddings == 0)
        {
            problems.Add(new(
                ProblemSeverity.Error,
                runs.Count > 1 ? $"No embedding was found in {path} or in any of its {runs.Count:N0} runs." : $"No embedding was found in {path}.",
                WhatALogDirectoryIs, path));
        }
        else if (!runs.Any(r => r.Embeddings.Any(e => e.CanBeShown)))
        {
            problems.Add(new(
                ProblemSeverity.Error,
                embeddings == 1 ? "The only embedding that was found cannot be shown." : $"None of the {embeddings:N0} embeddings that were found can be shown.",
                embeddings == 1 ? "Its problem says why." : "Their problems say why.", path));
        }
    }

    /// <summary>The snapshot of runs and problems, with its version.</summary>
    public static LogSnapshot Finish(string path, IReadOnlyList<Run> runs, IReadOnlyList<LogProblem> problems) =>
        new(path, runs, problems, ScanContext.Version([path, .. runs.Select(r => r.Version), .. ScanContext.Parts(problems)]));
}
