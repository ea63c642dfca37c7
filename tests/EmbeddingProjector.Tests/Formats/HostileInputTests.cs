using System.Text;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Checkpoint;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>
/// Damaged and made-up files: every reader either reads them or says what is wrong, and allocates no more than its promise: a constant and
/// a multiple of what the file holds.
/// </summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_damaged_npy_file_reads_or_says_what_is_wrong()
    {
        byte[][] files =
        [
            NpyWriter.Write("<f4", false, [4, 3], new byte[48]),
            NpyWriter.Write(">f8", true, [4, 3], new byte[96], version: 3),
            NpyWriter.Write("|b1", true, [2, 2, 3], new byte[12], version: 2),
            NpyWriter.Write("{'descr': [('a', '<f4'), ('b', '|O')], 'fortran_order': False, 'shape': (3,)}", new byte[48]),
        ];
        Fuzz(NpyFormat.Instance, random => new() { ["x.npy"] = Mutation.Apply(random, files[random.Next(files.Length)]) }, "x.npy");
    }

    [Fact]
    public void A_damaged_tsv_file_reads_or_says_what_is_wrong()
    {
        string[] files =
        [
            "1.5\t-2\t3e4\n4\t5\tnan\n0.12345678901234567\t1e-50\t-inf\n",
            "\uFEFFword\tx\ty\r\nthe_\t1\t2\r\n\r\nθ\t3\t4",
            "\t0\t1\t2\n0\t1_000\t2\t3\n1\t4\t5\t6\n",
            "1\n2\n3",
        ];
        Fuzz(TsvFormat.Instance, random => new() { ["x.tsv"] = Mutation.Apply(random, Encoding.UTF8.GetBytes(files[random.Next(files.Length)])) }, "x.tsv");
    }

    [Fact]
    public void A_damaged_bytes_file_reads_or_says_what_is_wrong() =>
        Fuzz(RawFloat32Format.Instance, random => new() { ["x.bytes"] = Mutation.Apply(random, new byte[48]) }, "x.bytes");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_checkpoint_reads_or_says_what_is_wrong(bool pastTheChecksums) => Fuzz(
        CheckpointFormat.Instance,
        random =>
        {
            // Past the checksums one block in two is damaged, so that what lies behind it is reached.
            var options = new BundleOptions(
                Shards: 2, BigEndian: random.Next(4) == 0, EntriesPerBlock: random.Next(1, 12), Snappy: random.Next(2) == 0,
                Damage: pastTheChecksums ? block => random.Next(2) == 0 ? Mutation.Apply(random, block) : block : null);
            var files = CheckpointWriter.Bundle(Tensors(), options).ToDictionary(file => "P" + file.Key, file => file.Value);
            if (!pastTheChecksums)
            {
                var victim = files.Keys.ElementAt(random.Next(files.Count));
                files[victim] = Mutation.Apply(random, files[victim]);
            }

            return files;
        },
        "P");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_entry_spoils_its_tensor_or_says_what_is_wrong(bool slices) => Fuzz(
        CheckpointFormat.Instance,
        random =>
        {
            var entries = new List<(byte[], byte[])> { ([], new ProtobufWriter().Number(1, 1).ToArray()) };
            var extents = new (long, long)[] { (0, 1), (0, -1) };
            var entry = CheckpointWriter.Entry(1, [2, 3], 0, 0, 24, TableWriter.MaskedChecksum(new byte[24]), slices ? [extents, [(1, 1), (0, 3)]] : []);
            var part = CheckpointWriter.Entry(1, [1, 3], 0, 0, 12, TableWriter.MaskedChecksum(new byte[12]), []);
            entries.Add((CheckpointWriter.SliceKey("w", extents), random.Next(2) == 0 ? part : Mutation.Apply(random, part)));
            entries.Add((Mutation.Apply(random, CheckpointWriter.SliceKey("w", [(1, 1), (0, 3)])), part));
            entries.Add(("w"u8.ToArray(), Mutation.Apply(random, entry)));
            return new()
            {
                ["P.index"] = TableWriter.Write(entries.DistinctBy(e => Convert.ToHexString(e.Item1))),
                ["P.data-00000-of-00001"] = new byte[24],
            };
        },
        "P");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_damaged_first_generation_checkpoint_reads_or_says_what_is_wrong(bool pastTheChecksums)
    {
        var upper = new SavedTensor("w", 1, [3, 2], [], [(0, 1), (0, -1)]);
        (SavedTensor, Action<ProtobufWriter>)[] tensors =
        [
            (upper, t => t.Bytes(5, new byte[8])),
            (upper with { Slice = [(1, 2), (0, -1)] }, t => t.Bytes(5, new byte[16])),
            (new SavedTensor("i", 9, [3, 1], []), t => t.Number(10, -1).Number(10, 2).Number(10, 3)),
            (new SavedTensor("b", 10, [8, 1], []), t => t.Bytes(11, new byte[8])),
        ];
        Fuzz(
            CheckpointFormat.Instance,
            random =>
            {
                Func<byte[], byte[]>? damage = pastTheChecksums ? block => random.Next(2) == 0 ? Mutation.Apply(random, block) : block : null;
                var file = CheckpointWriter.V1(tensors, random.Next(1, 5), damage);
                return new() { ["model.ckpt"] = pastTheChecksums ? file : Mutation.Apply(random, file) };
            },
            "model.ckpt");
    }

    [Fact]
    public void Keys_that_share_one_long_prefix_do_not_multiply()
    {
        var prefix = new string('k', 100_000);
        var entry = CheckpointWriter.Entry(1, [1, 1], 0, 0, 4, 0, []);
        var entries = Enumerable.Range(0, 20_000).Select(i => (Encoding.UTF8.GetBytes($"{prefix}{i:D5}"), entry)).Prepend(([], new ProtobufWriter().Number(1, 1).ToArray()));

        RunBounded(CheckpointFormat.Instance, _directory.Write("P.index", TableWriter.Write(entries, restartInterval: int.MaxValue)), "long keys");
    }

    [Fact]
    public void A_snappy_block_cannot_state_more_than_it_holds()
    {
        var stated = ProtobufWriter.Varint(int.MaxValue);
        var table = TableWriter.Write([([], new byte[100])], snappy: true, damage: block => [.. stated, .. block[1..]]);

        RunBounded(CheckpointFormat.Instance, _directory.Write("P.index", table), "snappy length");
    }

    [Fact]
    public void Slices_that_all_point_at_the_same_bytes_do_not_multiply()
    {
        const int Slices = 2000;
        var data = new byte[4096];
        var boxes = Enumerable.Range(0, Slices).Select(i => new (long Start, long Length)[] { (i * 1024, 1024), (0, 1) }).ToList();
        var part = CheckpointWriter.Entry(1, [1024, 1], 0, 0, data.Length, TableWriter.MaskedChecksum(data), []);
        var entries = boxes.Select(box => (CheckpointWriter.SliceKey("w", box), part))
            .Append(("w"u8.ToArray(), CheckpointWriter.Entry(1, [1024 * Slices, 1], 0, 0, 0, 0, boxes)))
            .Prepend(([], new ProtobufWriter().Number(1, 1).ToArray()));
        _directory.Write("P.index", TableWriter.Write(entries));
        _directory.Write("P.data-00000-of-00001", data);

        Assert.Contains("its data files have 4,096", Assert.Single(CheckpointReader.Open(_directory.File("P")).Tensors).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(1000000000, 1000)")]
    [InlineData("(0, 9000000000000000000)")]
    [InlineData("(9000000000000000000, 0)")]
    public void An_npy_header_cannot_state_more_than_the_file_holds(string shape) => RunBounded(
        NpyFormat.Instance, _directory.Write("x.npy", NpyWriter.Write($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}}}", new byte[16])), shape);

    [Theory]
    [InlineData('\t')]
    [InlineData('1')]
    [InlineData('\n')]
    [InlineData(' ')]
    public void A_text_of_one_character_is_read_in_proportion(char character) =>
        RunBounded(TsvFormat.Instance, _directory.Write("x.tsv", new string(character, 200_000)), $"'{character}'");

    [Fact]
    public void A_line_of_many_short_cells_is_read_in_proportion() =>
        RunBounded(TsvFormat.Instance, _directory.Write("x.tsv", string.Concat(Enumerable.Repeat("1\t", 200_000))), "many cells");

    private static List<SavedTensor> Tensors() =>
    [
        SavedTensor.Floats("a/kernel", [2, 3], 1, 2, 3, 4, 5, 6),
        SavedTensor.Floats("a/kernel/bias", [3], 1, 2, 3) with { Shard = 1 },
        SavedTensor.Floats("w", [2, 3], 1, 2, 3) with { Slice = [(0, 1), (0, -1)] },
        SavedTensor.Floats("w", [2, 3], 4, 5, 6) with { Slice = [(1, 1), (0, 3)], Shard = 1 },
        SavedTensor.Strings("words", [3], "the_", "", "θ"),
        new("h", 19, [2, 2], new byte[8], ElementSize: 2),
        new("zeros", 4, [16, 8], new byte[128], ElementSize: 1),
    ];

    private void Fuzz(IVectorFormat format, Func<Random, Dictionary<string, byte[]>> make, string path) => FuzzedFiles.Fuzz(_directory, format, make, path);

    private static void RunBounded(IVectorFormat format, string path, string what) => FuzzedFiles.RunBounded(format, path, what);
}
