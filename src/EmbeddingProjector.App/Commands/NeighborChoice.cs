using System.CommandLine;
using System.CommandLine.Parsing;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Neighbors.Approximate;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>--exact</c>, <c>--approximate</c> and <c>--recall</c>: which search of neighbors.</summary>
internal sealed class NeighborChoice
{
    private readonly Option<bool> _exact = new("--exact") { Description = "Compare all pairs, whatever it costs." };

    private readonly Option<bool> _approximate = new("--approximate") { Description = "Search approximately, even where comparing all pairs is cheaper." };

    private readonly Option<double?> _recall = new("--recall")
    {
        Description = "The share of the true neighbors that an approximate search finds at least, 0.5 to 1.",
        HelpName = "share",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _recall.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<double?>() is not (>= 0.5 and <= 1))
            {
                result.AddError("--recall takes 0.5 to 1.");
            }
        });
        command.Add(_exact);
        command.Add(_approximate);
        command.Add(_recall);
        command.Validators.Add(Check);
    }

    /// <summary>Whether any of them is on the command line.</summary>
    public bool IsGiven(ParseResult result) => Mode(result) != NeighborSearchMode.Auto || result.GetValue(_recall) is not null;

    /// <summary>The same, while the command line is checked.</summary>
    public bool IsGiven(CommandResult result) =>
        result.GetValue(_exact) || result.GetValue(_approximate) || result.GetResult(_recall) is { Implicit: false };

    /// <summary>The search that was chosen; by estimated cost when none was.</summary>
    public NeighborSearchMode Mode(ParseResult result) =>
        result.GetValue(_exact) ? NeighborSearchMode.Exact
        : result.GetValue(_approximate) ? NeighborSearchMode.Approximate
        : NeighborSearchMode.Auto;

    /// <summary>How an approximate search runs.</summary>
    public ApproximateNeighborOptions Options(ParseResult result, double usualRecall, ulong seed, int threads) =>
        new(result.GetValue(_recall) ?? usualRecall, seed, threads);

    private void Check(CommandResult result)
    {
        if (result.GetValue(_exact) && result.GetValue(_approximate))
        {
            result.AddError("Give either --exact or --approximate, not both.");
        }
        else if (result.GetValue(_exact) && result.GetResult(_recall) is { Implicit: false })
        {
            result.AddError("--recall is of an approximate search; --exact finds every neighbor.");
        }
    }
}
