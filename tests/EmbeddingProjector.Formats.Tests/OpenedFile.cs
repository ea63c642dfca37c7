using Xunit;

namespace EmbeddingProjector.Formats.Tests;

/// <summary>Opening a file as the tool does: its best guess is read.</summary>
internal static class OpenedFile
{
    private static IVectorFormat Detect(string path)
    {
        VectorFormats.Add(LibraryFormats.All);
        return VectorFormats.Detect(path);
    }

    public static IReadOnlyList<TensorInfo> List(string path) => Detect(path).List(path, TestContext.Current.CancellationToken);

    public static VectorFile Read(string path, string? tensor = null)
    {
        var listed = List(path);
        var chosen = tensor is null ? TensorChoice.Best(listed) : listed.Single(t => t.Name == tensor);
        Assert.NotNull(chosen);
        var file = Detect(path).Read(path, chosen, ReadSettings.Default, TestContext.Current.CancellationToken);
        foreach (var inOrder in (bool[])[false, true])
        {
            // What a file holds must not depend on how much memory there is.
            using var outside = Detect(path).Read(path, chosen, new ReadSettings { Storage = new(inOrder) { MemoryLimit = 0 } }, TestContext.Current.CancellationToken).Vectors;
            Assert.Equal(Values(file.Vectors), Values(outside));
        }

        return file;
    }

    /// <summary>The numbers of a table, row after row.</summary>
    public static float[] Values(VectorTable table) => [.. Enumerable.Range(0, table.RowCount).SelectMany(r => table.Row(r).ToArray())];

    /// <summary>A column of the metadata.</summary>
    public static IEnumerable<string?> Texts(VectorFile file, string column) =>
        Enumerable.Range(0, file.Vectors.RowCount).Select(row => (file.Metadata!.Column(column) ?? throw new ArgumentException($"no column {column}", nameof(column))).Text(row));

    /// <summary>Opens copies of a file, cut and with bits flipped (by a seed): each is read, or refused by the one exception.</summary>
    public static void Damage(byte[] whole, string path, int flips)
    {
        File.WriteAllBytes(path, whole);
        var format = Detect(path);
        for (var cut = 0; cut < 40; cut++)
        {
            Open(format, path, whole[..(int)(whole.Length * (long)cut / 40)]);
        }

        var random = new Random(20);
        for (var flip = 0; flip < flips; flip++)
        {
            var copy = (byte[])whole.Clone();
            for (var bit = 0; bit <= flip % 3; bit++)
            {
                // Headers and footers say more than the values between.
                var at = random.Next(3) switch { 0 => random.Next(Math.Min(512, copy.Length)), 1 => copy.Length - 1 - random.Next(Math.Min(1024, copy.Length)), _ => random.Next(copy.Length) };
                copy[at] ^= (byte)(1 << random.Next(8));
            }

            Open(format, path, copy);
        }
    }

    private static void Open(IVectorFormat format, string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            foreach (var tensor in format.List(path, TestContext.Current.CancellationToken).Where(t => t.IsMatrix && t.Problem is null))
            {
                format.Read(path, tensor, ReadSettings.Default, TestContext.Current.CancellationToken).Vectors.Dispose();
            }
        }
        catch (DataFormatException e)
        {
            Assert.Equal(path, e.Path);
            Assert.NotEmpty(e.Found);
        }
    }
}
