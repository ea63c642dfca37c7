using System.Text;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class NpzFormatTests : IDisposable
{
    private static readonly byte[] _matrix = NpyWriter.Write("<f4", false, [2, 3], ArchiveWriter.Floats(1, 2, 3, 4, 5, 6));
    private static readonly byte[] _fortran = NpyWriter.Write(">f8", true, [2, 3], [.. new double[] { 1, 4, 2, 5, 3, 6 }.SelectMany(v => BitConverter.GetBytes(v).Reverse())]);
    private static readonly byte[] _words = NpyWriter.Write("<U3", false, [2], Encoding.UTF32.GetBytes("ab\0θ\0\0"));
    private static readonly byte[] _ids = NpyWriter.Write("<i8", false, [2], [.. BitConverter.GetBytes(9007199254740993), .. BitConverter.GetBytes(-1L)]);

    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Arrays_are_listed_and_those_of_one_value_a_row_become_metadata(bool deflate)
    {
        var path = _directory.Write("a.npz", ArchiveWriter.Zip(deflate, ("x.npy", _matrix), ("f.npy", _fortran), ("words.npy", _words), ("ids.npy", _ids)));

        var file = OpenedFile.Read(path);

        Assert.Equal(["x", "f", "words", "ids"], OpenedFile.List(path).Select(t => t.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(file.Vectors));
        Assert.Equal(["ab", "θ"], file.Texts("words"));
        Assert.Equal(["9007199254740993", "-1"], file.Texts("ids"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_matrix_in_Fortran_order_is_turned(bool deflate)
    {
        var path = _directory.Write("a.npz", ArchiveWriter.Zip(deflate, ("f.npy", _fortran)));
        var tensor = Assert.Single(OpenedFile.List(path));

        Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(NpzFormat.Instance.Read(path, tensor, ReadSettings.Default, default).Vectors));
    }

    [Fact]
    public void Python_objects_are_named_and_not_read()
    {
        var objects = NpyWriter.Write("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", new byte[40]);

        var file = OpenedFile.Read(_directory.Write("a.npz", ArchiveWriter.Zip(false, ("x.npy", _matrix), ("words.npy", objects))));

        Assert.Null(file.Metadata);
        Assert.Contains("pickled Python objects", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_was_changed_fails_its_checksum()
    {
        var bytes = ArchiveWriter.Zip(false, ("x.npy", _matrix));
        bytes[bytes.AsSpan().IndexOf(ArchiveWriter.Floats(5))] ^= 1;

        var error = OpenedFile.Fails(_directory.Write("a.npz", bytes));

        Assert.Equal("member \"x.npy\"", error.Place);
        Assert.Contains("checksum", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_an_absurd_shape_and_a_cut_archive_are_refused_in_words()
    {
        var bomb = NpyWriter.Write("<f4", false, [20_000_000, 1], new byte[80_000_000]);
        var absurd = NpyWriter.Write("<f4", false, [1L << 40, 1L << 20], new byte[16]);
        var whole = ArchiveWriter.Zip(false, ("x.npy", _matrix));

        var tensors = OpenedFile.List(_directory.Write("bomb.npz", ArchiveWriter.Zip(true, ("b.npy", bomb), ("a.npy", absurd))));
        var cut = Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write("cut.npz", whole.AsSpan(0, whole.Length - 30))));

        Assert.Contains("more than 256 times as many", tensors[0].Problem, StringComparison.Ordinal);
        Assert.Contains("needs 4,611,686,018,427,387,904 bytes", tensors[1].Problem, StringComparison.Ordinal);
        Assert.Contains("no directory at the end", cut.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_archive_reads_or_says_what_is_wrong()
    {
        byte[][] files =
        [
            ArchiveWriter.Zip(false, ("x.npy", _matrix), ("words.npy", _words)),
            ArchiveWriter.Zip(true, ("f.npy", _fortran), ("ids.npy", _ids)),
        ];
        FuzzedFiles.Fuzz(_directory, NpzFormat.Instance, random => new() { ["x.npz"] = Mutation.Apply(random, files[random.Next(2)]) }, "x.npz");
    }
}
