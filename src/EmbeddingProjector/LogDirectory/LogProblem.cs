namespace EmbeddingProjector.LogDirectory;

/// <summary>How bad a finding is.</summary>
public enum ProblemSeverity
{
    /// <summary>Worth knowing; nothing is missing.</summary>
    Note,

    /// <summary>Something is shown otherwise than was meant.</summary>
    Warning,

    /// <summary>Something cannot be shown.</summary>
    Error,
}

/// <summary>Something found wrong (or worth saying) in a log directory: what it is and what to do.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What was found, with the evidence, in plain words.</param>
/// <param name="Remedy">What to do, as a sentence; null when nothing needs doing.</param>
/// <param name="Path">The file concerned, or null.</param>
public sealed record LogProblem(ProblemSeverity Severity, string Message, string? Remedy = null, string? Path = null);
