using System.Text.Unicode;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Which format a file of vectors is read as, given what the config says of its shape.</summary>
internal static class TensorFileFormat
{
    private const int ProbedBytes = 1 << 16;

    /// <summary>
    /// The format that recognises the file; but a file that is no UTF-8 text and has exactly the size of the shape in float32 is read as those
    /// numbers whatever it is called (TensorBoard's rule for tensor_path).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">[n, d], or [d] alone, or empty.</param>
    /// <exception cref="DataFormatException">No format recognises it.</exception>
    public static IVectorFormat Of(string path, IReadOnlyList<long> shape)
    {
        try
        {
            var format = VectorFormats.Detect(path);
            return format is TsvFormat && IsRaw(path, shape) ? RawFloat32Format.Instance : format;
        }
        catch (DataFormatException) when (IsRaw(path, shape))
        {
            return RawFloat32Format.Instance;
        }
    }

    private static bool IsRaw(string path, IReadOnlyList<long> shape)
    {
        if (shape.Count is not (1 or 2) || shape[^1] <= 0 || !File.Exists(path))
        {
            return false;
        }

        using var file = File.OpenRead(path);
        var values = file.Length / sizeof(float);
        var fits = file.Length > 0 && file.Length % sizeof(float) == 0
            && (shape.Count == 1 ? values % shape[0] == 0 : (Int128)shape[0] * shape[1] == values);
        return fits && !IsText(file);
    }

    private static bool IsText(FileStream file)
    {
        var start = new byte[ProbedBytes];
        var text = start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        // The last character may have been cut.
        for (var cut = 0; cut < 4 && cut <= text.Length; cut++)
        {
            if (Utf8.IsValid(text[..^cut]))
            {
                return !text.Contains((byte)0);
            }

            if (text.Length < ProbedBytes)
            {
                break;
            }
        }

        return false;
    }
}
