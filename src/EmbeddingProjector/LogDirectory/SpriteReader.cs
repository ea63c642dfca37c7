using System.Globalization;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Settles how large a thumbnail is and whether the image has room for all of them. The grid may be of any form: as many columns as thumbnails
/// fit into the width.
/// </summary>
internal static class SpriteReader
{
    /// <summary>The sprite, or null with the reason in <paramref name="problems"/>.</summary>
    /// <param name="context">The scan.</param>
    /// <param name="path">The image.</param>
    /// <param name="dimensions">[width, height] of a thumbnail as the config has it; may be empty.</param>
    /// <param name="rows">n, the number of vectors; null when not known.</param>
    /// <param name="problems">Takes the findings.</param>
    public static SpriteFile? Read(ScanContext context, string path, IReadOnlyList<long> dimensions, long? rows, ICollection<LogProblem> problems)
    {
        var file = Path.GetFileName(path);
        var size = context.Cache.Get(
            "image", path, FileStamp.Of(path).ToString(), () => ImageSize.TryRead(path, out var s) ? s : default);
        if (size == default)
        {
            problems.Add(new(
                ProblemSeverity.Warning, $"{file} is not an image that is known here.", "Save the sprite as PNG, JPEG, GIF, BMP or WebP.", path));
            return null;
        }

        int width, height;
        if (dimensions.Count > 0 && dimensions.All(d => d > 0))
        {
            var (w, h) = (dimensions[0], dimensions[dimensions.Count > 1 ? 1 : 0]);
            if (dimensions.Count != 2)
            {
                problems.Add(new(
                    ProblemSeverity.Note,
                    $"single_image_dim has {dimensions.Count:N0} {(dimensions.Count == 1 ? "value" : "values")}; thumbnails of {w} × {h} pixels were taken from it.",
                    "Write width and height.", path));
            }

            if (w > size.Width || h > size.Height)
            {
                problems.Add(new(
                    ProblemSeverity.Warning, $"{file} is {size.Width:N0} × {size.Height:N0} pixels, smaller than one thumbnail of {w:N0} × {h:N0}.",
                    "Correct single_image_dim: the width and height of one thumbnail.", path));
                return null;
            }

            (width, height) = ((int)w, (int)h);
        }
        else if (rows is > 0)
        {
            var side = (int)Math.Ceiling(Math.Sqrt(rows.Value));
            if (size.Width % side != 0 || size.Height % side != 0)
            {
                problems.Add(new(
                    ProblemSeverity.Warning,
                    $"The size of a thumbnail is not given, and {size.Width:N0} × {size.Height:N0} pixels do not divide into a square grid for {rows:N0} points.",
                    "Add single_image_dim: the width and height of one thumbnail.", path));
                return null;
            }

            (width, height) = (size.Width / side, size.Height / side);
            problems.Add(new(
                ProblemSeverity.Note,
                $"The size of a thumbnail, {width} × {height} pixels, was inferred: {file} as a square grid of {side:N0} × {side:N0} for {rows:N0} points.", null, path));
        }
        else
        {
            problems.Add(new(
                ProblemSeverity.Warning, $"The size of a thumbnail in {file} is not given.", "Add single_image_dim: the width and height of one thumbnail.", path));
            return null;
        }

        var room = (long)(size.Width / width) * (size.Height / height);
        if (rows > room)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file} has room for {room:N0} thumbnails of {width} × {height} pixels, but there are {rows:N0} points. Points from {room + 1:N0} on have no picture."),
                "Check single_image_dim, and that the image belongs to these vectors.", path));
        }

        return new(path, width, height);
    }
}
