using System.Numerics;
using System.Text;
using EmbeddingProjector.Formats.Checkpoint;
using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Tests.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class CheckpointTests : IDisposable
{
    private const string Suffix = "/.ATTRIBUTES/VARIABLE_VALUE";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_tutorials_matrix_gives_the_very_files_that_TensorFlow_wrote()
    {
        var original = SharedData.Path("logdirs/imdb-tutorial");
        using var matrix = CheckpointReader.Open(Path.Combine(original, "embedding.ckpt-1")).Read("embedding" + Suffix);

        var path = new Checkpoint(("embedding", matrix)).Save(_directory.File("embedding.ckpt"));

        Assert.Equal(_directory.File("embedding.ckpt-1"), path);
        string[] written = [.. Directory.GetFiles(_directory.File("")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];
        Assert.Equal(["checkpoint", "embedding.ckpt-1.data-00000-of-00001", "embedding.ckpt-1.index"], written);
        Assert.All(written, name => Assert.Equal(File.ReadAllBytes(Path.Combine(original, name)), File.ReadAllBytes(_directory.File(name))));
    }

    [Fact]
    public void A_small_checkpoint_has_the_bytes_of_the_specification()
    {
        var path = new Checkpoint(("embedding", new float[,] { { 1, 2 } })).Save(_directory.File("e"));

        // Fields of TrackableObjectGraph: 1 nodes; of a node: 1 children (1 id, 2 name), 2 attributes, 5 has_checkpoint_values {1 true}.
        byte[] hasValues = Field(5, [8, 1]);
        byte[] graph =
        [
            .. Field(1, [.. Field(1, [8, 1, .. Field(2, "embedding"u8)]), .. Field(1, [8, 2, .. Field(2, "save_counter"u8)]), .. hasValues]),
            .. Field(1, [.. Attribute("Variable", "embedding"), .. hasValues]),
            .. Field(1, [.. Attribute("save_counter", "save_counter"), .. hasValues]),
        ];
        var saved = Assert.Single(CheckpointReader.Open(path).ReadStrings("_CHECKPOINTABLE_OBJECT_GRAPH")).ToArray();
        Assert.Equal(graph, saved);
        var data = File.ReadAllBytes(path + ".data-00000-of-00001");
        Assert.Equal([.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(1L)], data[..16]);
        var index = CheckpointReader.Open(path).Tensors.Select(t => t.Name);
        Assert.Equal(["_CHECKPOINTABLE_OBJECT_GRAPH", "embedding" + Suffix, "save_counter" + Suffix], index);
    }

    public static TheoryData<string, Array> Arrays => new()
    {
        { "float32", new[,] { { 1.5f, float.NaN }, { float.NegativeInfinity, 1e-45f } } },
        { "float64", new[,] { { 1.5, -0.1 }, { 1e300, double.NaN } } },
        { "float16", new[,] { { (Half)1.5, (Half)(-2) } } },
        { "int8", new sbyte[,] { { -128, 127 } } },
        { "int16", new short[,] { { short.MinValue, short.MaxValue } } },
        { "int32", new[,] { { int.MinValue, int.MaxValue } } },
        { "int64", new[,] { { -(1L << 53), 1L << 53 } } },
        { "uint8", new byte[,] { { 0, 255 } } },
        { "uint16", new ushort[,] { { 0, ushort.MaxValue } } },
        { "uint32", new[,] { { 0u, uint.MaxValue } } },
        { "uint64", new[,] { { 0UL, 1UL << 63 } } },
        { "bool", new[,] { { true, false } } },
    };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Every_type_of_number_reads_back_as_it_was(string type, Array values)
    {
        var checkpoint = CheckpointReader.Open(new Checkpoint(("x", values)).Save(_directory.File("c")));

        var tensor = checkpoint.Find("x" + Suffix)!;
        Assert.Equal(type, tensor.ElementType);
        Assert.Equal([values.GetLength(0), values.GetLength(1)], tensor.Shape);
        Assert.Equal(values.Cast<object>().Select(ToDouble), Values.Of(visit => checkpoint.Visit("x" + Suffix, visit)));
    }

    [Theory]
    [InlineData("bfloat16", 2)]
    [InlineData("float8_e5m2", 1)]
    [InlineData("float8_e4m3fn", 1)]
    [InlineData("int4", 1)]
    [InlineData("uint4", 1)]
    [InlineData("qint8", 1)]
    [InlineData("quint8", 1)]
    [InlineData("qint16", 2)]
    [InlineData("quint16", 2)]
    [InlineData("qint32", 4)]
    [InlineData("complex64", 8)]
    public void Types_without_a_counterpart_in_the_language_are_saved_from_bytes(string type, int size)
    {
        byte[] bytes = [.. Enumerable.Range(0, 6 * size).Select(i => (byte)(i * 37))];
        var path = new Checkpoint(("x", Variable.FromBytes(type, bytes, 2, 3))).Save(_directory.File("c"));

        var tensor = CheckpointReader.Open(path).Find("x" + Suffix)!;
        Assert.Equal((type, "2,3"), (tensor.ElementType, string.Join(',', tensor.Shape)));
        Assert.Equal(bytes, File.ReadAllBytes(path + ".data-00000-of-00001")[..bytes.Length]);
    }

    [Fact]
    public void Complex_numbers_scalars_other_ranks_and_parts_of_arrays_are_saved_in_their_shape()
    {
        var path = new Checkpoint(
            ("complex", new[] { new Complex(1, -2) }), ("scalar", Variable.Scalar(2.5)), ("cube", new float[2, 1, 2] { { { 1, 2 } }, { { 3, 4 } } }),
            ("part", Variable.FromValues<float>(new float[] { 9, 9, 1, 2, 3, 4 }.AsMemory(2), 2, 2))).Save(_directory.File("c"));

        var checkpoint = CheckpointReader.Open(path);
        Assert.Equal("complex128 [1]", Describe("complex"));
        Assert.Equal("float64 []", Describe("scalar"));
        Assert.Equal("float32 [2,1,2]", Describe("cube"));
        Assert.Equal([1, 2, 3, 4], Values.Of(checkpoint.Read("part" + Suffix)));
        Assert.Equal([2.5], Values.Of(visit => checkpoint.Visit("scalar" + Suffix, visit)));

        string Describe(string name) => checkpoint.Find(name + Suffix) is { } t ? $"{t.ElementType} [{string.Join(',', t.Shape)}]" : "absent";
    }

    [Fact]
    public void A_variable_is_saved_as_it_is_at_the_time_of_each_save()
    {
        var weights = new float[,] { { 1, 2 } };
        var variable = new Variable(weights) { Name = "embedding" };
        var checkpoint = new Checkpoint(("embedding", variable));

        var first = checkpoint.Save(_directory.File("c"));
        weights[0, 1] = 7;
        var second = checkpoint.Save(_directory.File("c"));
        variable.Assign(new float[,] { { 5, 6 } });
        var third = checkpoint.Save(_directory.File("c"));

        Assert.Equal(["c-1", "c-2", "c-3"], new[] { first, second, third }.Select(p => Path.GetFileName(p)));
        Assert.Equal([[1, 2], [1, 7], [5, 6]], new[] { first, second, third }.Select(p => Values.Of(CheckpointReader.Open(p).Read("embedding" + Suffix))));
        Assert.Equal("model_checkpoint_path: \"c-3\"\nall_model_checkpoint_paths: \"c-3\"\n", File.ReadAllText(_directory.File("checkpoint")));
        Assert.Equal([3.0], Values.Of(visit => CheckpointReader.Open(third).Visit("save_counter" + Suffix, visit)));
        Assert.Contains("\u0009embedding\u001a", Encoding.UTF8.GetString(CheckpointReader.Open(first).ReadStrings("_CHECKPOINTABLE_OBJECT_GRAPH")[0].Span), StringComparison.Ordinal);
        Assert.Contains("[1, 2]", Assert.Throws<ArgumentException>(() => variable.Assign(new float[3, 3])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_process_counts_on_and_leaves_what_was_saved_before()
    {
        var first = new Checkpoint(("e", new float[,] { { 1 } })).Save(_directory.File("c"));
        var before = File.ReadAllBytes(first + ".index");
        File.WriteAllText(_directory.File("c-4.data-00000-of-00001"), "left by a writer that was killed before its index");

        var second = new Checkpoint(("e", new float[,] { { 2 } })).Save(_directory.File("c"));

        Assert.Equal("c-5", Path.GetFileName(second));
        Assert.Equal(before, File.ReadAllBytes(first + ".index"));
        Assert.Equal([5.0], Values.Of(visit => CheckpointReader.Open(second).Visit("save_counter" + Suffix, visit)));
    }

    [Fact]
    public void Write_takes_the_prefix_as_it_is_and_replaces_what_was_there()
    {
        new Checkpoint(("e", new float[,] { { 1 } })).Write(_directory.File("c"));
        var path = new Checkpoint(("e", new float[,] { { 2, 3 } })).Write(_directory.File("c"));

        Assert.Equal(["c.data-00000-of-00001", "c.index"], Directory.GetFiles(_directory.File("")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
        Assert.Equal([2, 3], Values.Of(CheckpointReader.Open(path).Read("e" + Suffix)));
        Assert.Null(CheckpointReader.Open(path).Find("save_counter" + Suffix));
    }

    [Fact]
    public void Slashes_and_dots_in_names_are_escaped_as_TensorFlow_does()
    {
        var checkpoint = CheckpointReader.Open(new Checkpoint(("a/b.c", new float[1, 1]), ("é\t\"x", new float[1, 1]), ("Z", new float[1, 1])).Save(_directory.File("c")));

        Assert.Equal(
            ["Z" + Suffix, "_CHECKPOINTABLE_OBJECT_GRAPH", "a.Sb..c" + Suffix, "save_counter" + Suffix, "é\t\"x" + Suffix],
            checkpoint.Tensors.Select(t => t.Name));
    }

    [Fact]
    public void Huge_names_many_tensors_and_empty_matrices_are_saved()
    {
        var huge = new string('n', 700_000);
        (string, Variable)[] variables =
        [
            .. Enumerable.Range(0, 9000).Select(i => ($"layer_{i:D5}_with_a_name_of_some_length", (Variable)new[] { i })),
            (huge, new float[,] { { 1, 2 } }),
            ("empty", new float[0, 16]),
            ("table", VectorTable.FromArray([], 0, 3)),
        ];

        var path = new Checkpoint(variables).Save(_directory.File("c"));

        var checkpoint = CheckpointReader.Open(path);
        Assert.Equal(variables.Length + 2, checkpoint.Tensors.Count);
        Assert.Equal([1, 2], Values.Of(checkpoint.Read(huge + Suffix)));
        Assert.Equal((0, 16), checkpoint.Read("empty" + Suffix) is var e ? (e.RowCount, e.ColumnCount) : default);
        Assert.Equal([0L, 3L], checkpoint.Find("table" + Suffix)!.Shape);
        Assert.Equal([8999.0], Values.Of(visit => checkpoint.Visit("layer_08999_with_a_name_of_some_length" + Suffix, visit)));
    }

    [Fact]
    public void A_table_of_several_blocks_is_saved_in_the_order_of_its_rows()
    {
        var rows = Tables.Gaussian(1000, 300, 3);

        var path = new Checkpoint(("e", Tables.Blocks(77, rows))).Save(_directory.File("c"));

        Assert.Equal(rows, CheckpointReader.Open(path).Read("e" + Suffix).Rows());
    }

    [Fact]
    public void Bad_names_shapes_and_types_are_refused_with_the_reason()
    {
        var one = new Variable(new float[1, 1]);
        Assert.Contains("counter", Assert.Throws<ArgumentException>(() => new Checkpoint(("save_counter", one))).Message, StringComparison.Ordinal);
        Assert.Contains("given 2 times", Assert.Throws<ArgumentException>(() => new Checkpoint(("a", one), ("a", one))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Checkpoint(("", one)));
        Assert.Contains("String", Assert.Throws<ArgumentException>(() => new Variable(new[] { "text" })).Message, StringComparison.Ordinal);
        Assert.Contains("float8_e5m2", Assert.Throws<ArgumentException>(() => Variable.FromBytes("float7", new byte[1], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => Variable.FromValues<float>(new float[3], 2, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Variable.FromBytes("float32", new byte[7], 2));
        Assert.Contains("is a directory", Assert.Throws<ArgumentException>(() => new Checkpoint(("a", one)).Save(_directory.File("") + "/")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_save_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => new Checkpoint(("e", new float[3, 3])).Save(_directory.File("c"), cancelled.Token));

        Assert.Empty(Directory.GetFiles(_directory.File("")));
    }

    private static byte[] Attribute(string fullName, string localName) => Field(2,
    [
        .. Field(1, "VARIABLE_VALUE"u8), .. Field(2, Encoding.UTF8.GetBytes(fullName)), .. Field(3, Encoding.UTF8.GetBytes(localName + Suffix)),
    ]);

    private static byte[] Field(int number, ReadOnlySpan<byte> bytes) => [(byte)((number << 3) | 2), (byte)bytes.Length, .. bytes];

    private static double ToDouble(object value) => value switch
    {
        Half half => (double)half,
        bool truth => truth ? 1 : 0,
        _ => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
    };
}
