using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.Browser.Tests;

/// <summary>Sprite images of our own making: each thumbnail has one strong colour that follows from its row.</summary>
public static class SpriteFiles
{
    private static readonly (byte R, byte G, byte B)[] s_colors = [(220, 30, 30), (30, 180, 30), (30, 60, 220), (220, 180, 20), (180, 30, 200), (20, 190, 190)];

    /// <summary>The colour of the thumbnail of a row.</summary>
    public static (byte R, byte G, byte B) ColorOf(int row) => s_colors[row % s_colors.Length];

    /// <summary>A PNG of thumbnails.</summary>
    /// <param name="rows">Number of thumbnails.</param>
    /// <param name="width">Width of one.</param>
    /// <param name="height">Height of one.</param>
    /// <param name="columns">How many stand in a line; null for a square grid.</param>
    public static byte[] Png(int rows, int width, int height, int? columns = null)
    {
        var pixels = new byte[rows * width * height * 3];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = ColorOf(i / (width * height * 3));
        }

        var path = Path.Combine(Path.GetTempPath(), $"projector-sprite-{Guid.NewGuid():N}.png");
        try
        {
            SpriteWriter.Write(path, new ImageTensor(pixels, rows, height, width, 3), columns);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
