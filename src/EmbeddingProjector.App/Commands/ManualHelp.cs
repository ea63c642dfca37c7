using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace EmbeddingProjector.App.Commands;

/// <summary>A command whose help goes on after the options: what it does in full, with examples.</summary>
internal sealed class ManualCommand(string name, string summary, string manual) : Command(name, summary)
{
    /// <summary>What stands below the options.</summary>
    public string Manual { get; } = manual;
}

/// <summary>The usual help, followed by the manual of the command.</summary>
internal sealed class ManualHelp(HelpAction usual, string rootManual) : SynchronousCommandLineAction
{
    /// <summary>A wrong command line may still ask for help.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of the usual help of every command.</summary>
    public static void AddTo(RootCommand root, string rootManual)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new ManualHelp((HelpAction)option.Action!, rootManual);
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var manual = parseResult.CommandResult.Command is ManualCommand command ? command.Manual : rootManual;
        parseResult.InvocationConfiguration.Output.WriteLine(manual);
        return code;
    }
}
