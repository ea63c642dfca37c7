using System.Runtime.InteropServices;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class NpyFormatTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string, string, int, double[]> NumericTypes => new()
    {
        { "b1", "bool", 1, [0, 1, 1, 0, 1, 0] },
        { "i1", "int8", 1, [-128, -1, 0, 1, 2, 127] },
        { "u1", "uint8", 1, [0, 1, 2, 3, 128, 255] },
        { "i2", "int16", 2, [-32768, -1, 0, 1, 2, 32767] },
        { "u2", "uint16", 2, [0, 1, 2, 3, 32768, 65535] },
        { "i4", "int32", 4, [int.MinValue, -1, 0, 1, 2, int.MaxValue] },
        { "u4", "uint32", 4, [0, 1, 2, 3, 4, uint.MaxValue] },
        { "i8", "int64", 8, [-(1L << 53), -1, 0, 1, 2, 1L << 53] },
        { "u8", "uint64", 8, [0, 1, 2, 3, 4, 1UL << 63] },
        { "f2", "float16", 2, [-2, 0.5, double.NaN, double.PositiveInfinity, 65504, 0] },
        { "f4", "float32", 4, [-2, 0.5, double.NaN, double.NegativeInfinity, 1 << 24, 0] },
        { "f8", "float64", 8, [-2, 0.1, double.NaN, 1e300, 1e-300, 0] },
    };

    [Theory]
    [MemberData(nameof(NumericTypes))]
    public void Every_numeric_type_reads_in_both_byte_orders_and_both_layouts(string kind, string name, int size, double[] values)
    {
        foreach (var order in new[] { '<', '>', '=', '|' })
        {
            byte[] bytes = [.. values.SelectMany(value => order == '>' ? Encode(kind, value).Reverse() : Encode(kind, value))];
            Assert.Equal(values.Length * size, bytes.Length);
            var rows = _directory.Write("rows.npy", NpyWriter.Write($"{order}{kind}", false, [2, 3], bytes));
            var columns = _directory.Write("columns.npy", NpyWriter.Write($"{order}{kind}", true, [3, 2], bytes));

            Assert.Equal(name, List(rows).ElementType);
            Assert.Equal(values.Select(v => (float)v), Values.Of(Read(rows).Vectors));
            Assert.Equal(values, Values.Of(visit => NpyFormat.Instance.Visit(rows, List(rows), visit, default)));
            Assert.Equal([.. Enumerable.Range(0, 6).Select(i => (float)values[((i % 2) * 3) + (i / 2)])], Values.Of(Read(columns).Vectors));
            Assert.Equal(values, Values.Of(visit => NpyFormat.Instance.Visit(columns, List(columns), visit, default)));
        }
    }

    [Theory]
    [InlineData(50_000, 33)]
    [InlineData(3, 100_000)]
    [InlineData(1, 7)]
    [InlineData(7, 1)]
    [InlineData(100, 17)]
    public void A_Fortran_array_of_any_proportions_is_transposed(int rows, int columns)
    {
        var stored = Enumerable.Range(0, rows * columns).Select(i => (float)(((i % rows) * columns) + (i / rows))).ToArray();
        var path = _directory.Write("f.npy", NpyWriter.Write("<f4", true, [rows, columns], MemoryMarshal.AsBytes(stored.AsSpan())));

        var vectors = Read(path).Vectors;

        Assert.Equal((rows, columns), (vectors.RowCount, vectors.ColumnCount));
        Assert.Equal(Enumerable.Range(0, rows * columns).Select(i => (float)i), Values.Of(vectors));
    }

    [Fact]
    public void A_mapped_array_reads_as_one_in_memory()
    {
        // Padded, so that the numbers begin at a multiple of 64, as numpy does.
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".PadRight(117);
        var path = _directory.Write("m.npy", NpyWriter.Write(header, MemoryMarshal.AsBytes([1f, 2f, 3f, 4f])));

        var file = NpyFormat.Instance.Read(path, List(path), new ReadSettings { Storage = new() { MemoryLimit = 0 } }, default);
        using var vectors = file.Vectors;

        Assert.Equal([1, 2, 3, 4], Values.Of(vectors));
        Assert.Contains("mapped", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }", 1)]
    [InlineData("{\"shape\": (1,2), \"descr\": \"<f4\", \"fortran_order\": False}", 2)]
    [InlineData("  { 'fortran_order' :False,\n'descr':'<f4' , 'shape':( 1L , 2L ) }      ", 3)]
    [InlineData("{u'descr': u'<f4', u'fortran_order': False, u'shape': [1, 2]}", 1)]
    public void A_header_in_any_order_and_spacing_is_understood(string header, int version)
    {
        var path = _directory.Write("h.npy", NpyWriter.Write(header, MemoryMarshal.AsBytes([1f, 2f]), version));

        Assert.Equal([1, 2], Values.Of(Read(path).Vectors));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False}")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 2)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'more': 1}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)")]
    [InlineData("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1, 2)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)} x")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os').system('ls'), 2)}")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807)}")]
    [InlineData("((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))")]
    [InlineData("")]
    public void A_header_that_is_no_such_dictionary_is_refused(string header)
    {
        var path = _directory.Write("h.npy", NpyWriter.Write(header, MemoryMarshal.AsBytes([1f, 2f])));

        Assert.Equal("header", Assert.Throws<DataFormatException>(() => NpyFormat.Instance.List(path, default)).Place);
    }

    [Theory]
    [InlineData("'|O'", "object", "never loaded")]
    [InlineData("[('x', '<f4'), ('y', '<f4', (2,))]", "structured", "records")]
    [InlineData("'<c8'", "complex64", "imaginary")]
    [InlineData("'<c16'", "complex128", "imaginary")]
    [InlineData("'<f16'", "longdouble", "long doubles")]
    [InlineData("'<M8[ns]'", "datetime64", "dates")]
    [InlineData("'|V2'", "void", "raw bytes")]
    [InlineData("'<U5'", "string", "type string")]
    [InlineData("'<q9'", "<q9", "not known")]
    public void Elements_that_are_no_real_numbers_are_listed_and_refused(string descr, string name, string reason)
    {
        var path = _directory.Write("o.npy", NpyWriter.Write($"{{'descr': {descr}, 'fortran_order': False, 'shape': (1, 1)}}", new byte[64]));

        Assert.Equal((name, false), (List(path).ElementType, List(path).IsNumeric));
        Assert.Contains(reason, Assert.Throws<DataFormatException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_of_one_axis_or_none_are_listed_and_visited_but_are_no_table()
    {
        var line = _directory.Write("line.npy", NpyWriter.Write("<f4", false, [2], MemoryMarshal.AsBytes([1f, 2f])));
        var point = _directory.Write("point.npy", NpyWriter.Write("<f4", false, [], MemoryMarshal.AsBytes([7f])));

        Assert.Equal([2], List(line).Shape);
        Assert.Empty(List(point).Shape);
        Assert.Equal([7], Values.Of(visit => NpyFormat.Instance.Visit(point, List(point), visit, default)));
        Assert.Contains("two axes", Assert.Throws<DataFormatException>(() => Read(line)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_states_needed_and_found_bytes()
    {
        var path = _directory.Write("cut.npy", NpyWriter.Write("<f8", false, [1_000_000, 1_000], new byte[24]));

        Assert.Contains("needs 8,000,000,000 bytes", List(path).Problem, StringComparison.Ordinal);
        Assert.Contains("has 24", Assert.Throws<DataFormatException>(() => Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_after_the_array_are_noted()
    {
        var path = _directory.Write("more.npy", NpyWriter.Write("<f4", false, [1, 1], new byte[10]));

        Assert.StartsWith("6 bytes after", Assert.Single(Read(path).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_ends_at_the_whole()
    {
        var path = _directory.Write("p.npy", NpyWriter.Write("<i4", false, [500_000, 2], new byte[4_000_000]));
        var progress = new Recorder();

        NpyFormat.Instance.Read(path, List(path), new ReadSettings(Progress: progress), default);

        Assert.Equal(1, progress.Fractions[^1]);
        Assert.Equal(progress.Fractions.Order(), progress.Fractions);
        Assert.True(progress.Fractions.Count > 1);
    }

    [Fact]
    public void A_cancelled_read_ends()
    {
        var path = _directory.Write("p.npy", NpyWriter.Write("<i4", false, [500_000, 2], new byte[4_000_000]));

        Assert.Throws<OperationCanceledException>(() => NpyFormat.Instance.Read(path, List(path), ReadSettings.Default, new CancellationToken(canceled: true)));
    }

    private static TensorInfo List(string path) => Assert.Single(NpyFormat.Instance.List(path, default));

    private static VectorFile Read(string path) => NpyFormat.Instance.Read(path, List(path), ReadSettings.Default, default);

    private static byte[] Encode(string kind, double value) => kind switch
    {
        "i2" => BitConverter.GetBytes((short)value),
        "u2" => BitConverter.GetBytes((ushort)value),
        "i4" => BitConverter.GetBytes((int)value),
        "u4" => BitConverter.GetBytes((uint)value),
        "i8" => BitConverter.GetBytes((long)value),
        "u8" => BitConverter.GetBytes((ulong)value),
        "f2" => BitConverter.GetBytes((Half)value),
        "f4" => BitConverter.GetBytes((float)value),
        "f8" => BitConverter.GetBytes(value),
        _ => [(byte)(int)value],
    };

    private sealed class Recorder : IProgress<double>
    {
        public List<double> Fractions { get; } = [];

        public void Report(double value) => Fractions.Add(value);
    }
}
