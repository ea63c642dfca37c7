using System.CommandLine;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary><c>projector demo</c>: the map of 10,000 handwritten digits, which come with the tool.</summary>
internal static class DemoCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var settings = new ServerSettings();
        var command = new ManualCommand("demo", "Serves a map of 10,000 handwritten digits; no network is needed.",
            """
            Serves a map of 10,000 handwritten digits (MNIST, 28 × 28 pixels each), which come with the tool: no network is needed.

            The first time they are written as a log directory, an example of how one looks, into your folder for application data
            (XDG_DATA_HOME, or ~/.local/share, or the equivalent of your system), in embedding-projector/demo-mnist.

            Example:
              projector demo --open

            """);
        settings.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var directory = await Task.Run(
                () => DemoLogDirectory.Ensure(DemoLogDirectory.DefaultPath(), DemoDigits.Open, result.InvocationConfiguration.Error, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            return await ServerSession.RunAsync(
                LogDirectoryScanner.ForDirectory(directory), settings.Read(result), settings.Open(result),
                result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }
}
