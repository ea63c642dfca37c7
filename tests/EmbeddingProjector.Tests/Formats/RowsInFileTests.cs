using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Files that are read a stretch at a time, when their rows are asked for.</summary>
public sealed class RowsInFileTests : IDisposable
{
    private const int Rows = 40;
    private const int D = 1 << 14;

    private static readonly ReadSettings _inOrder = new() { Storage = new(InOrder: true) { MemoryLimit = 0 } };
    private static readonly float[] _values = [.. Enumerable.Range(0, Rows * D).Select(i => i - 7.5f)];

    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Rows_of_several_stretches_are_the_same_in_any_order()
    {
        using var vectors = Open(WriteNpy()).Vectors;

        Assert.True(vectors.BlockCount > 2);
        foreach (var row in Enumerable.Range(0, Rows).Concat(Enumerable.Range(0, Rows).Reverse()))
        {
            Assert.True(vectors.Row(row).SequenceEqual(_values.AsSpan(row * D, D)));
        }
    }

    [Fact]
    public void A_row_that_was_handed_out_stays_what_it_was_when_others_are_read()
    {
        using var vectors = Open(WriteNpy()).Vectors;

        var first = vectors.Row(0);
        var last = vectors.Row(Rows - 1);

        Assert.Equal(_values[0], first[0]);
        Assert.Equal(_values[^1], last[^1]);
    }

    [Fact]
    public void A_file_that_is_cut_while_its_rows_are_read_ends_in_an_error_that_names_it()
    {
        var path = WriteNpy();
        using var vectors = Open(path).Vectors;
        Assert.Equal(_values[0], vectors.Row(0)[0]);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(file.Length / 2);
        }

        var error = Assert.Throws<DataFormatException>(() => vectors.Row(Rows - 1)[0]);

        Assert.Equal(path, error.Path);
        Assert.Contains("the file ends here", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_written_over_while_its_rows_are_read_ends_in_an_error_that_names_it()
    {
        var path = WriteNpy();
        using var vectors = Open(path).Vectors;
        Assert.Equal(_values[0], vectors.Row(0)[0]);
        File.WriteAllBytes(path, File.ReadAllBytes(path));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(1));

        var error = Assert.Throws<DataFormatException>(() => vectors.Row(Rows - 1)[0]);

        Assert.Equal(path, error.Path);
        Assert.Contains("was written to while it was read", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_a_checksum_is_checked_before_a_row_is_handed_out()
    {
        var bytes = ArchiveWriter.Zip(false, ("x.npy", NpyWriter.Write("<f4", false, [2, 2], ArchiveWriter.Floats(1, 2, 3, 4))));
        bytes[bytes.AsSpan().IndexOf(ArchiveWriter.Floats(3))] ^= 1;
        var path = _directory.Write("a.npz", bytes);

        var error = Assert.Throws<DataFormatException>(() => Open(path));

        Assert.Contains("checksum", error.Found, StringComparison.Ordinal);
    }

    private static VectorFile Open(string path)
    {
        var format = VectorFormats.Detect(path);
        return format.Read(path, Assert.Single(format.List(path, TestContext.Current.CancellationToken)), _inOrder, TestContext.Current.CancellationToken);
    }

    private string WriteNpy() => _directory.Write("a.npy", NpyWriter.Write("<f4", false, [Rows, D], ArchiveWriter.Floats(_values)));
}
