using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>The real program in a process of its own, serving on a free port.</summary>
public sealed partial class ProjectorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ProjectorProcess(Process process) => _process = process;

    /// <summary>Where the page is.</summary>
    public Uri Address { get; private set; } = null!;

    public static async Task<ProjectorProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { System.IO.Path.Combine(AppContext.BaseDirectory, "projector.dll") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("--port");
        start.ArgumentList.Add("0");
        var server = new ProjectorProcess(Process.Start(start)!);
        server._process.ErrorDataReceived += (_, line) => server._errors.AppendLine(line.Data);
        server._process.BeginErrorReadLine();
        while (await server._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Url().Match(line) is { Success: true } match)
            {
                server.Address = new Uri(match.Value);
                _ = server._process.StandardOutput.ReadToEndAsync();
                return server;
            }
        }

        await server._process.WaitForExitAsync();
        throw new InvalidOperationException($"The server ended with code {server._process.ExitCode} before it was ready.\n{server._errors}");
    }

    /// <summary>Ends the server, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Url();
}
