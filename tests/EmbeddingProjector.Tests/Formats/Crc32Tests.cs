using System.Text;
using EmbeddingProjector.Formats.Archives;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class Crc32Tests
{
    [Fact]
    public void The_digits_one_to_nine_have_the_checksum_of_the_standard() => Assert.Equal(0xCBF43926, Whole(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Any_length_at_any_offset_has_the_checksum_found_bit_by_bit()
    {
        var bytes = Bytes(1200);
        for (var length = 0; length < 1100; length++)
        {
            var part = bytes.AsSpan(length % 67, length);
            Assert.Equal(BitByBit(part), Whole(part));
        }
    }

    [Fact]
    public void Pieces_of_any_length_have_the_checksum_of_the_whole()
    {
        var (bytes, random) = (Bytes(1 << 16), new Random(3));
        var expected = ~Crc32.Slice(uint.MaxValue, bytes);
        for (var trial = 0; trial < 50; trial++)
        {
            var checksum = new Crc32();
            for (var done = 0; done < bytes.Length;)
            {
                var piece = bytes.AsSpan(done, Math.Min(bytes.Length - done, random.Next(1 << random.Next(1, 14))));
                checksum.Append(piece);
                done += piece.Length;
            }

            Assert.Equal(expected, checksum.Value);
        }
    }

    [Fact]
    public void One_bit_that_differs_changes_the_checksum()
    {
        var bytes = Bytes(1000);
        var before = Whole(bytes);
        for (var bit = 0; bit < 8 * bytes.Length; bit += 7)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(before, Whole(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static uint Whole(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32();
        checksum.Append(bytes);
        return checksum.Value;
    }

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        var state = uint.MaxValue;
        foreach (var value in bytes)
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state >> 1) ^ ((state & 1) * 0xEDB88320);
            }
        }

        return ~state;
    }

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
