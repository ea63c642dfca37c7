namespace EmbeddingProjector.App.Server;

/// <summary>Where a run stands.</summary>
internal enum JobState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Steps.</summary>
    Running,

    /// <summary>Rests between two steps and takes nobody's turn, until it is resumed.</summary>
    Paused,

    /// <summary>Complete, or stopped early with the positions so far.</summary>
    Done,

    /// <summary>Could not be done; the message says why.</summary>
    Failed,

    /// <summary>Was cancelled.</summary>
    Cancelled,
}

/// <summary>The names of the states over HTTP.</summary>
internal static class JobStateNames
{
    /// <summary>As docs/api.md has it.</summary>
    public static string Name(this JobState state) => state switch
    {
        JobState.Queued => "queued",
        JobState.Running => "running",
        JobState.Paused => "paused",
        JobState.Done => "done",
        JobState.Failed => "failed",
        _ => "cancelled",
    };
}
