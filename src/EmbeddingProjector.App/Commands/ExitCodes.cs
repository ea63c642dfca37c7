namespace EmbeddingProjector.App.Commands;

/// <summary>What the command's exit code means; part of the help.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The input cannot be used, or the work failed; stderr says why.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong; stderr says how.</summary>
    public const int Usage = 2;

    /// <summary>Cancelled with Ctrl-C.</summary>
    public const int Cancelled = 130;
}
