using System.Runtime.InteropServices;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class RawFloat32FormatTests : IDisposable
{
    private static readonly float[] _values = [1, -2, 3.5f, float.NaN, 5, 6];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(2, 3)]
    [InlineData(0, 3)]
    [InlineData(-1, 2)]
    [InlineData(6, 1)]
    public void With_a_shape_the_rows_are_read(int rows, int columns)
    {
        var vectors = Read(_values, [rows, columns]).Vectors;

        Assert.Equal(columns, vectors.ColumnCount);
        Assert.Equal(_values, Values.Of(vectors));
    }

    [Fact]
    public void A_mapped_file_reads_as_one_in_memory()
    {
        using var mapped = RawFloat32Format.Instance.Read(Write(_values), Info, new ReadSettings([2, 3]) { Storage = new() { MemoryLimit = 0 } }, default).Vectors;

        Assert.Equal(_values, Values.Of(mapped));
    }

    [Fact]
    public void Without_a_shape_it_is_one_axis_and_the_error_asks_for_columns()
    {
        var path = Write(_values);

        var tensor = Assert.Single(VectorFormats.Detect(path).List(path, default));
        Assert.Equal([6], tensor.Shape);
        Assert.False(tensor.IsMatrix);
        var error = Assert.Throws<DataFormatException>(() => RawFloat32Format.Instance.Read(path, tensor, ReadSettings.Default, default));
        Assert.Contains("--columns D", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_does_not_fit_states_both_sizes()
    {
        var error = Assert.Throws<DataFormatException>(() => Read(_values, [2, 4]));

        Assert.Contains("24 bytes", error.Message, StringComparison.Ordinal);
        Assert.Contains("32 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(2, 0)]
    [InlineData(-2, 3)]
    [InlineData(long.MaxValue, 3)]
    [InlineData(2, long.MaxValue)]
    public void A_shape_that_makes_no_sense_is_refused(long rows, long columns) =>
        Assert.Throws<DataFormatException>(() => Read(_values, [rows, columns]));

    [Fact]
    public void A_length_that_is_no_multiple_of_four_is_a_problem()
    {
        var path = _directory.Write("cut.bytes", new byte[7]);

        Assert.NotNull(Assert.Single(RawFloat32Format.Instance.List(path, default)).Problem);
        Assert.Throws<DataFormatException>(() => RawFloat32Format.Instance.Read(path, Info, new ReadSettings([1, 1]), default));
    }

    [Fact]
    public void The_iris_flowers_of_the_original_read_as_150_rows()
    {
        var path = SharedData.Path("projector-oss/iris_tensors.bytes");

        var vectors = VectorFormats.Detect(path).Read(path, Info, new ReadSettings([0, 4]), default).Vectors;

        Assert.Equal(150, vectors.RowCount);
        Assert.Equal(600, Values.Of(visit => VectorFormats.Detect(path).Visit(path, Info, visit, default)).Count);
    }

    private static TensorInfo Info { get; } = new("x.bytes", "float32", [6]);

    private string Write(float[] values) => _directory.Write("x.bytes", MemoryMarshal.AsBytes(values.AsSpan()));

    private VectorFile Read(float[] values, long[] shape) => RawFloat32Format.Instance.Read(Write(values), Info, new ReadSettings(shape), default);
}
