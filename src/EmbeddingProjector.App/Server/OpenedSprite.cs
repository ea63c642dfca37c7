using System.Security.Cryptography;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>The image of thumbnails as it was when the data set was opened.</summary>
/// <param name="Size">Its size in pixels.</param>
/// <param name="Version">Follows from its bytes alone: the same image written anew has the same.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was last written.</param>
internal sealed record OpenedSprite(ImageSize Size, string Version, long Length, DateTime Written)
{
    /// <summary>Reads the sprite of an embedding; null when there is none, or with the reason in <paramref name="problems"/>.</summary>
    public static OpenedSprite? Read(SpriteFile? sprite, List<LogProblem> problems)
    {
        if (sprite is null)
        {
            return null;
        }

        try
        {
            var file = new FileInfo(sprite.Path);
            var (length, written) = (file.Length, file.LastWriteTimeUtc);
            using var image = file.OpenRead();
            // The scan has read this header already; the image may have been replaced since.
            if (ImageSize.TryRead(image, out var size))
            {
                image.Position = 0;
                return new(size, Convert.ToHexStringLower(SHA256.HashData(image).AsSpan(0, 16)), length, written);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Said below.
        }

        problems.Add(new(
            ProblemSeverity.Warning, "The sprite image cannot be read.", "Check the file and its permissions, or write it again as PNG.", sprite.Path));
        return null;
    }

    /// <summary>Whether the file is still the one that was read.</summary>
    public bool IsStill(FileInfo file) => file.Exists && file.Length == Length && file.LastWriteTimeUtc == Written;
}
