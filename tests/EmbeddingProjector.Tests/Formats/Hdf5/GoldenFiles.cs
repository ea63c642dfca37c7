using System.IO.Compression;

namespace EmbeddingProjector.Tests.Formats.Hdf5;

/// <summary>The files of <c>tests/golden/hdf5</c>, which h5py wrote: <c>make.py</c> there says what is in them.</summary>
internal static class GoldenFiles
{
    /// <summary>Every file.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.gz").Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "golden", "hdf5");

    /// <summary>The bytes of a file.</summary>
    public static byte[] Bytes(string name)
    {
        using var packed = new GZipStream(File.OpenRead(Path.Combine(Folder, name + ".gz")), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Writes a file where a test can open it.</summary>
    public static string Write(TemporaryDirectory directory, string name) => directory.Write(name, Bytes(name));

    /// <summary>The numbers that <c>make.py</c> writes: element i is i / 8.</summary>
    public static float[] Matrix(int rows, int columns) => [.. Enumerable.Range(0, rows * columns).Select(i => i / 8f)];
}
