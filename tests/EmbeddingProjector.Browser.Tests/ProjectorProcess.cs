using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>The real program in a process of its own, serving on a free port.</summary>
public sealed partial class ProjectorProcess : IAsyncDisposable
{
    private readonly string[] _arguments;
    private readonly StringBuilder _errors = new();
    private Process _process = null!;

    private ProjectorProcess(string[] arguments) => _arguments = arguments;

    /// <summary>Where the page is.</summary>
    public Uri Address { get; private set; } = null!;

    public static async Task<ProjectorProcess> StartAsync(params string[] arguments)
    {
        var server = new ProjectorProcess(arguments);
        await server.LaunchAsync(0);
        return server;
    }

    /// <summary>Starts it again at the same address, after it was ended.</summary>
    public Task RestartAsync()
    {
        _process.Dispose();
        return LaunchAsync(Address.Port);
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

    private async Task LaunchAsync(int port)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { System.IO.Path.Combine(AppContext.BaseDirectory, "projector.dll") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in _arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add("--port");
        start.ArgumentList.Add(port.ToString(CultureInfo.InvariantCulture));
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Url().Match(line) is { Success: true } match)
            {
                Address = new Uri(match.Value);
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        await _process.WaitForExitAsync();
        throw new InvalidOperationException($"The server ended with code {_process.ExitCode} before it was ready.\n{_errors}");
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Url();
}
