using System.Text;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Checkpoint;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<int, string, int, double[]> NumericTypes => new()
    {
        { 1, "float32", 4, [1.5, -2, double.NaN, 1e-45f] },
        { 2, "float64", 8, [1.5, -0.1, 1e300, 2] },
        { 3, "int32", 4, [int.MinValue, -1, 0, int.MaxValue] },
        { 4, "uint8", 1, [0, 1, 128, 255] },
        { 5, "int16", 2, [short.MinValue, -1, 0, short.MaxValue] },
        { 6, "int8", 1, [-128, -1, 0, 127] },
        { 9, "int64", 8, [-(1L << 53), -1, 0, 1L << 53] },
        { 10, "bool", 1, [0, 1, 1, 0] },
        { 11, "qint8", 1, [-128, -1, 0, 127] },
        { 12, "quint8", 1, [0, 1, 128, 255] },
        { 13, "qint32", 4, [int.MinValue, -1, 0, int.MaxValue] },
        { 14, "bfloat16", 2, [1.5, -2, 256, -0.0078125] },
        { 15, "qint16", 2, [short.MinValue, -1, 0, short.MaxValue] },
        { 16, "quint16", 2, [0, 1, 32768, 65535] },
        { 17, "uint16", 2, [0, 1, 32768, 65535] },
        { 19, "float16", 2, [1.5, -2, 65504, 5.9604644775390625E-08] },
        { 22, "uint32", 4, [0, 1, 1u << 31, uint.MaxValue] },
        { 23, "uint64", 8, [0, 1, 1UL << 53, 1UL << 63] },
        { 24, "float8_e5m2", 1, [1.5, -2, 57344, 1.52587890625E-05] },
        { 25, "float8_e4m3fn", 1, [1.5, -2, 448, 0.001953125] },
        { 29, "int4", 1, [-8, -1, 0, 7] },
        { 30, "uint4", 1, [0, 1, 8, 15] },
        { 101, "float32", 4, [1.5, -2, 0, 4] },
    };

    [Theory]
    [MemberData(nameof(NumericTypes))]
    public void Every_numeric_type_reads_exactly_in_both_byte_orders(int type, string name, int size, double[] values)
    {
        byte[] bytes = [.. values.SelectMany(value => Encode(name, value))];
        Assert.Equal(values.Length * size, bytes.Length);
        foreach (var bigEndian in new[] { false, true })
        {
            var checkpoint = Save([new SavedTensor("x", type, [2, 2], bytes, ElementSize: size)], new BundleOptions(BigEndian: bigEndian));

            Assert.Equal(name, checkpoint.Tensors[0].ElementType);
            Assert.True(checkpoint.Tensors[0].IsMatrix);
            Assert.Equal(values, Visit(checkpoint, "x"));
            Assert.Equal(values.Select(v => (float)v), Values.Of(checkpoint.Read("x")));
        }
    }

    [Theory]
    [InlineData(7, "string")]
    [InlineData(8, "complex64")]
    [InlineData(18, "complex128")]
    [InlineData(20, "resource")]
    [InlineData(21, "variant")]
    [InlineData(77, "type 77")]
    public void Elements_that_are_no_real_numbers_are_listed_and_refused(int type, string name)
    {
        var checkpoint = Save([new SavedTensor("x", type, [1, 1], [0, 0xd8, 0xea, 0x82, 0xa2]), SavedTensor.Floats("y", [1, 1], 1)]);

        var tensor = checkpoint.Tensors[0];
        Assert.Equal((name, false, false), (tensor.ElementType, tensor.IsNumeric, tensor.IsMatrix));
        Assert.Contains("\"x\"", Assert.Throws<DataFormatException>(() => checkpoint.Read("x")).Message, StringComparison.Ordinal);
        Assert.Equal([1], Values.Of(checkpoint.Read("y")));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(7, false)]
    [InlineData(40, true)]
    [InlineData(1000, true)]
    public void Names_in_any_number_of_blocks_come_in_byte_order_and_in_full(int entriesPerBlock, bool snappy)
    {
        string[] names = [.. Enumerable.Range(0, 300).Select(i => $"layer_{i / 10:D2}/kernel/part_{i % 10}/.ATTRIBUTES/VARIABLE_VALUE"), "ä", "Z", "zz", "\uFFFD", "😀"];
        var checkpoint = Save(
            [.. names.Select((name, i) => SavedTensor.Floats(name, [1, 2], i, i + 0.5f))], new BundleOptions(EntriesPerBlock: entriesPerBlock, Snappy: snappy));

        Assert.Equal(names.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y))), checkpoint.Tensors.Select(t => t.Name));
        Assert.All(names.Index(), name => Assert.Equal([name.Index, name.Index + 0.5], Visit(checkpoint, name.Item)));
    }

    [Fact]
    public void Scalars_vectors_and_empty_tensors_keep_their_shape()
    {
        var checkpoint = Save([SavedTensor.Floats("scalar", [], 7), SavedTensor.Floats("vector", [3], 1, 2, 3), SavedTensor.Floats("none", [0, 4]), SavedTensor.Floats("cube", [1, 2, 2], 1, 2, 3, 4)]);

        Assert.Equal([], checkpoint.Find("scalar")!.Shape);
        Assert.Equal([7], Visit(checkpoint, "scalar"));
        Assert.Equal([1, 2, 3], Visit(checkpoint, "vector"));
        Assert.Equal([1, 2, 3, 4], Visit(checkpoint, "cube"));
        Assert.Equal((0, 4), (checkpoint.Read("none").RowCount, checkpoint.Read("none").ColumnCount));
        Assert.Throws<DataFormatException>(() => checkpoint.Read("vector"));
        Assert.Null(checkpoint.Find("absent"));
        Assert.Contains("scalar", Assert.Throws<DataFormatException>(() => checkpoint.Read("absent")).Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_data_file_spoils_only_its_own_tensors()
    {
        var files = Write("P", [SavedTensor.Floats("a", [1, 2], 1, 2), SavedTensor.Floats("b", [1, 2], 3, 4) with { Shard = 1 }], new BundleOptions(Shards: 2));
        File.Delete(files[".data-00001-of-00002"]);
        // A stray file of an older save must not be taken for it.
        _directory.Write("P.data-00000-of-00001", new byte[64]);
        var checkpoint = CheckpointReader.Open(_directory.File("P"));

        Assert.Equal([1, 2], Values.Of(checkpoint.Read("a")));
        Assert.Contains("P.data-00001-of-00002 is missing", checkpoint.Find("b")!.Problem, StringComparison.Ordinal);
        Assert.Contains("P.data-00001-of-00002 is missing", Assert.Throws<DataFormatException>(() => checkpoint.Read("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_in_the_data_names_tensor_file_and_both_checksums()
    {
        var files = Write("P", [SavedTensor.Floats("a", [1, 2], 1, 2), SavedTensor.Floats("b", [1, 2], 3, 4)]);
        var data = File.ReadAllBytes(files[".data-00000-of-00001"]);
        var stored = TableWriter.MaskedChecksum(data[8..]);
        data[9] ^= 1;
        File.WriteAllBytes(files[".data-00000-of-00001"], data);
        var checkpoint = CheckpointReader.Open(_directory.File("P"));

        Assert.Equal([1, 2], Values.Of(checkpoint.Read("a")));
        var error = Assert.Throws<DataFormatException>(() => checkpoint.Read("b"));
        Assert.EndsWith("P.data-00000-of-00001", error.Path, StringComparison.Ordinal);
        Assert.Equal("tensor \"b\", 8 bytes at offset 8", error.Place);
        Assert.Contains($"{TableWriter.MaskedChecksum(data[8..]):x8}", error.Found, StringComparison.Ordinal);
        Assert.Contains($"{stored:x8}", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_cut_short_is_a_problem_of_the_tensors_behind_the_cut()
    {
        var files = Write("P", [SavedTensor.Floats("a", [1, 2], 1, 2), SavedTensor.Floats("b", [1, 2], 3, 4)]);
        File.WriteAllBytes(files[".data-00000-of-00001"], File.ReadAllBytes(files[".data-00000-of-00001"])[..12]);
        var checkpoint = CheckpointReader.Open(_directory.File("P"));

        Assert.Equal([1, 2], Values.Of(checkpoint.Read("a")));
        Assert.Contains("which has 12", checkpoint.Find("b")!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_cut_in_the_footer_names_the_offset()
    {
        var files = Write("P", [SavedTensor.Floats("a", [1, 2], 1, 2)]);
        var index = File.ReadAllBytes(files[".index"]);
        File.WriteAllBytes(files[".index"], index[..^5]);

        var error = Assert.Throws<DataFormatException>(() => CheckpointReader.Open(_directory.File("P")));

        Assert.Equal($"footer at offset {index.Length - 5 - 48}", error.Place);
        Assert.Contains("magic number", error.Message, StringComparison.Ordinal);
        Assert.True(CheckpointFormat.Instance.Recognizes(files[".index"], index.AsSpan(0, 16)));
    }

    [Fact]
    public void A_changed_byte_in_the_index_names_block_and_checksums()
    {
        var files = Write("P", [SavedTensor.Floats("a", [1, 2], 1, 2)]);
        var index = File.ReadAllBytes(files[".index"]);
        index[4] ^= 1;
        File.WriteAllBytes(files[".index"], index);

        var error = Assert.Throws<DataFormatException>(() => CheckpointReader.Open(_directory.File("P")));

        Assert.Equal("data block at offset 0", error.Place);
        Assert.Contains("masked crc32c", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_for_newer_readers_is_refused()
    {
        Write("P", [], new BundleOptions(MinConsumer: 2));

        Assert.Contains("version 2 or later", Assert.Throws<DataFormatException>(() => CheckpointReader.Open(_directory.File("P"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_does_not_fit_the_shape_is_a_problem()
    {
        var checkpoint = Save([new SavedTensor("a", 1, [3, 2], new byte[20])]);

        Assert.Equal("its shape needs 24 bytes, the index states 20", checkpoint.Find("a")!.Problem);
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(long.MaxValue, 3)]
    public void A_shape_that_makes_no_sense_is_a_problem_and_no_number(long rows, long columns)
    {
        var tensor = Save([new SavedTensor("a", 1, [rows, columns], new byte[8])]).Tensors[0];

        Assert.Contains("makes no sense", tensor.Problem, StringComparison.Ordinal);
        Assert.Equal((false, 1), (tensor.IsMatrix, tensor.ElementCount));
    }

    [Fact]
    public void Strings_read_as_their_bytes_and_an_empty_tensor_of_them_too()
    {
        var longText = new string('x', 300);
        var checkpoint = Save([SavedTensor.Strings("words", [2, 2], "the_", "", "θ", longText), SavedTensor.Strings("none", [0]), new SavedTensor("nothing", 7, [0], [])]);

        Assert.Equal(["the_", "", "θ", longText], checkpoint.ReadStrings("words").Select(s => Encoding.UTF8.GetString(s.Span)));
        Assert.Empty(checkpoint.ReadStrings("none"));
        Assert.Empty(checkpoint.ReadStrings("nothing"));
    }

    [Fact]
    public void Opening_works_by_prefix_by_index_and_by_data_file()
    {
        var files = Write("P-1", [SavedTensor.Floats("a", [1, 1], 5)]);

        foreach (var path in files.Values.Append(_directory.File("P-1")))
        {
            var format = VectorFormats.Detect(path);
            Assert.Equal([5], Values.Of(format.Read(path, Assert.Single(format.List(path, default)), ReadSettings.Default, default).Vectors));
        }
    }

    [Fact]
    public void A_prefix_without_its_step_is_answered_with_the_full_one()
    {
        Write("embedding.ckpt-1", [SavedTensor.Floats("a", [1, 1], 5)]);

        Assert.Contains("embedding.ckpt-1", Assert.Throws<DataFormatException>(() => VectorFormats.Detect(_directory.File("embedding.ckpt"))).Remedy, StringComparison.Ordinal);
        Assert.Contains("embedding.ckpt-1", Assert.Throws<DataFormatException>(() => CheckpointReader.Open(_directory.File("embedding.ckpt"))).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_of_another_tool_beside_a_file_does_not_make_it_a_checkpoint()
    {
        var path = _directory.Write("vectors.tsv", "1\t2\n");
        _directory.Write("vectors.tsv.index", "an index of something else");

        Assert.Same(TsvFormat.Instance, VectorFormats.Detect(path));
    }

    private static double[] Visit(CheckpointReader checkpoint, string name) => [.. Values.Of(visit => checkpoint.Visit(name, visit))];

    private CheckpointReader Save(IReadOnlyList<SavedTensor> tensors, BundleOptions? options = null)
    {
        Write("P", tensors, options);
        return CheckpointReader.Open(_directory.File("P"));
    }

    private Dictionary<string, string> Write(string prefix, IReadOnlyList<SavedTensor> tensors, BundleOptions? options = null) =>
        CheckpointWriter.Bundle(tensors, options).ToDictionary(file => file.Key, file => _directory.Write(prefix + file.Key, file.Value));

    private static byte[] Encode(string type, double value) => type switch
    {
        "float32" => BitConverter.GetBytes((float)value),
        "float64" => BitConverter.GetBytes(value),
        "float16" => BitConverter.GetBytes((Half)value),
        "bfloat16" => BitConverter.GetBytes((float)value)[2..],
        "float8_e5m2" => BitConverter.GetBytes((Half)value)[1..],
        "float8_e4m3fn" => [value switch { 1.5 => 0x3c, -2 => 0xc0, 448 => 0x7e, _ => 0x01 }],
        "int64" => BitConverter.GetBytes((long)value),
        "uint64" => BitConverter.GetBytes((ulong)value),
        "int32" or "qint32" => BitConverter.GetBytes((int)value),
        "uint32" => BitConverter.GetBytes((uint)value),
        "int16" or "qint16" => BitConverter.GetBytes((short)value),
        "uint16" or "quint16" => BitConverter.GetBytes((ushort)value),
        "int4" => [(byte)((int)value & 0x0f)],
        _ => [(byte)(int)value],
    };
}
