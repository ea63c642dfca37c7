using System.CommandLine;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>--threads</c>.</summary>
internal static class ThreadsOption
{
    private const int Most = 1024;

    /// <summary>A new option.</summary>
    public static Option<int> Create()
    {
        var option = new Option<int>("--threads")
        {
            Description = "The most threads to compute with; 0 for all cores. The result does not depend on it.",
            DefaultValueFactory = _ => 0,
            HelpName = "count",
        };
        IntegerRange.Require(option, 0, Most);
        return option;
    }
}
