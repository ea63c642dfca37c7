using System.Globalization;
using System.Text;
using Xunit;

namespace EmbeddingProjector.Tests;

public sealed class DistinctTextsTests
{
    [Fact]
    public void Texts_of_any_length_are_numbered_by_first_appearance_and_read_back()
    {
        var (random, texts, expected) = (new Random(7), new DistinctTexts(), new List<string>());
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 20_000; i++)
        {
            // Mostly short ones, which come again; now and then one longer than a block is at first.
            var text = random.Next(500) == 0 ? new string((char)('a' + random.Next(26)), random.Next(5000)) : string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => "aé漢😀"[..random.Next(3)]));
            if (char.IsHighSurrogate(text.LastOrDefault()))
            {
                continue;
            }

            if (known.TryAdd(text, expected.Count))
            {
                expected.Add(text);
            }

            Assert.Equal(known[text], texts.Add(Encoding.UTF8.GetBytes(text)));
        }

        texts.Complete();
        Assert.Equal(expected, texts);
        Assert.Equal(expected.Count, texts.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public void Many_words_are_found_again_whatever_was_expected(int expected)
    {
        var texts = new DistinctTexts(expected);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 50_000; i++)
            {
                Assert.Equal(i, texts.Add(Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture))));
            }
        }
    }

    [Fact]
    public void Texts_that_differ_in_one_byte_are_different()
    {
        var texts = new DistinctTexts();
        for (var length = 1; length < 40; length++)
        {
            for (var at = 0; at < length; at++)
            {
                var text = new byte[length];
                text[at] = (byte)'x';
                Assert.Equal(texts.Count, texts.Add(text));
            }
        }
    }

    [Theory]
    [InlineData("007", 7)]
    [InlineData("123456789012345", 123456789012345)]
    [InlineData("1234567890123456789", 1234567890123456789)]
    [InlineData("-3.5e2", -350)]
    [InlineData(" 4", 4)]
    [InlineData("4 ", 4)]
    [InlineData("+.5", .5)]
    [InlineData("", double.NaN)]
    [InlineData("x1", double.NaN)]
    [InlineData("-", double.NaN)]
    [InlineData("1_000", double.NaN)]
    [InlineData("NaN", double.NaN)]
    [InlineData("Infinity", double.NaN)]
    [InlineData("-Infinity", double.NaN)]
    [InlineData("1e999", double.NaN)]
    [InlineData("٣", double.NaN)]
    public void The_number_of_a_value_is_what_it_reads_as(string text, double expected)
    {
        var column = MetadataColumn.FromTexts("x", [text, null, text]);

        Assert.Equal(expected, column.Number(2));
        Assert.Equal(!double.IsNaN(expected), column.IsNumeric);
        Assert.Equal(text, column.Text(0));
        Assert.Equal(1, column.MissingCount);
    }

    [Fact]
    public void A_column_of_many_numbers_and_one_word_is_no_column_of_numbers()
    {
        var texts = Enumerable.Range(0, 100_000).Select(i => i.ToString(CultureInfo.InvariantCulture)).ToList();

        Assert.True(MetadataColumn.FromTexts("x", texts).IsNumeric);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => (double)i), MetadataColumn.FromTexts("x", texts).Numbers.ToArray());
        texts[70_001] = "none";
        Assert.False(MetadataColumn.FromTexts("x", texts).IsNumeric);
    }

    [Fact]
    public void Bytes_that_are_no_text_become_marks_and_are_counted()
    {
        var builder = new MetadataColumnBuilder("x");

        Assert.Equal(0, builder.AddUtf8("xéaé漢"u8, [3, 4, 9], start: 1));
        // Valid together, and cut within a character.
        Assert.Equal(2, builder.AddUtf8("bé"u8, [2, 3]));
        Assert.Equal(1, builder.AddUtf8([(byte)'c', 0xFF, (byte)'d'], [1, 2, 3]));
        builder.Add("e\uD800".AsSpan());
        Assert.Equal(["é", "a", "é漢", "b\uFFFD", "\uFFFD", "c", "d", "e\uFFFD"], builder.Build().Values);
    }

    [Fact]
    public void Adding_many_at_once_numbers_them_as_adding_one_by_one_does()
    {
        var (random, one, many) = (new Random(5), new DistinctTexts(), new DistinctTexts());
        for (var round = 0; round < 100; round++)
        {
            var (texts, ends, expected) = (new List<byte>(), new List<int>(), new List<int>());
            for (var i = random.Next(200); i >= 0; i--)
            {
                var text = Encoding.UTF8.GetBytes(random.Next(1 << random.Next(16)).ToString(CultureInfo.InvariantCulture));
                texts.AddRange(text);
                ends.Add(texts.Count);
                expected.Add(one.Add(text));
            }

            var numbers = new int[ends.Count];
            many.AddAll(texts.ToArray(), ends.ToArray(), 0, numbers);
            Assert.Equal(expected, numbers);
        }

        Assert.Equal(one, many);
    }
}
