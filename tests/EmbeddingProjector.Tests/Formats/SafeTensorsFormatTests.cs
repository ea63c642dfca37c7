using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class SafeTensorsFormatTests : IDisposable
{
    private const string Header = """
        {"__metadata__":{"format":"pt"},"label":{"dtype":"I64","shape":[2],"data_offsets":[24,40]},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}
        """;

    private static readonly byte[] _data = [.. ArchiveWriter.Floats(1, 2, 3, 4, 5, 6), .. BitConverter.GetBytes(7L), .. BitConverter.GetBytes(-8L)];

    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Tensors_are_listed_and_whole_numbers_of_one_value_a_row_become_metadata()
    {
        var path = _directory.Write("m.safetensors", ArchiveWriter.SafeTensors(Header, _data));

        var file = OpenedFile.Read(path);

        Assert.Equal(["label int64", "w float32"], OpenedFile.List(path).Select(t => $"{t.Name} {t.ElementType}"));
        Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(file.Vectors));
        Assert.Equal(["7", "-8"], file.Texts("label"));
    }

    [Theory]
    [InlineData("F16", "003c00c0", new[] { 1f, -2f })]
    [InlineData("BF16", "803f00c0", new[] { 1f, -2f })]
    [InlineData("F64", "000000000000f03f00000000000000c0", new[] { 1f, -2f })]
    [InlineData("I8", "01fe", new[] { 1f, -2f })]
    [InlineData("U16", "0100ffff", new[] { 1f, 65535f })]
    [InlineData("BOOL", "0100", new[] { 1f, 0f })]
    [InlineData("F8_E4M3", "38c0", new[] { 1f, -2f })]
    public void Every_type_becomes_float32(string dtype, string hex, float[] expected)
    {
        var data = Convert.FromHexString(hex);
        var path = _directory.Write("m.safetensors", ArchiveWriter.SafeTensors($"{{\"w\":{{\"dtype\":\"{dtype}\",\"shape\":[1,2],\"data_offsets\":[0,{data.Length}]}}}}", data));

        Assert.Equal(expected, Values.Of(OpenedFile.Read(path).Vectors));
    }

    [Fact]
    public void The_index_of_a_model_in_several_files_shows_the_tensors_of_all()
    {
        _directory.Write("m-1.safetensors", ArchiveWriter.SafeTensors(Header, _data));
        _directory.Write("m-2.safetensors", ArchiveWriter.SafeTensors("{\"v\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}", ArchiveWriter.Floats(8, 9)));
        var path = _directory.Write("m.safetensors.index.json", "{\"weight_map\":{\"w\":\"m-1.safetensors\",\"label\":\"m-1.safetensors\",\"v\":\"m-2.safetensors\"}}");

        Assert.Equal(["label", "w", "v"], OpenedFile.List(path).Select(t => t.Name));
        Assert.Equal([8, 9], Values.Of(OpenedFile.Read(path, "v").Vectors));
    }

    [Fact]
    public void An_index_does_not_lead_out_of_its_directory()
    {
        var path = _directory.Write("m.safetensors.index.json", "{\"weight_map\":{\"w\":\"../secret.safetensors\"}}");

        Assert.Contains("../secret.safetensors", Assert.Throws<DataFormatException>(() => OpenedFile.List(path)).Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[2,4],\"data_offsets\":[0,24]}}", "needs 32 bytes, the header gives it 24")]
    [InlineData("{\"w\":{\"dtype\":\"F32\",\"shape\":[20,3],\"data_offsets\":[0,240]}}", "beyond the end of the file")]
    public void Shapes_and_offsets_that_do_not_fit_are_problems_of_their_tensor(string header, string problem) =>
        Assert.Contains(problem, Assert.Single(OpenedFile.List(_directory.Write("m.safetensors", ArchiveWriter.SafeTensors(header, _data)))).Problem, StringComparison.Ordinal);

    [Fact]
    public void An_absurd_header_is_refused()
    {
        var error = Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write("m.safetensors", [.. BitConverter.GetBytes(1L << 60), (byte)'{', (byte)'}'])));

        Assert.Contains("1,152,921,504,606,846,976 bytes", error.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_reads_or_says_what_is_wrong()
    {
        var file = ArchiveWriter.SafeTensors(Header, _data);
        FuzzedFiles.Fuzz(_directory, SafeTensorsFormat.Instance, random => new() { ["x.safetensors"] = Mutation.Apply(random, file) }, "x.safetensors");
    }
}
