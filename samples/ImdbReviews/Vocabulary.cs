using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EmbeddingProjector.Training;

namespace EmbeddingProjector.Samples;

/// <summary>
/// The encoder of the reviews, which TensorFlow Datasets hands out with them: built from the training reviews once, and kept in the log directory.
/// </summary>
internal static class Vocabulary
{
    // "subwords8k" is made with this target; the real reviews come to 8,185 ids.
    private const int TargetSize = 1 << 13;

    public static SubwordTextEncoder LoadOrBuild(string logDir, IReadOnlyList<string> texts, TextWriter output)
    {
        // The name tells the texts, so that a vocabulary of other reviews is never taken for theirs.
        var path = Path.Combine(logDir, $"subwords8k-{Fingerprint(texts)}.subwords");
        if (File.Exists(path))
        {
            output.WriteLine($"Vocabulary: read from {path}");
            return SubwordTextEncoder.LoadFromFile(path);
        }

        output.WriteLine("Vocabulary: building it from the training reviews");
        var encoder = SubwordTextEncoder.BuildFromCorpus(texts, TargetSize);
        Directory.CreateDirectory(logDir);
        encoder.SaveToFile(path);
        return encoder;
    }

    private static string Fingerprint(IReadOnlyList<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts)
        {
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
            hash.AppendData([0, 0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
