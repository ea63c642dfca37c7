using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary>What was found wrong, as lines for a terminal.</summary>
internal static class ProblemText
{
    /// <summary>All problems of a snapshot, each with what it concerns: "" for all of it, a run, or a tensor of a run.</summary>
    public static IEnumerable<(string Where, LogProblem Problem)> All(LogSnapshot snapshot) =>
        snapshot.Problems.Select(p => ("", p)).Concat(snapshot.Runs.SelectMany(Of));

    /// <summary>"warning: run train: what was found. What to do. (path)".</summary>
    public static string Line(string where, LogProblem problem)
    {
        var severity = problem.Severity switch
        {
            ProblemSeverity.Note => "note",
            ProblemSeverity.Warning => "warning",
            _ => "error",
        };
        var path = problem.Path is null || problem.Message.Contains(problem.Path, StringComparison.Ordinal) ? "" : $" ({problem.Path})";
        return $"{severity}: {(where.Length == 0 ? "" : where + ": ")}{problem.Message}{(problem.Remedy is null ? "" : " " + problem.Remedy)}{path}";
    }

    private static IEnumerable<(string, LogProblem)> Of(Run run) =>
        run.Problems.Select(p => ($"run {run.Name}", p))
            .Concat(run.Embeddings.SelectMany(e => e.Problems.Select(p => ($"run {run.Name}, tensor {e.TensorName}", p))));
}
