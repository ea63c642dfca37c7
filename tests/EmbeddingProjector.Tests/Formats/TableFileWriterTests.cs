using EmbeddingProjector.Formats.Checkpoint;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class TableFileWriterTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_entries_of_real_indexes_give_the_very_bytes_again()
    {
        var root = SharedData.Path("");
        var rebuilt = 0;
        foreach (var path in Directory.EnumerateFiles(root, "*.index", SearchOption.AllDirectories))
        {
            if (!TableFile.HasMagic(path) || IsCompressed(path))
            {
                continue;
            }

            using var table = TableFile.Open(path);
            var entries = table.Entries(TestContext.Current.CancellationToken).ToList();
            using var stream = new MemoryStream();
            var writer = new TableFileWriter(stream);
            entries.ForEach(entry => writer.Add(entry.Key.Span, entry.Value.Span));
            writer.Finish();

            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(stream.ToArray()), $"{path} comes out different");
            rebuilt++;
        }

        Assert.True(rebuilt >= 10, $"only {rebuilt} indexes were found under {root}");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 10)]
    [InlineData(5000, 100)]
    [InlineData(3, 600_000)]
    [InlineData(40, 30_000)]
    public void Tables_of_one_and_of_many_blocks_read_back(int count, int valueLength)
    {
        var entries = Enumerable.Range(0, count)
            .Select(i => (Key: System.Text.Encoding.UTF8.GetBytes($"key/{i:D6}/{new string('\u00ff', i % 5)}"), Value: new byte[valueLength])).ToList();
        entries.ForEach(e => new Random(e.Key.Length).NextBytes(e.Value));
        using (var file = File.Create(_directory.File("t")))
        {
            var writer = new TableFileWriter(file);
            entries.ForEach(e => writer.Add(e.Key, e.Value));
            writer.Finish();
        }

        using var table = TableFile.Open(_directory.File("t"));
        var read = table.Entries(TestContext.Current.CancellationToken).ToList();

        Assert.Equal(entries.Select(e => e.Key), read.Select(e => e.Key.ToArray()));
        Assert.True(entries.Zip(read).All(pair => pair.First.Value.AsSpan().SequenceEqual(pair.Second.Value.Span)));
    }

    // The blocks of a table follow one another from the start; the last byte of the first, before its checksum, says how it is stored.
    private static bool IsCompressed(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var rest = (ReadOnlySpan<byte>)bytes.AsSpan(bytes.Length - TableFooter.Size);
        var index = TableFooter.Parse(rest).Index;
        var block = new TableBlock(bytes.AsMemory((int)index.Offset, (int)index.Size));
        var budget = long.MaxValue;
        while (block.Next(ref budget))
        {
            var value = block.Value.Span;
            var handle = BlockHandle.Read(ref value);
            if (bytes[handle.Offset + handle.Size] != 0)
            {
                return true;
            }
        }

        return false;
    }
}
