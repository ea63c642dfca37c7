using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class IdxFormatTests : IDisposable
{
    private static readonly byte[] _images = ArchiveWriter.Idx(8, [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 255]);
    private static readonly byte[] _labels = ArchiveWriter.Idx(8, [2], [9, 0]);

    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData(".gz", ".gz")]
    [InlineData(".gz", "")]
    public void Images_are_rows_and_the_labels_beside_them_are_found(string images, string labels)
    {
        var path = _directory.Write("t-images-idx3-ubyte" + images, images.Length > 0 ? Packed.Gzip(_images) : _images);
        _directory.Write("t-labels-idx1-ubyte" + labels, labels.Length > 0 ? Packed.Gzip(_labels) : _labels);

        var file = OpenedFile.Read(path);

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 255], Values.Of(file.Vectors));
        Assert.Equal(["9", "0"], file.Texts("label"));
        Assert.Contains("Each row is an image of 2 × 2.", file.Notes);
    }

    [Fact]
    public void Labels_of_another_count_are_left_out_with_both_numbers()
    {
        var path = _directory.Write("t-images-idx3-ubyte", _images);
        _directory.Write("t-labels-idx1-ubyte", ArchiveWriter.Idx(8, [3], [9, 0, 1]));

        var file = OpenedFile.Read(path);

        Assert.Null(file.Metadata);
        Assert.Contains(file.Notes, note => note.Contains("holds 3 labels for 2 images", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_cut_short_or_with_absurd_lengths_says_so()
    {
        var cut = OpenedFile.List(_directory.Write("c-idx3-ubyte", _images.AsSpan(0, _images.Length - 2)))[0].Problem;
        var absurd = Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write("a-idx3-ubyte", ArchiveWriter.Idx(14, [-1, -1, -1], []))));

        Assert.Contains("needs 8 bytes, 6 follow", cut, StringComparison.Ordinal);
        Assert.Contains("larger than any file", absurd.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_reads_or_says_what_is_wrong() => FuzzedFiles.Fuzz(
        _directory, IdxFormat.Instance,
        random =>
        {
            var bytes = Mutation.Apply(random, _images);
            return new() { ["x-images-idx3-ubyte"] = random.Next(3) == 0 ? Mutation.Apply(random, Packed.Gzip(bytes)) : bytes };
        },
        "x-images-idx3-ubyte");
}
