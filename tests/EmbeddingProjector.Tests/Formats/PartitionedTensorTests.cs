using System.Runtime.InteropServices;
using EmbeddingProjector.Formats.Checkpoint;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class PartitionedTensorTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<long[], long[]> Partitions => new()
    {
        // The shape, and how many parts each axis is cut into.
        { [10, 4], [3, 1] },
        { [10, 4], [1, 2] },
        { [10, 4], [3, 4] },
        { [7], [3] },
        { [4, 3, 5], [2, 3, 2] },
        { [4, 3, 5], [1, 1, 3] },
        { [4, 3, 5], [1, 3, 1] },
        { [1, 6], [1, 4] },
        { [200_000, 3], [2, 3] },
    };

    [Theory]
    [MemberData(nameof(Partitions))]
    public void A_tensor_in_slices_reads_as_the_whole(long[] shape, long[] cuts)
    {
        var whole = Enumerable.Range(0, (int)shape.Aggregate(1L, (p, n) => p * n)).Select(i => (float)i).ToArray();
        var slices = Cut(shape, cuts).Select((box, i) => Slice("w", shape, whole, box) with { Shard = i % 2 }).ToList();
        var checkpoint = Save([.. slices, SavedTensor.Floats("plain", [1], 1)], new BundleOptions(Shards: 2));

        Assert.Equal(["plain", "w"], checkpoint.Tensors.Select(t => t.Name));
        Assert.Equal(shape, checkpoint.Find("w")!.Shape);
        Assert.Null(checkpoint.Find("w")!.Problem);
        Assert.Equal(whole.Select(v => (double)v), Values.Of(visit => checkpoint.Visit("w", visit)));
        if (shape.Length == 2)
        {
            Assert.Equal(whole, Values.Of(checkpoint.Read("w")));
        }
    }

    [Fact]
    public void An_axis_written_as_whole_is_its_full_length()
    {
        var checkpoint = Save([Part((0, 1), (0, -1), 1, 2, 3), Part((1, 1), (0, -1), 4, 5, 6)]);

        Assert.Equal([1, 2, 3, 4, 5, 6], Values.Of(checkpoint.Read("w")));
    }

    [Fact]
    public void Slices_that_do_not_cover_the_tensor_are_a_problem()
    {
        var checkpoint = Save([Part((0, 1), (0, 3), 1, 2, 3)]);

        Assert.Equal("its slices hold 3 elements, its shape 6", checkpoint.Find("w")!.Problem);
    }

    [Fact]
    public void Slices_that_overlap_and_leave_a_gap_are_refused()
    {
        var checkpoint = Save([Part((0, 1), (0, 3), 1, 2, 3), Part((0, 1), (0, 2), 1, 2), Part((1, 1), (2, 1), 6)]);

        Assert.Contains("overlap", Assert.Throws<DataFormatException>(() => checkpoint.Read("w")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slice_whose_data_file_is_missing_spoils_the_tensor_and_no_other()
    {
        var checkpoint = Save([Part((0, 1), (0, 3), 1, 2, 3), Part((1, 1), (0, 3), 4, 5, 6) with { Shard = 1 }, SavedTensor.Floats("plain", [1, 1], 9)], new BundleOptions(Shards: 2), "P.data-00001-of-00002");

        Assert.Contains("slice 1,1:0,3", checkpoint.Find("w")!.Problem, StringComparison.Ordinal);
        Assert.Equal([9], Values.Of(checkpoint.Read("plain")));
    }

    [Theory]
    [InlineData(0, "80")]
    [InlineData(-1, "7f")]
    [InlineData(63, "bf")]
    [InlineData(64, "c040")]
    [InlineData(0x424242, "f0424242")]
    [InlineData(-0x800, "3800")]
    public void The_numbers_of_slice_keys_are_as_specified(long value, string bytes)
    {
        Assert.Equal(bytes, Convert.ToHexStringLower(CheckpointWriter.Signed(value)));
    }

    [Fact]
    public void Names_with_escaped_bytes_and_far_starts_find_their_slices()
    {
        const long Far = 70_000;
        var name = "a\0b";
        var values = new float[Far + 1];
        values[Far] = 1;
        var checkpoint = Save([
            new SavedTensor(name, 1, [Far + 1], MemoryMarshal.AsBytes(values.AsSpan(0, (int)Far)).ToArray(), [(0, Far)], ElementSize: 4),
            new SavedTensor(name, 1, [Far + 1], MemoryMarshal.AsBytes(values.AsSpan((int)Far)).ToArray(), [(Far, 1)], ElementSize: 4)]);

        Assert.Equal(1, Values.Of(visit => checkpoint.Visit(name, visit))[(int)Far]);
    }

    private static SavedTensor Part((long, long) rows, (long, long) columns, params float[] values) =>
        SavedTensor.Floats("w", [2, 3], values) with { Slice = [rows, columns] };

    private static IEnumerable<(long Start, long Length)[]> Cut(long[] shape, long[] cuts)
    {
        IEnumerable<(long, long)[]> boxes = [[]];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var (length, parts) = (shape[axis], cuts[axis]);
            boxes = boxes.SelectMany(box => Enumerable.Range(0, (int)parts)
                .Select(p => ((long Start, long Length)[])[.. box, (length * p / parts, (length * (p + 1) / parts) - (length * p / parts))]));
        }

        return boxes;
    }

    private static SavedTensor Slice(string name, long[] shape, float[] whole, (long Start, long Length)[] box)
    {
        var values = new List<float>();
        for (var i = 0; i < whole.Length; i++)
        {
            long rest = i;
            var inside = true;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                inside &= rest % shape[axis] >= box[axis].Start && rest % shape[axis] < box[axis].Start + box[axis].Length;
                rest /= shape[axis];
            }

            if (inside)
            {
                values.Add(whole[i]);
            }
        }

        return SavedTensor.Floats(name, shape, [.. values]) with { Slice = box };
    }

    private CheckpointReader Save(IReadOnlyList<SavedTensor> tensors, BundleOptions? options = null, string? without = null)
    {
        foreach (var (suffix, bytes) in CheckpointWriter.Bundle(tensors, options).Where(file => "P" + file.Key != without))
        {
            _directory.Write("P" + suffix, bytes);
        }

        return CheckpointReader.Open(_directory.File("P"));
    }
}
