using System.Globalization;
using EmbeddingProjector.Formats;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>
/// A training in miniature: five clusters that grow apart, saved as one .npy that is replaced by a rename. From save to save the columns swap and change sign, which
/// a PCA without alignment would show as a map that turns over.
/// </summary>
public sealed class TinyTraining : IDisposable
{
    public const int Rows = 60;
    private const int Columns = 6;

    private readonly LogFolder _folder = new();
    private int _saves;
    private int _writes;

    /// <summary>Writes config and labels, and no vectors yet.</summary>
    public TinyTraining()
    {
        _folder.Write("metadata.tsv", "label\tcluster\n" + string.Concat(Enumerable.Range(0, Rows).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"w{i}\tgroup {i % 5}\n"))));
        _folder.Write("projector_config.pbtxt", "embeddings { tensor_name: \"words\" tensor_path: \"words.npy\" metadata_path: \"metadata.tsv\" }\n");
    }

    public string Path => _folder.Path;

    /// <summary>Saves the next version: the clusters <paramref name="growth"/> times as wide as at the first.</summary>
    public void Save(float growth = 1, int rows = Rows)
    {
        var values = Next(growth, rows);
        Replace(stream => NpyWriter.Write(stream, values, [rows, Columns]));
    }

    /// <summary>Saves the next version as the checkpoint of a step, the only one that is kept.</summary>
    public void SaveCheckpoint(long step, float growth = 1)
    {
        _folder.Write("projector_config.pbtxt", "embeddings { tensor_name: \"words/.ATTRIBUTES/VARIABLE_VALUE\" metadata_path: \"metadata.tsv\" }\n");
        var checkpoint = new Checkpoint(("words", new Variable(VectorTable.FromArray(Next(growth, Rows), Rows, Columns))));
        new CheckpointManager(checkpoint, Path, maxToKeep: 1).Save(step);
    }

    /// <summary>Saves a file that breaks off in the middle.</summary>
    public void SaveHalf()
    {
        using var whole = new MemoryStream();
        NpyWriter.Write(whole, new float[Rows * Columns], [Rows, Columns]);
        Replace(stream => stream.Write(whole.ToArray().AsSpan(0, 300)));
    }

    public void Dispose() => _folder.Dispose();

    private float[] Next(float growth, int rows)
    {
        _saves++;
        var random = new Random(5);
        var corners = Enumerable.Range(0, 5 * Columns).Select(_ => (float)random.NextDouble() * 8).ToArray();
        var values = new float[rows * Columns];
        for (var row = 0; row < rows; row++)
        {
            for (var j = 0; j < Columns; j++)
            {
                var value = growth * (corners[(row % 5 * Columns) + j] + (float)random.NextDouble());
                var column = (j + _saves) % Columns;
                values[(row * Columns) + column] = (column + _saves) % 2 == 0 ? value : -value;
            }
        }

        return values;
    }

    private void Replace(Action<Stream> write)
    {
        var path = System.IO.Path.Combine(Path, "words.npy");
        using (var stream = File.Create(path + ".part"))
        {
            write(stream);
        }

        // Two saves within the resolution of the clock of the file system would look like one.
        File.SetLastWriteTimeUtc(path + ".part", new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(++_writes));
        File.Move(path + ".part", path, overwrite: true);
    }
}
