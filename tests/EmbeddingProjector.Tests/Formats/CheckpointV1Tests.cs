using System.Runtime.InteropServices;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Checkpoint;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Checkpoints of the first generation, one table that holds names and values.</summary>
public sealed class CheckpointV1Tests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<int, string, int, long[]> IntegerTypes => new()
    {
        { 3, "int32", 7, [-2, 0, int.MaxValue] },
        { 4, "uint8", 7, [0, 1, 255] },
        { 5, "int16", 7, [-2, 0, 300] },
        { 6, "int8", 7, [-128, 0, 127] },
        { 9, "int64", 10, [-2, 0, 1L << 40] },
        { 10, "bool", 11, [0, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(IntegerTypes))]
    public void Integers_read_packed_and_one_by_one(int type, string name, int field, long[] values)
    {
        var checkpoint = Save(
            (new SavedTensor("packed", type, [3], []), t => t.Bytes(field, [.. values.SelectMany(v => ProtobufWriter.Varint((ulong)v))])),
            (new SavedTensor("single", type, [3], []), t => _ = values.Aggregate(t, (writer, v) => writer.Number(field, v))));

        Assert.Equal([name, name], checkpoint.Tensors.Select(t => t.ElementType));
        Assert.Equal(values.Select(v => (double)v), Values.Of(visit => checkpoint.Visit("packed", visit)));
        Assert.Equal(values.Select(v => (double)v), Values.Of(visit => checkpoint.Visit("single", visit)));
    }

    [Fact]
    public void Floats_doubles_and_halves_read_from_their_own_fields()
    {
        var checkpoint = Save(
            (new SavedTensor("f", 1, [2, 1], []), t => t.Bytes(5, MemoryMarshal.AsBytes([1.5f, -2f]))),
            (new SavedTensor("d", 2, [2, 1], []), t => t.Bytes(6, MemoryMarshal.AsBytes([0.1, -2.0]))),
            (new SavedTensor("h", 19, [2, 1], []), t => t.Number(13, BitConverter.HalfToUInt16Bits((Half)1.5)).Number(13, BitConverter.HalfToUInt16Bits((Half)(-2)))));

        Assert.Equal(["d", "f", "h"], checkpoint.Tensors.Select(t => t.Name));
        Assert.Equal([1.5f, -2], Values.Of(checkpoint.Read("f")));
        Assert.Equal([0.1, -2], Values.Of(visit => checkpoint.Visit("d", visit)));
        Assert.Equal([1.5f, -2], Values.Of(checkpoint.Read("h")));
    }

    [Fact]
    public void Too_few_values_repeat_the_last_as_the_message_defines()
    {
        var checkpoint = Save((new SavedTensor("f", 1, [2, 2], []), t => t.Bytes(5, MemoryMarshal.AsBytes([1f, 2f]))));

        Assert.Equal([1, 2, 2, 2], Values.Of(checkpoint.Read("f")));
    }

    [Fact]
    public void One_value_for_a_number_of_elements_out_of_all_proportion_is_refused()
    {
        var checkpoint = Save((new SavedTensor("f", 1, [1 << 20, 1 << 20], []), t => t.Bytes(5, MemoryMarshal.AsBytes([1f]))));

        Assert.Contains("elements", checkpoint.Find("f")!.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_in_one_file_and_in_numbered_parts_read_as_the_whole()
    {
        var upper = new SavedTensor("w", 1, [3, 2], [], [(0, 1), (0, -1)]);
        var lower = upper with { Slice = [(1, 2), (0, -1)] };
        _directory.Write("one", CheckpointWriter.V1([(upper, Floats(1, 2)), (lower, Floats(3, 4, 5, 6))], entriesPerBlock: 1));
        _directory.Write("export-00000-of-00002", CheckpointWriter.V1([(upper, Floats(1, 2))]));
        var part = _directory.Write("export-00001-of-00002", CheckpointWriter.V1([(lower, Floats(3, 4, 5, 6))]));

        foreach (var path in new[] { _directory.File("one"), _directory.File("export"), part })
        {
            var format = VectorFormats.Detect(path);
            var tensor = Assert.Single(format.List(path, default));
            Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(format.Read(path, tensor, ReadSettings.Default, default).Vectors));
        }

        File.Delete(_directory.File("export-00000-of-00002"));
        Assert.Contains("may be missing", Assert.Single(CheckpointReader.Open(part).Tensors).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_of_the_second_generation_under_another_name_is_explained()
    {
        var path = _directory.Write("renamed", CheckpointWriter.Bundle([SavedTensor.Floats("a", [1], 1)])[".index"]);

        Assert.Contains("must end in .index", Assert.Throws<DataFormatException>(() => CheckpointReader.Open(path)).Remedy, StringComparison.Ordinal);
    }

    private static Action<ProtobufWriter> Floats(params float[] values) => t => t.Bytes(5, MemoryMarshal.AsBytes(values.AsSpan()));

    private CheckpointReader Save(params (SavedTensor, Action<ProtobufWriter>)[] tensors) =>
        CheckpointReader.Open(_directory.Write("model.ckpt", CheckpointWriter.V1(tensors)));
}
