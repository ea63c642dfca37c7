using System.CommandLine;
using EmbeddingProjector.Show;

namespace EmbeddingProjector.Samples;

/// <summary>What the command line asks for.</summary>
/// <param name="Data">The archive or folder of the reviews; null to download them.</param>
/// <param name="LogDir">Where everything is written.</param>
/// <param name="Epochs">How often the reviews are gone through.</param>
/// <param name="Seed">Of the initial weights and of the order of the reviews.</param>
/// <param name="Serve">Whether the map is shown while the model trains.</param>
/// <param name="Open">Whether it is opened in the browser.</param>
/// <param name="Port">Where it is served; 0 takes a free port.</param>
/// <param name="Json">Whether stdout gets the results as one line of JSON, and nothing else.</param>
internal sealed record TutorialOptions(string? Data, string LogDir, int Epochs, int Seed, bool Serve, bool Open, int Port, bool Json)
{
    private static readonly Option<string?> s_data = new("--data")
    {
        Description = "aclImdb_v1.tar.gz, or the folder extracted from it. Without it the archive (84 MB) is downloaded once; without a network, made-up reviews take its place.",
        HelpName = "path",
    };

    private static readonly Option<string> s_logDir = new("--logdir")
    {
        Description = "The log directory.",
        DefaultValueFactory = _ => Path.Combine("logs", "imdb-example"),
        HelpName = "directory",
    };

    private static readonly Option<int> s_epochs = new("--epochs") { Description = "Passes over the reviews.", DefaultValueFactory = _ => 1, HelpName = "number" };

    private static readonly Option<int> s_seed = new("--seed") { Description = "Every random choice follows from it.", DefaultValueFactory = _ => 0, HelpName = "number" };

    private static readonly Option<bool> s_serve = new("--serve") { Description = "Show the map before the training starts, and follow it. Ctrl-C ends it." };

    private static readonly Option<bool> s_noOpen = new("--no-open") { Description = "With --serve: print the address and open no browser." };

    private static readonly Option<int> s_port = new("--port") { Description = "With --serve: the port; 0 takes a free one.", DefaultValueFactory = _ => 0, HelpName = "number" };

    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "Print one line on stdout, {\"loss\", \"accuracy\", \"val_loss\", \"val_accuracy\", \"test_accuracy\", \"seconds_per_epoch\", \"vocab_size\", \"logdir\"}, and all else on stderr.",
    };

    /// <summary>How it is served.</summary>
    public ShowOptions Show => new() { OpenBrowser = Open, Port = Port, Output = Output };

    /// <summary>Where what is written for people goes.</summary>
    public TextWriter Output => Json ? Console.Error : Console.Out;

    public static RootCommand CommandLine()
    {
        s_epochs.Validators.Add(result => Require(result.GetValueOrDefault<int>() >= 1, "--epochs takes a number from 1.", result));
        s_port.Validators.Add(result => Require(result.GetValueOrDefault<int>() is >= 0 and <= ushort.MaxValue, "--port takes a number from 0 to 65535.", result));
        return new RootCommand("The tutorial of the Embedding Projector: trains an embedding of movie reviews and shows it as a map.")
        {
            s_data, s_logDir, s_epochs, s_seed, s_serve, s_noOpen, s_port, s_json,
        };
    }

    public static TutorialOptions From(ParseResult parsed) => new(
        parsed.GetValue(s_data), parsed.GetRequiredValue(s_logDir), parsed.GetValue(s_epochs), parsed.GetValue(s_seed),
        parsed.GetValue(s_serve), !parsed.GetValue(s_noOpen), parsed.GetValue(s_port), parsed.GetValue(s_json));

    private static void Require(bool holds, string message, System.CommandLine.Parsing.OptionResult result)
    {
        if (!holds)
        {
            result.AddError(message);
        }
    }
}
