using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

/// <summary>Every format that is read into every one that is written, through the command line, and back.</summary>
public sealed class ConversionTests(ReadableFiles files) : IClassFixture<ReadableFiles>
{
    [Theory]
    [MemberData(nameof(ReadableFiles.Outputs), MemberType = typeof(ReadableFiles))]
    public async Task Every_format_that_is_read_keeps_vectors_and_labels_when_it_is_written_as(string ending)
    {
        foreach (var input in files.All)
        {
            using var directory = new LogDirectoryOnDisk();
            var output = directory.File("out" + ending);

            await Convert([input.Path, output, .. input.Arguments]);
            string[] arguments = ending == ".bytes" ? ["--columns", $"{input.Columns}"] : [];
            await Convert([output, directory.File("check.npy"), .. arguments]);
            await Convert([output, directory.File("check.jsonl"), .. arguments]);

            var what = $"{Path.GetFileName(input.Path)} as {ending}";
            Assert.True(input.Vectors.AsSpan().SequenceEqual(File.ReadAllBytes(directory.File("check.npy"))), $"{what}: other vectors");
            var records = File.ReadLines(directory.File("check.jsonl")).Select(line => Texts(line)).ToList();
            Assert.All(input.Labels.Zip(records), r => Assert.True(r.Second.Contains(r.First), $"{what}: no \"{r.First}\" in {string.Join(", ", r.Second)}"));
        }
    }

    [Theory]
    [MemberData(nameof(ReadableFiles.Outputs), MemberType = typeof(ReadableFiles))]
    public async Task A_number_that_is_missing_stays_missing_and_its_column_a_column_of_numbers_in(string ending)
    {
        using var directory = new LogDirectoryOnDisk();

        await Convert([files.Source, directory.File("out" + ending)]);
        await Convert([directory.File("out" + ending), directory.File("check.jsonl"), .. ending == ".bytes" ? ["--columns", "3"] : (string[])[]]);

        var counts = File.ReadLines(directory.File("check.jsonl")).Select(line =>
        {
            using var record = JsonDocument.Parse(line);
            return record.RootElement.TryGetProperty("count", out var count) ? count.GetInt32() : (int?)null;
        });
        Assert.Equal([0, 3, null, 9, 12], counts);
    }

    private static async Task Convert(string[] arguments)
    {
        var (code, _, error) = await CommandRun.InProcessAsync(["convert", .. arguments]);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {error}");
    }

    private static HashSet<string> Texts(string line)
    {
        using var record = JsonDocument.Parse(line);
        return [.. record.RootElement.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Array).Select(f => f.Value.ValueKind == JsonValueKind.String ? f.Value.GetString()! : f.Value.GetRawText())];
    }
}
