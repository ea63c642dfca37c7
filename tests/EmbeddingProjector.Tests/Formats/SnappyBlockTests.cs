using EmbeddingProjector.Formats.Checkpoint;
using Xunit;

namespace EmbeddingProjector.Tests.Formats;

public sealed class SnappyBlockTests
{
    [Fact]
    public void Literals_and_copies_that_overlap_what_they_write_give_the_bytes_found_one_by_one()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 200; trial++)
        {
            var (packed, expected) = (new List<byte>(), new List<byte>());
            for (var element = random.Next(1, 40); element > 0; element--)
            {
                var length = random.Next(1, 61);
                if (expected.Count == 0 || random.Next(2) == 0)
                {
                    var literal = new byte[length];
                    random.NextBytes(literal);
                    packed.Add((byte)((length - 1) << 2));
                    packed.AddRange(literal);
                    expected.AddRange(literal);
                    continue;
                }

                var offset = random.Next(1, expected.Count + 1);
                packed.AddRange([(byte)(((length - 1) << 2) | 2), (byte)offset, (byte)(offset >> 8)]);
                for (var i = 0; i < length; i++)
                {
                    expected.Add(expected[^offset]);
                }
            }

            byte[] block = [(byte)(expected.Count | 0x80), (byte)(expected.Count >> 7), .. packed];
            var output = new byte[expected.Count];
            SnappyBlock.Decompress(block, output);
            Assert.Equal(expected, output);
            Assert.Equal(expected, SnappyBlock.Decompress(block));
            Assert.Throws<InvalidDataException>(() => SnappyBlock.Decompress(block, new byte[output.Length + 1]));
            Assert.Throws<InvalidDataException>(() => SnappyBlock.Decompress(block, new byte[output.Length - 1]));
            Assert.Throws<InvalidDataException>(() => SnappyBlock.Decompress(block.AsSpan(0, block.Length - 1), output));
        }
    }
}
