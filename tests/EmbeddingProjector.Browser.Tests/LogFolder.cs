using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>A log directory of our own making in a temporary folder: clusters whose rows, labels and neighbors are known.</summary>
public sealed class LogFolder : IDisposable
{
    public LogFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "projector-browser-" + Guid.NewGuid().ToString("N"));

    /// <summary>
    /// <paramref name="clusters"/> clusters of <paramref name="perCluster"/> rows in eight dimensions around the corners of a cube, with columns
    /// <c>label</c> ("c0-r0"), <c>cluster</c> and <c>weight</c>.
    /// </summary>
    public static LogFolder WithClusters(int clusters = 4, int perCluster = 25)
    {
        var folder = new LogFolder();
        var random = new Random(7);
        var tensors = new StringBuilder();
        var metadata = new StringBuilder("label\tcluster\tweight\n");
        for (var c = 0; c < clusters; c++)
        {
            for (var r = 0; r < perCluster; r++)
            {
                var cells = Enumerable.Range(0, 8).Select(j => ((c >> j) & 1) * 10 + random.NextDouble());
                tensors.AppendJoin('\t', cells.Select(v => v.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
                metadata.Append(CultureInfo.InvariantCulture, $"c{c}-r{r}\tgroup {c}\t{random.Next(1000) / 7.0:F3}\n");
            }
        }

        folder.Write("tensors.tsv", tensors.ToString());
        folder.Write("metadata.tsv", metadata.ToString());
        folder.Write("projector_config.pbtxt", """
            embeddings {
              tensor_name: "clusters"
              tensor_path: "tensors.tsv"
              metadata_path: "metadata.tsv"
            }

            """);
        return folder;
    }

    public void Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        // Written aside and moved, as a careful writer does: a reader never sees half of it.
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
