using System.Security.Cryptography;
using System.Text;

namespace EmbeddingProjector.LogDirectory;

/// <summary>What the steps of one scan share.</summary>
/// <param name="Cache">What earlier scans read.</param>
/// <param name="CancellationToken">Stops the scan.</param>
internal sealed record ScanContext(StampedCache Cache, CancellationToken CancellationToken)
{
    /// <summary>A short name for exactly these parts: equal parts, equal name.</summary>
    public static string Version(IEnumerable<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part ?? "\u0001"));
            // A byte that no UTF-8 text holds keeps neighbours apart.
            hash.AppendData([0xFF]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    /// <summary>The parts of problems that belong into a version.</summary>
    public static IEnumerable<string?> Parts(IEnumerable<LogProblem> problems) =>
        problems.SelectMany(p => new[] { p.Severity.ToString(), p.Message, p.Remedy, p.Path });
}
