using System.Diagnostics;
using System.Runtime.InteropServices;
using EmbeddingProjector.App.Commands;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>The command in a process of its own, as a person runs it.</summary>
internal sealed class ProjectorProcess : IDisposable
{
    private const int Interrupt = 2;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private ProjectorProcess(Process process)
    {
        _process = process;
    }

    public static ProjectorProcess Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static ProjectorProcess Start(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(typeof(ProjectorCommand).Assembly.Location);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>The address that a server prints when it is ready.</summary>
    public async Task<Uri> AddressAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(_patience, TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("Embedding Projector: ", StringComparison.Ordinal))
            {
                return new Uri(line["Embedding Projector: ".Length..].Split(' ')[0]);
            }
        }

        throw new InvalidOperationException($"It ended without an address: {await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }

    /// <summary>Waits for a line of stderr.</summary>
    public async Task ErrorLineAsync(string expected)
    {
        string? line;
        do
        {
            line = await _process.StandardError.ReadLineAsync().WaitAsync(_patience, TestContext.Current.CancellationToken);
        }
        while (line is not null && line != expected);
        Assert.Equal(expected, line);
    }

    /// <summary>Ctrl-C.</summary>
    public void SendInterrupt() => Assert.Equal(0, Kill(_process.Id, Interrupt));

    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        var output = _process.StandardOutput.ReadToEndAsync();
        var error = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_patience, TestContext.Current.CancellationToken);
        return (_process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
