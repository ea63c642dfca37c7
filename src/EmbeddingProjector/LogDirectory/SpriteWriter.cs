using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Writes the pictures of an embedding as one PNG, a grid from the top left, row by row: what <c>sprite.image_path</c> of a config names.
/// </summary>
public static class SpriteWriter
{
    /// <summary>The longest side in pixels that TensorBoard's projector takes. This library reads larger sprites too.</summary>
    public const int LargestSideInTensorBoard = 8192;

    /// <summary>Writes a sprite and returns its entry for the config: <c>embedding.Sprite = SpriteWriter.Write(path, images)</c>.</summary>
    /// <param name="path">The file, for example "logs/sprite.png".</param>
    /// <param name="images">The pictures, <c>[n, h, w, c]</c>, in the order of the vectors.</param>
    /// <param name="columns">
    /// How many pictures stand in a row of the grid; null for a grid of as many rows as columns, ⌈√n⌉ of each, which TensorBoard requires.
    /// </param>
    /// <returns>The name of the file, without its directory, and the size of a picture.</returns>
    /// <exception cref="ArgumentException">There are no images, or the sprite would be more than 2³¹ − 1 pixels wide or high.</exception>
    /// <exception cref="IOException">The file cannot be written; one that was there is as it was.</exception>
    public static SpriteMetadata Write(string path, ImageTensor images, int? columns = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            throw new ArgumentException("There are no images, and an image file cannot be empty.", nameof(images));
        }

        var side = (int)Math.Ceiling(Math.Sqrt(images.Count));
        var across = columns ?? side;
        ArgumentOutOfRangeException.ThrowIfLessThan(across, 1, nameof(columns));
        var down = columns is null ? side : (images.Count + across - 1) / across;
        var (width, height) = ((long)across * images.Width, (long)down * images.Height);
        if (width * images.Channels > Array.MaxLength || height > int.MaxValue)
        {
            throw new ArgumentException($"A sprite of {width:N0} × {height:N0} pixels is larger than a PNG can be; choose another number of columns.", nameof(columns));
        }

        var rowLength = images.Width * images.Channels;
        PartialFile.Write(path, stream => PngWriter.Write(stream, (int)width, (int)height, images.Channels, (y, row) =>
        {
            row.Clear();
            var (first, line) = (y / images.Height * across, y % images.Height);
            for (var column = 0; column < across && first + column < images.Count; column++)
            {
                images.Row(first + column, line).CopyTo(row[(column * rowLength)..]);
            }
        }));
        return new() { ImagePath = Path.GetFileName(path), SingleImageDim = { images.Width, images.Height } };
    }
}
