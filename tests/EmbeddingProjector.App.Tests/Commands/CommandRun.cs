using EmbeddingProjector.App.Commands;

namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>The real command line in this process.</summary>
internal static class CommandRun
{
    public static async Task<(int Code, string Output, string Error)> InProcessAsync(params string[] arguments) =>
        await InProcessAsync(arguments, CancellationToken.None);

    public static Task<(int Code, string Output, string Error)> InProcessAsync(string[] arguments, CancellationToken cancellationToken) =>
        InProcessAsync(arguments, new StringWriter(), cancellationToken);

    public static async Task<(int Code, string Output, string Error)> InProcessAsync(
        string[] arguments, StringWriter error, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        var code = await ProjectorCommand.RunAsync(arguments, output, TextWriter.Synchronized(error), cancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
