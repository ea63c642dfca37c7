using System.Buffers.Binary;
using EmbeddingProjector.Formats;
using Xunit;

namespace EmbeddingProjector.Tests.Formats.Hdf5;

/// <summary>Files that were cut, damaged or made up: they are read, or refused in words, in bounded time and memory.</summary>
public sealed class Hdf5HostileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(inMemory: true);

    public static TheoryData<string> Names => [.. GoldenFiles.Names];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutated_file_is_read_or_refused_in_words_and_memory_follows_its_size(string name)
    {
        var whole = GoldenFiles.Bytes(name);
        // Large files say nothing that small ones do not.
        var rounds = Math.Clamp(4_000_000 / whole.Length, 20, 400);
        var format = VectorFormats.Detect(GoldenFiles.Write(_directory, name));
        for (var seed = 0; seed < rounds; seed++)
        {
            FuzzedFiles.RunBounded(format, _directory.Write(name, Mutate(new Random(seed), whole)), $"{name}, seed {seed}");
        }
    }

    [Theory]
    [InlineData("types.h5")]
    [InlineData("keras.weights.h5")]
    [InlineData("indices.h5")]
    public void A_cut_file_names_where_it_ends_and_where_it_should(string name)
    {
        var whole = GoldenFiles.Bytes(name);
        for (var part = 1; part < 10; part++)
        {
            var length = (int)(whole.Length * (long)part / 10);

            var error = Assert.Throws<DataFormatException>(() => OpenedFile.List(_directory.Write(name, whole.AsSpan(0, length))));

            Assert.Contains($"offset {length:N0}", error.Place, StringComparison.Ordinal);
            Assert.Contains($"{whole.Length:N0}", error.Expected, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Absurd_lengths_of_axes_are_refused_before_memory_is_taken()
    {
        var bytes = GoldenFiles.Bytes("userblock.h5");
        // The dataspace of "vectors": two axes of 6 and 4, and the most that they may grow to.
        byte[] axes = [.. Number(6), .. Number(4), .. Number(6), .. Number(4)];
        var at = bytes.AsSpan().IndexOf(axes);
        Number(1L << 60).CopyTo(bytes, at);

        var tensor = Assert.Single(OpenedFile.List(_directory.Write("absurd.h5", bytes)));

        Assert.Contains("needs 18,446,744,073,709,551,616 bytes", tensor.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_that_was_changed_fails_its_checksum()
    {
        var bytes = GoldenFiles.Bytes("chunked.h5");
        var value = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(value, 20.0f);
        for (var at = bytes.AsSpan().IndexOf(value); at >= 0; at = bytes.AsSpan().IndexOf(value))
        {
            bytes[at] ^= 1;
        }

        var path = _directory.Write("changed.h5", bytes);
        var tensor = OpenedFile.List(path).Single(t => t.Name == "fletcher");
        var error = Assert.Throws<DataFormatException>(() => Hdf5Format.Instance.Read(path, tensor, ReadSettings.Default, TestContext.Current.CancellationToken));

        Assert.Contains("checksum", error.Found, StringComparison.Ordinal);
    }

    private static byte[] Number(long value) => BitConverter.GetBytes(value);

    // Insertions shift all addresses behind them, and most files end there; changes in place reach further.
    private static byte[] Mutate(Random random, byte[] bytes)
    {
        if (random.Next(4) == 0)
        {
            return Mutation.Apply(random, bytes);
        }

        var copy = (byte[])bytes.Clone();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(copy.Length);
            switch (random.Next(4))
            {
                case 0:
                    copy[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    copy[at] = (byte)random.Next(256);
                    break;
                case 2:
                    copy.AsSpan(at, Math.Min(8, copy.Length - at)).Fill(0xff);
                    break;
                default:
                    // An address of the file takes the place of another.
                    var from = random.Next(copy.Length / 8) * 8;
                    var to = at / 8 * 8;
                    copy.AsSpan(from, Math.Min(8, copy.Length - Math.Max(from, to))).CopyTo(copy.AsSpan(to));
                    break;
            }
        }

        return copy;
    }
}
