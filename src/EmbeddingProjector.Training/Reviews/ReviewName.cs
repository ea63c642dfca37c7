using System.Globalization;
using System.Text.RegularExpressions;

namespace EmbeddingProjector.Training.Reviews;

/// <summary>What the path of a review tells: <c>…/train/pos/ID_RATING.txt</c>.</summary>
/// <param name="Split">"train" or "test".</param>
/// <param name="Label">1 for <c>pos</c>, 0 for <c>neg</c>.</param>
/// <param name="File">The file's name.</param>
/// <param name="Rating">1 to 10 stars.</param>
internal readonly partial record struct ReviewName(string Split, int Label, string File, int Rating)
{
    /// <summary>The path below the collection.</summary>
    public string Path => $"{Split}/{(Label == 1 ? "pos" : "neg")}/{File}";

    /// <summary>Reads a path with forward slashes; null for one that is not in a folder of labelled reviews.</summary>
    /// <param name="path">The path inside the collection.</param>
    /// <param name="collection">The archive or folder, for errors.</param>
    /// <exception cref="DataFormatException">It is in such a folder, but its name tells no rating.</exception>
    public static ReviewName? Of(string path, string collection)
    {
        var place = Place().Match(path);
        // Files that begin with a dot are a system's notes on a folder (".DS_Store", "._0_9.txt").
        if (!place.Success || place.Groups["file"].ValueSpan.StartsWith('.'))
        {
            return null;
        }

        var file = place.Groups["file"].Value;
        var rating = Rated().Match(file);
        if (!rating.Success || !int.TryParse(rating.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var stars) || stars is < 1 or > 10)
        {
            throw new DataFormatException(
                collection, path, $"the name \"{file}\"", "ID_RATING.txt with a rating of 1 to 10, such as 0_9.txt",
                "Take the file out of this folder, or get the collection again.");
        }

        return new ReviewName(place.Groups["split"].Value, place.Groups["label"].ValueSpan is "pos" ? 1 : 0, file, stars);
    }

    [GeneratedRegex("(^|/)(?<split>train|test)/(?<label>neg|pos)/(?<file>[^/]+)$")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[0-9]+_([0-9]+)\.txt$")]
    private static partial Regex Rated();
}
