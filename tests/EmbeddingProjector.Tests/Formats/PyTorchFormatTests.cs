using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class PyTorchFormatTests : IDisposable
{
    private static readonly byte[] _floats = ArchiveWriter.Floats(1, 2, 3, 4, 5, 6);
    private static readonly byte[] _longs = [.. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(-8L)];

    private static readonly byte[] _pickle = ArchiveWriter.StateDictionary(
        ("embedding.weight", "FloatStorage", "0", 6, 0, [2, 3], [3, 1]), ("label", "LongStorage", "1", 2, 0, [2], [1]));

    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_state_dictionary_is_listed_and_read()
    {
        foreach (var bytes in new[] { ArchiveWriter.Torch(_pickle, ("0", _floats), ("1", _longs)), ArchiveWriter.LegacyTorch(OnlyFloats(), 4, ("0", _floats)) })
        {
            var path = _directory.Write("m.pt", bytes);
            var file = OpenedFile.Read(path);

            Assert.Equal(("embedding.weight", "float32"), (OpenedFile.List(path)[0].Name, OpenedFile.List(path)[0].ElementType));
            Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(file.Vectors));
        }
    }

    [Fact]
    public void Whole_numbers_of_one_value_a_row_become_metadata() =>
        Assert.Equal(["7", "-8"], OpenedFile.Read(_directory.Write("m.pt", ArchiveWriter.Torch(_pickle, ("0", _floats), ("1", _longs)))).Texts("label"));

    [Fact]
    public void A_part_and_a_transposed_view_of_a_storage_read_as_they_are_meant()
    {
        var pickle = ArchiveWriter.StateDictionary(("part", "FloatStorage", "0", 6, 2, [2, 2], [2, 1]), ("turned", "FloatStorage", "0", 6, 0, [2, 3], [1, 2]));
        var path = _directory.Write("m.pt", ArchiveWriter.Torch(pickle, ("0", _floats)));

        Assert.Equal([3, 4, 5, 6], Values.Of(OpenedFile.Read(path, "part").Vectors));
        Assert.Equal([1, 3, 5, 2, 4, 6], Values.Of(PyTorchFormat.Instance.Read(path, OpenedFile.List(path)[1], ReadSettings.Default, default).Vectors));
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("torch.nn.modules.sparse", "Embedding")]
    [InlineData("numpy.core.multiarray", "_reconstruct")]
    public void Whatever_else_a_pickle_asks_for_is_refused_by_name(string module, string name)
    {
        byte[] pickle = [0x80, 2, .. ArchiveWriter.Global(module, name), .. ArchiveWriter.Text("touch /tmp/owned"), 0x85, (byte)'R', (byte)'.'];

        foreach (var bytes in new[] { ArchiveWriter.Torch(pickle), ArchiveWriter.LegacyTorch(pickle, 4), pickle })
        {
            var error = Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write("m.pt", bytes)));

            Assert.Contains($"the pickle asks for {module}.{name}", error.Found, StringComparison.Ordinal);
            Assert.Contains("state_dict", error.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tensors_that_reach_beyond_their_storage_or_repeat_it_are_problems()
    {
        var pickle = ArchiveWriter.StateDictionary(
            ("beyond", "FloatStorage", "0", 6, 0, [3, 3], [3, 1]), ("repeated", "FloatStorage", "0", 6, 0, [1 << 30, 3], [0, 1]), ("gone", "FloatStorage", "9", 6, 0, [2, 3], [3, 1]));

        var tensors = OpenedFile.List(_directory.Write("m.pt", ArchiveWriter.Torch(pickle, ("0", _floats))));

        Assert.Contains("needs 36 bytes of its storage, which has 24", tensors[0].Problem, StringComparison.Ordinal);
        Assert.Contains("repeat", tensors[1].Problem, StringComparison.Ordinal);
        Assert.Contains("storage \"9\" is not in the file", tensors[2].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Containers_that_hold_each_other_many_times_are_walked_once()
    {
        // Sixty lists, each of which holds the one before it twice: 2⁶⁰ paths.
        var pickle = new List<byte>([0x80, 2, (byte)']', (byte)'(', (byte)'J', 1, 0, 0, 0, (byte)'}', (byte)'e']);
        for (byte i = 0; i < 60; i++)
        {
            pickle.AddRange([(byte)'q', i, (byte)'0', (byte)']', (byte)'h', i, (byte)'a', (byte)'h', i, (byte)'a']);
        }

        pickle.Add((byte)'.');

        Assert.Contains("no tensor", Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write("m.pt", ArchiveWriter.Torch([.. pickle])))).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_file_reads_or_says_what_is_wrong(bool legacy) => FuzzedFiles.Fuzz(
        _directory, PyTorchFormat.Instance,
        random => new()
        {
            ["x.pt"] = legacy ? Mutation.Apply(random, ArchiveWriter.LegacyTorch(OnlyFloats(), 4, ("0", _floats)))
                // Half of the damage is done to the pickle, past the checksum of the archive.
                : random.Next(2) == 0 ? ArchiveWriter.Torch(Mutation.Apply(random, _pickle), ("0", _floats), ("1", _longs))
                : Mutation.Apply(random, ArchiveWriter.Torch(_pickle, ("0", _floats), ("1", _longs))),
        },
        "x.pt");

    private static byte[] OnlyFloats() => ArchiveWriter.StateDictionary(("embedding.weight", "FloatStorage", "0", 6, 0, [2, 3], [3, 1]));
}
