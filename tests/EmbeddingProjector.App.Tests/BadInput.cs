using Xunit;

namespace EmbeddingProjector.App.Tests;

/// <summary>Vectors that break what is written for nice ones, by name, and the methods that meet them.</summary>
internal static class BadInput
{
    public static IReadOnlyList<string> Methods { get; } = ["pca", "tsne", "umap", "axes", "identity"];

    /// <summary>The names.</summary>
    public static TheoryData<string> Names { get; } =
    [
        "NaN and infinity", "zero vectors", "all zero", "all equal", "duplicates by the thousand", "fewer rows than neighbors",
        "fewer rows than three perplexities", "one row", "two rows", "one column", "more columns than rows", "huge numbers",
    ];

    /// <summary>The vectors of a name: values, and numbers in a row.</summary>
    public static (float[] Values, int Columns) Vectors(string name)
    {
        switch (name)
        {
            case "NaN and infinity":
                var holes = LogDirectoryOnDisk.Wave(40, 3);
                (holes[10], holes[31], holes[62]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity);
                return (holes, 3);
            case "zero vectors":
                var zeros = LogDirectoryOnDisk.Wave(40, 3);
                zeros.AsSpan(15, 30).Clear();
                return (zeros, 3);
            case "all zero":
                return (new float[120], 3);
            case "all equal":
                return ([.. Enumerable.Repeat(2.5f, 120)], 3);
            case "duplicates by the thousand":
                return ([.. Enumerable.Range(0, 9000).Select(i => (float)(i / 3 % 3 * (1 + (i % 3))))], 3);
            case "fewer rows than neighbors":
                return (LogDirectoryOnDisk.Wave(4, 3), 3);
            case "fewer rows than three perplexities":
                return (LogDirectoryOnDisk.Wave(50, 3), 3);
            case "one row":
                return ([1, 2, 3], 3);
            case "two rows":
                return ([1, 2, 3, 3, 2, 1], 3);
            case "one column":
                return (LogDirectoryOnDisk.Wave(40, 1), 1);
            case "more columns than rows":
                return (LogDirectoryOnDisk.Wave(5, 40), 40);
            case "huge numbers":
                return ([.. LogDirectoryOnDisk.Wave(40, 3).Select(v => v * 3e37f)], 3);
            default:
                throw new ArgumentException(name);
        }
    }

    /// <summary>What a method says to these vectors instead of laying them out; null where it lays them out.</summary>
    public static string? Refusal(string method, string name) => (method, name) switch
    {
        ("identity", "more columns than rows") => "40 columns",
        ("axes", "all zero" or "all equal" or "one row") => "have the same centroid",
        _ => null,
    };

    /// <summary>Parameters with which a method is quick, and axes that there are.</summary>
    public static IReadOnlyDictionary<string, string> Parameters(string method, int rows) => method switch
    {
        "tsne" => new Dictionary<string, string> { ["iterations"] = "30" },
        "umap" => new Dictionary<string, string> { ["epochs"] = "20" },
        "axes" => new Dictionary<string, string> { ["left_rows"] = "0", ["right_rows"] = $"{Math.Min(1, rows - 1)}" },
        _ => new Dictionary<string, string>(),
    };
}
