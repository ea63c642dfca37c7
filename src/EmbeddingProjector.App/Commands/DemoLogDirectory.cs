using System.Globalization;
using System.Security.Cryptography;
using EmbeddingProjector.Formats;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Commands;

/// <summary>
/// The demo as a log directory: tensors.npy (float32 <c>[count, pixels]</c>, ink from 0 to 1), metadata.tsv (label, ink, row), sprite.png
/// and projector_config.pbtxt. Written once; written again when the digits of the tool are others or files are missing.
/// </summary>
internal static class DemoLogDirectory
{
    private const string Stamp = ".complete";
    private static readonly string[] _files = ["tensors.npy", "metadata.tsv", "sprite.png", "projector_config.pbtxt"];

    /// <summary>Where it is kept: in the user's folder for application data.</summary>
    public static string DefaultPath()
    {
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (string.IsNullOrEmpty(data) || !Path.IsPathRooted(data))
        {
            data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        }

        return Path.Combine(data, "embedding-projector", "demo-mnist");
    }

    /// <summary>Makes sure that it is there, and returns its path.</summary>
    public static string Ensure(string path, Func<Stream> open, TextWriter error, CancellationToken cancellationToken)
    {
        string stamp;
        using (var resource = open())
        {
            stamp = Convert.ToHexStringLower(SHA256.HashData(resource));
        }

        var stampPath = Path.Combine(path, Stamp);
        if (File.Exists(stampPath) && File.ReadAllText(stampPath) == stamp && _files.All(f => File.Exists(Path.Combine(path, f))))
        {
            return path;
        }

        error.WriteLine($"Writing the demo's log directory to {path} …");
        using (var resource = open())
        {
            Write(path, DemoDigits.Read(resource), cancellationToken);
        }

        // Last, so that a directory that was cut short is written again.
        File.WriteAllText(stampPath, stamp);
        return path;
    }

    private static void Write(string path, DemoDigits digits, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        File.Delete(Path.Combine(path, Stamp));
        cancellationToken.ThrowIfCancellationRequested();
        OutputFile.Write(Path.Combine(path, "tensors.npy"), stream => NpyWriter.Write(stream, Ink(digits), [digits.Count, digits.Width * digits.Height]));
        MetadataWriter.Write(Path.Combine(path, "metadata.tsv"), Metadata(digits));
        cancellationToken.ThrowIfCancellationRequested();
        var config = new ProjectorConfig();
        var embedding = config.Embeddings.Add();
        embedding.TensorName = "MNIST digits";
        embedding.TensorPath = "tensors.npy";
        embedding.TensorShape.Add(digits.Count);
        embedding.TensorShape.Add(digits.Width * digits.Height);
        embedding.MetadataPath = "metadata.tsv";
        embedding.Sprite = SpriteWriter.Write(
            Path.Combine(path, "sprite.png"), new ImageTensor(digits.Pixels, digits.Count, digits.Height, digits.Width, channels: 1));
        Projector.VisualizeEmbeddings(path, config);
    }

    private static float[] Ink(DemoDigits digits)
    {
        var ink = new float[digits.Pixels.Length];
        for (var i = 0; i < ink.Length; i++)
        {
            ink[i] = digits.Pixels[i] / 255f;
        }

        return ink;
    }

    private static MetadataTable Metadata(DemoDigits digits)
    {
        var (label, ink, number) = (new MetadataColumnBuilder("label"), new MetadataColumnBuilder("ink"), new MetadataColumnBuilder("row"));
        for (var i = 0; i < digits.Count; i++)
        {
            var sum = 0L;
            foreach (var gray in digits.Image(i))
            {
                sum += gray;
            }

            label.Add(digits.Labels[i].ToString(CultureInfo.InvariantCulture));
            // The share of the image that is ink, for colouring by a number.
            ink.Add((sum / (255.0 * digits.Width * digits.Height)).ToString("0.0000", CultureInfo.InvariantCulture));
            number.Add(i.ToString(CultureInfo.InvariantCulture));
        }

        return new(digits.Count, [label.Build(), ink.Build(), number.Build()]);
    }
}
