using System.Buffers.Binary;
using System.IO.Compression;
using EmbeddingProjector.App.Commands;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

public class DemoTests
{
    [Fact]
    public void The_log_directory_of_the_demo_shows_every_image_with_its_label()
    {
        using var directory = new LogDirectoryOnDisk();
        var path = DemoLogDirectory.Ensure(directory.File("demo"), () => Digits(7), TextWriter.Null, TestContext.Current.CancellationToken);

        var snapshot = LogDirectoryScanner.ForDirectory(path).Scan(TestContext.Current.CancellationToken);
        var embedding = Assert.Single(Assert.Single(snapshot.Runs).Embeddings);
        Assert.Empty(embedding.Problems);
        Assert.Equal((2, 3), (embedding.Sprite!.ThumbnailWidth, embedding.Sprite.ThumbnailHeight));
        Assert.True(ImageSize.TryRead(embedding.Sprite.Path, out var size));
        Assert.Equal(new ImageSize(6, 9), size);
        var data = EmbeddingLoader.Load(embedding, null, TestContext.Current.CancellationToken);
        Assert.Equal((7, 6), (data.Vectors.RowCount, data.Vectors.ColumnCount));
        Assert.Equal(6 / 255f, data.Vectors.Row(1)[0]);
        Assert.Equal("label", data.Metadata!.DefaultLabel!.Name);
        Assert.Equal("6", data.Metadata.DefaultLabel.Text(6));
    }

    [Fact]
    public void What_was_written_is_kept_and_what_is_missing_is_written_again()
    {
        using var directory = new LogDirectoryOnDisk();
        var path = DemoLogDirectory.Ensure(directory.File("demo"), () => Digits(3), TextWriter.Null, TestContext.Current.CancellationToken);
        var vectors = Path.Combine(path, "tensors.npy");
        var written = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(vectors, written);

        DemoLogDirectory.Ensure(path, () => Digits(3), TextWriter.Null, TestContext.Current.CancellationToken);
        Assert.Equal(written, File.GetLastWriteTimeUtc(vectors));

        File.Delete(Path.Combine(path, "sprite.png"));
        DemoLogDirectory.Ensure(path, () => Digits(3), TextWriter.Null, TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Path.Combine(path, "sprite.png")));

        DemoLogDirectory.Ensure(path, () => Digits(4), TextWriter.Null, TestContext.Current.CancellationToken);
        Assert.Equal(5, File.ReadAllLines(Path.Combine(path, "metadata.tsv")).Length);
    }

    [Fact]
    public void Digits_that_end_early_are_refused()
    {
        var bytes = Digits(3).ToArray();

        Assert.Throws<DataFormatException>(() => DemoDigits.Read(new MemoryStream(bytes[..(bytes.Length / 2)])));
    }

    [Fact]
    public async Task The_demo_is_served_from_the_folder_of_the_user()
    {
        Assert.SkipUnless(
            typeof(DemoDigits).Assembly.GetManifestResourceNames().Contains("demo/mnist.bin.br"), "This build has no demo data (-p:SkipWeb=true).");
        using var directory = new LogDirectoryOnDisk();
        using var process = ProjectorProcess.Start(new Dictionary<string, string> { ["XDG_DATA_HOME"] = directory.Path }, "demo", "--port", "0");

        using var client = new HttpClient { BaseAddress = await process.AddressAsync() };
        var workspace = await client.GetStringAsync("api/workspace", TestContext.Current.CancellationToken);

        Assert.Contains("\"rows\":10000,\"columns\":784", workspace, StringComparison.Ordinal);
        Assert.True(File.Exists(directory.File("embedding-projector/demo-mnist/sprite.png")));
    }

    // Images of 2 × 3 pixels; the gray of image i begins with 6 i.
    private static MemoryStream Digits(int count)
    {
        var bytes = new byte[16 + count + (count * 6)];
        "MNST"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 2);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), 3);
        for (var i = 0; i < count; i++)
        {
            bytes[16 + i] = (byte)(i % 10);
            for (var pixel = 0; pixel < 6; pixel++)
            {
                bytes[16 + count + (6 * i) + pixel] = (byte)((6 * i) + pixel);
            }
        }

        var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        compressed.Position = 0;
        return compressed;
    }
}
