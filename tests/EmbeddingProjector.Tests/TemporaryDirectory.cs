namespace EmbeddingProjector.Tests;

/// <summary>A directory of its own for one test, deleted afterwards.</summary>
/// <param name="inMemory">Whether to use memory instead of a disk where the system offers it: for many thousands of small files.</param>
internal sealed class TemporaryDirectory(bool inMemory = false) : IDisposable
{
    private const string MemoryRoot = "/dev/shm";

    private readonly string _path = inMemory && Directory.Exists(MemoryRoot)
        ? Directory.CreateDirectory(Path.Combine(MemoryRoot, $"embedding-projector-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("embedding-projector-").FullName;

    /// <summary>The absolute path of a file in it.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = File(name);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Writes a file of UTF-8 text and returns its path.</summary>
    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
