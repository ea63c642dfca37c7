using System.Text;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

/// <summary>A log directory of a test, removed with it.</summary>
internal sealed class TemporaryLogs : IDisposable
{
    private readonly string _above = Directory.CreateTempSubdirectory("projector-logs-").FullName;

    public TemporaryLogs()
    {
        Root = System.IO.Path.Combine(_above, "logs");
        Directory.CreateDirectory(Root);
        Scanner = LogDirectoryScanner.ForDirectory(Root);
    }

    /// <summary>The log directory; its parent belongs to the test too.</summary>
    public string Root { get; }

    public LogDirectoryScanner Scanner { get; }

    public string Path(string relative) => System.IO.Path.GetFullPath(System.IO.Path.Combine(Root, relative));

    public string Write(string relative, string text) => Write(relative, Encoding.UTF8.GetBytes(text));

    public string Write(string relative, byte[] bytes)
    {
        var path = Path(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A TSV of numbers, rows × columns.</summary>
    public void Vectors(string relative, int rows, int columns) => Write(
        relative,
        string.Concat(Enumerable.Range(0, rows).Select(r => string.Join('\t', Enumerable.Range(0, columns).Select(c => $"{r}.{c}")) + "\n")));

    /// <summary>Lines "label 1", "label 2" …</summary>
    public void Labels(string relative, int count) =>
        Write(relative, string.Concat(Enumerable.Range(1, count).Select(i => $"label {i}\n")));

    public LogSnapshot Scan() => Scanner.Scan();

    /// <summary>The one run that there is.</summary>
    public Run Run() => Assert.Single(Scan().Runs);

    /// <summary>The one embedding of the one run.</summary>
    public Embedding Embedding() => Assert.Single(Run().Embeddings);

    public void Dispose() => Directory.Delete(_above, recursive: true);
}
