using System.Globalization;
using System.Text;
using EmbeddingProjector.Formats;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Tests;

/// <summary>A log directory of our own making for one test, deleted afterwards.</summary>
internal sealed class LogDirectoryOnDisk : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("projector-app-").FullName;

    /// <summary>Five rows of three numbers with two metadata columns, a sprite and bookmarks.</summary>
    public static LogDirectoryOnDisk Small()
    {
        var directory = new LogDirectoryOnDisk();
        directory.WriteVectors("tensors.npy", SmallVectors, 3);
        directory.Write("metadata.tsv", "word\tcount\nапельсин\t3\nbanana\t1\nBandana\t\nçilek\t2\n\"quoted\"\t10\n");
        directory.Write("bookmarks.json", "[{\"label\":\"State 0\"}]");
        directory.WriteSprite("sprite.png", 6, 6);
        directory.WriteConfig("tensors.npy");
        return directory;
    }

    public static float[] SmallVectors { get; } = [1, 0, 0, 0.9f, 0.1f, 0, 0, 1, 0, 0, 0.8f, 0.3f, 0, 0, 2];

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), text, new UTF8Encoding(false));
    }

    public void WriteConfig(string tensorPath) => Write("projector_config.pbtxt",
        $$"""
        embeddings {
          tensor_name: "fruit"
          tensor_path: "{{tensorPath}}"
          metadata_path: "metadata.tsv"
          bookmarks_path: "bookmarks.json"
          sprite { image_path: "sprite.png" single_image_dim: 2 single_image_dim: 2 }
        }
        """);

    public string WriteVectors(string name, float[] values, int columns)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        using var stream = System.IO.File.Create(File(name));
        NpyWriter.Write(stream, values, [values.Length / columns, columns]);
        return File(name);
    }

    public void WriteSprite(string name, int width, int height)
    {
        byte[] pixels = [.. Enumerable.Range(0, width * height).Select(i => (byte)(i / width))];
        SpriteWriter.Write(File(name), new ImageTensor(pixels, 1, height, width, 1));
    }

    /// <summary>Rows that follow from a fixed rule, for tests that need many.</summary>
    public static float[] Wave(int rows, int columns)
    {
        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = MathF.Sin(i * 0.37f) + (i % columns * 0.01f);
        }

        return values;
    }

    public static string Lines(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"row {i}\n")));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
