using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmbeddingProjector.Formats;

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
        OutputFile.Write(Path.Combine(path, "metadata.tsv"), stream => stream.Write(Encoding.UTF8.GetBytes(Metadata(digits))));
        cancellationToken.ThrowIfCancellationRequested();
        OutputFile.Write(Path.Combine(path, "sprite.png"), stream => WriteSprite(stream, digits));
        OutputFile.Write(Path.Combine(path, "projector_config.pbtxt"), stream => stream.Write(Encoding.UTF8.GetBytes(Config(digits))));
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

    private static string Metadata(DemoDigits digits)
    {
        var text = new StringBuilder("label\tink\trow\n");
        for (var i = 0; i < digits.Count; i++)
        {
            var sum = 0L;
            foreach (var gray in digits.Image(i))
            {
                sum += gray;
            }

            // The share of the image that is ink, for colouring by a number.
            var ink = sum / (255.0 * digits.Width * digits.Height);
            text.Append(CultureInfo.InvariantCulture, $"{digits.Labels[i]}\t{ink:0.0000}\t{i}\n");
        }

        return text.ToString();
    }

    private static void WriteSprite(Stream stream, DemoDigits digits)
    {
        var side = (int)Math.Ceiling(Math.Sqrt(digits.Count));
        var width = side * digits.Width;
        GrayPng.Write(stream, width, side * digits.Height, (y, row) =>
        {
            row.Clear();
            for (var column = 0; column < side; column++)
            {
                var image = (y / digits.Height * side) + column;
                if (image < digits.Count)
                {
                    digits.Image(image).Slice(y % digits.Height * digits.Width, digits.Width).CopyTo(row[(column * digits.Width)..]);
                }
            }
        });
    }

    private static string Config(DemoDigits digits) => string.Create(CultureInfo.InvariantCulture,
        $$"""
        embeddings {
          tensor_name: "MNIST digits"
          tensor_path: "tensors.npy"
          tensor_shape: {{digits.Count}}
          tensor_shape: {{digits.Width * digits.Height}}
          metadata_path: "metadata.tsv"
          sprite {
            image_path: "sprite.png"
            single_image_dim: {{digits.Width}}
            single_image_dim: {{digits.Height}}
          }
        }

        """);
}
