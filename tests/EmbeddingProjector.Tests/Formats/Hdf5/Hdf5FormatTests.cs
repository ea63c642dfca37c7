using EmbeddingProjector.Formats;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.Formats.Hdf5;

public sealed class Hdf5FormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_best_guess_is_the_embedding_and_lists_of_its_length_become_metadata()
    {
        var path = GoldenFiles.Write(_directory, "types.h5");

        var file = OpenedFile.Read(path);

        Assert.Equal("embeddings", TensorChoice.Best(OpenedFile.List(path))!.Name);
        Assert.Equal(GoldenFiles.Matrix(6, 4), Values.Of(file.Vectors));
        Assert.Equal(["a", "b c", "θ", "", "e", "f"], file.Texts("words"));
        Assert.Equal(["ab", "c", "", "defg", "e", "f"], file.Texts("fixed"));
        Assert.Equal(["9007199254740993", "-1", "0", "1", "2", "3"], file.Texts("ids"));
        Assert.Equal(["0.1", "0.25", null, "1", "2", "3"], file.Texts("share"));
        Assert.Equal(["true", "false", "true", "false", "true", "false"], file.Texts("flag"));
        Assert.Equal(["dog", "cat", "dog", "cat", "cat", "dog"], file.Texts("kind"));
    }

    [Theory]
    [InlineData("half", "float16")]
    [InlineData("double", "float64")]
    [InlineData("big", "float32")]
    [InlineData("bigdouble", "float64")]
    [InlineData("bighalf", "float16")]
    [InlineData("int8", "int8")]
    [InlineData("uint8", "uint8")]
    [InlineData("int16", "int16")]
    [InlineData("bigint16", "int16")]
    [InlineData("uint16", "uint16")]
    [InlineData("int32", "int32")]
    [InlineData("uint32", "uint32")]
    [InlineData("int64", "int64")]
    [InlineData("bigint64", "int64")]
    [InlineData("uint64", "uint64")]
    public void Every_type_of_number_is_read_in_both_byte_orders(string name, string type)
    {
        var path = GoldenFiles.Write(_directory, "types.h5");

        var file = OpenedFile.Read(path, $"types/{name}");

        Assert.Equal(type, OpenedFile.List(path).Single(t => t.Name == $"types/{name}").ElementType);
        Assert.Equal(Enumerable.Range(0, 15).Select(i => (float)i), Values.Of(file.Vectors));
    }

    [Fact]
    public void Truth_values_compact_values_and_arrays_as_elements_are_read()
    {
        var path = GoldenFiles.Write(_directory, "types.h5");

        Assert.Equal([1, 0, 0, 1, 1, 1], Values.Of(OpenedFile.Read(path, "types/bool").Vectors));
        Assert.Equal(GoldenFiles.Matrix(4, 3), Values.Of(OpenedFile.Read(path, "compact").Vectors));
        Assert.Equal(GoldenFiles.Matrix(4, 3), Values.Of(OpenedFile.Read(path, "of_arrays").Vectors));
    }

    [Theory]
    [InlineData("cube", "the shape [2, 2, 2]")]
    [InlineData("scalar", "the shape []")]
    [InlineData("null", "it has no values")]
    [InlineData("complex", "elements of type record of 2 fields")]
    [InlineData("words", "elements of type string")]
    public void What_is_no_table_of_numbers_is_listed_and_refused_in_words(string name, string found)
    {
        var path = GoldenFiles.Write(_directory, "types.h5");
        var tensor = OpenedFile.List(path).Single(t => t.Name == name);

        var error = Assert.Throws<DataFormatException>(() => Hdf5Format.Instance.Read(path, tensor, ReadSettings.Default, TestContext.Current.CancellationToken));

        Assert.Contains(found, error.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("gzip")]
    [InlineData("gzip_shuffle")]
    [InlineData("lzf")]
    [InlineData("lzf_shuffle")]
    [InlineData("fletcher")]
    [InlineData("all")]
    public void Chunks_are_unpacked_and_those_at_the_ends_cut(string name)
    {
        var path = GoldenFiles.Write(_directory, "chunked.h5");

        foreach (var dataset in new[] { name, $"{name}_double" })
        {
            Assert.Equal(GoldenFiles.Matrix(23, 7), Read(path, dataset));
        }
    }

    [Theory]
    [InlineData("noise_lzf")]
    [InlineData("noise_lzf_shuffle")]
    [InlineData("noise_gzip")]
    public void A_packing_step_that_was_left_out_for_a_chunk_is_not_taken_back(string name)
    {
        var state = 1u;
        float Next() => ((state = (1664525 * state) + 1013904223) >> 8) / (float)(1 << 24);

        Assert.Equal(Enumerable.Range(0, 240).Select(_ => Next()), Read(GoldenFiles.Write(_directory, "chunked.h5"), name));
    }

    [Fact]
    public void Runs_that_refer_to_themselves_are_unpacked() =>
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (float)(i / 300)), Read(GoldenFiles.Write(_directory, "chunked.h5"), "runs_lzf"));

    [Fact]
    public void Chunks_that_were_never_written_hold_the_fill_value()
    {
        var path = GoldenFiles.Write(_directory, "chunked.h5");

        var values = Read(path, "part");

        Assert.Equal([.. Enumerable.Repeat(-1.5f, 16), .. GoldenFiles.Matrix(4, 4), .. Enumerable.Repeat(-1.5f, 8)], values);
        Assert.Equal("its values were never written", OpenedFile.List(path).Single(t => t.Name == "never").Problem);
    }

    [Fact]
    public void Packed_lists_become_metadata_in_their_order()
    {
        var file = OpenedFile.Read(GoldenFiles.Write(_directory, "chunked.h5"), "gzip_double");

        Assert.Equal(Enumerable.Range(0, 23).Select(i => $"name {i}"), file.Texts("names"));
        Assert.Equal(Enumerable.Range(0, 23).Select(i => $"{i}"), file.Texts("numbers"));
    }

    [Theory]
    [InlineData("fixed", 23, 7)]
    [InlineData("fixed_paged", 60, 40)]
    [InlineData("growing", 23, 7)]
    [InlineData("growing_paged", 3000, 2)]
    [InlineData("wider", 7, 23)]
    [InlineData("both", 50, 40)]
    [InlineData("both_gzip", 23, 7)]
    [InlineData("one", 6, 4)]
    [InlineData("one_gzip", 6, 4)]
    [InlineData("bounded", 23, 7)]
    [InlineData("implicit", 10, 6)]
    public void Every_index_of_chunks_finds_them(string name, int rows, int columns) =>
        Assert.Equal(GoldenFiles.Matrix(rows, columns), Read(GoldenFiles.Write(_directory, "indices.h5"), name));

    [Fact]
    public void A_group_of_many_names_lists_them_all()
    {
        var names = OpenedFile.List(GoldenFiles.Write(_directory, "indices.h5")).Select(t => t.Name).Where(n => n.StartsWith("many/", StringComparison.Ordinal));

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"many/values {i}").Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Links_in_circles_end_and_links_to_other_files_are_named()
    {
        var path = GoldenFiles.Write(_directory, "links.h5");

        var tensors = OpenedFile.List(path).ToDictionary(t => t.Name);

        Assert.Equal(GoldenFiles.Matrix(3, 2), Read(path, "a/b/c"));
        Assert.Equal(GoldenFiles.Matrix(3, 2), Read(path, "again"));
        Assert.Contains("other.h5", tensors["outside"].Problem, StringComparison.Ordinal);
        Assert.Contains("virtual dataset", tensors["virtual"].Problem, StringComparison.Ordinal);
        Assert.Contains("other files", tensors["external"].Problem, StringComparison.Ordinal);
        Assert.Contains("32001 (Blosc)", tensors["blosc"].Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("dangling", tensors.Keys);
    }

    [Fact]
    public void A_type_with_a_name_of_its_own_is_followed() =>
        Assert.Equal(GoldenFiles.Matrix(6, 4), Read(GoldenFiles.Write(_directory, "named_types.h5"), "vectors"));

    [Fact]
    public void What_stands_before_the_file_is_left_alone()
    {
        var path = GoldenFiles.Write(_directory, "userblock.h5");

        Assert.Same(Hdf5Format.Instance, VectorFormats.Detect(path));
        Assert.Equal(GoldenFiles.Matrix(6, 4), Read(path, "vectors"));
    }

    [Fact]
    public void The_rows_of_a_benchmark_are_the_best_guess_and_its_distance_is_told()
    {
        var path = GoldenFiles.Write(_directory, "benchmark.hdf5");

        var file = OpenedFile.Read(path);

        Assert.Equal(["train", "distances", "neighbors", "test"], TensorChoice.Ranked(OpenedFile.List(path)).Select(t => t.Name));
        Assert.Equal(10, file.Vectors.RowCount);
        Assert.Contains(file.Notes, n => n.Contains("\"hamming\"", StringComparison.Ordinal));
        Assert.Null(file.Metric);
    }

    [Fact]
    public void The_angular_distance_of_a_benchmark_is_the_cosine()
    {
        var bytes = GoldenFiles.Bytes("benchmark.hdf5");
        "angular"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("hamming"u8)));

        Assert.Equal("cosine", OpenedFile.Read(_directory.Write("angular.hdf5", bytes)).Metric);
        Assert.Equal("euclidean", OpenedFile.Read(GoldenFiles.Write(_directory, "benchmark_euclidean.hdf5")).Metric);
    }

    [Theory]
    [InlineData("legacy_keras.h5", "model_weights/embedding/embedding/embeddings:0", 20)]
    [InlineData("keras.weights.h5", "layers/embedding/vars/0", 20)]
    public void Of_the_weights_of_Keras_the_largest_embedding_is_the_best_guess(string name, string best, int rows)
    {
        var path = GoldenFiles.Write(_directory, name);

        var file = OpenedFile.Read(path);

        Assert.Equal(best, TensorChoice.Best(OpenedFile.List(path))!.Name);
        Assert.Equal(GoldenFiles.Matrix(rows, 4), Values.Of(file.Vectors));
    }

    [Fact]
    public void A_weight_whose_name_ends_in_a_colon_and_0_is_opened_by_its_name()
    {
        var run = Assert.Single(LogDirectoryScanner.ForFile(GoldenFiles.Write(_directory, "legacy_keras.h5")).Scan(TestContext.Current.CancellationToken).Runs);
        var kernel = run.Embeddings.Single(e => e.TensorName == "model_weights/dense/dense/kernel");

        var data = EmbeddingLoader.Load(kernel, null, TestContext.Current.CancellationToken);

        Assert.Equal((50, 50), (data.Vectors.RowCount, data.Vectors.ColumnCount));
        Assert.Equal(1, data.Vectors.Row(0)[0]);
    }

    [Fact]
    public void Reading_tells_how_far_it_is_and_can_be_stopped()
    {
        var path = GoldenFiles.Write(_directory, "indices.h5");
        var tensor = OpenedFile.List(path).Single(t => t.Name == "fixed_paged");
        var told = new List<double>();
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Hdf5Format.Instance.Read(path, tensor, new ReadSettings(null, new Told(told)), TestContext.Current.CancellationToken);

        Assert.Equal(1, told[^1]);
        Assert.Throws<OperationCanceledException>(() => Hdf5Format.Instance.Read(path, tensor, ReadSettings.Default, stop.Token));
    }

    private static float[] Read(string path, string name)
    {
        var format = VectorFormats.Detect(path);
        var tensor = OpenedFile.List(path).Single(t => t.Name == name);
        var vectors = Values.Of(format.Read(path, tensor, ReadSettings.Default, TestContext.Current.CancellationToken).Vectors);
        // Pieces are visited in the order in which they are stored.
        Assert.Equal(vectors.Select(v => (double)v).Order(), Values.Of(visit => format.Visit(path, tensor, visit, TestContext.Current.CancellationToken)).Order());
        return vectors;
    }

    private sealed class Told(List<double> values) : IProgress<double>
    {
        public void Report(double value) => values.Add(value);
    }
}
