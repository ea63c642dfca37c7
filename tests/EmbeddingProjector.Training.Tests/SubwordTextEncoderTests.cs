using System.Text.Json;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.Training.Tests;

public sealed class SubwordTextEncoderTests
{
    private static readonly SubwordTextEncoder _small = new(["foo_", "bar_", "foo", "bar", "<EOS>"]);

    // n + 1 is the id of byte 0.
    private static int Byte(SubwordTextEncoder encoder, int value) => encoder.Subwords.Count + 1 + value;

    [Fact]
    public void Ids_are_padding_then_subwords_then_bytes()
    {
        Assert.Equal(262, _small.VocabSize);
        Assert.Equal([1], _small.Encode("foo "));
        Assert.Equal([5], _small.Encode("<EOS>"));
        Assert.Equal([Byte(_small, 'z')], _small.Encode("z"));
        Assert.Equal("\0", _small.Decode([Byte(_small, 0)]));
        Assert.Equal("\u00ff", _small.Decode([Byte(_small, 0xc3), Byte(_small, 0xbf)]));
    }

    [Fact]
    public void A_word_and_the_single_space_after_it_are_one_subword() =>
        Assert.Equal([1, 2, 3], _small.Encode("foo bar foo"));

    [Fact]
    public void Two_spaces_stay_a_token_of_their_own() =>
        Assert.Equal([3, Byte(_small, ' '), Byte(_small, ' '), 4], _small.Encode("foo  bar"));

    [Fact]
    public void The_longest_subword_is_taken() =>
        Assert.Equal([2, 1], new SubwordTextEncoder(["a", "abc", "ab"]).Encode("abca"));

    [Fact]
    public void A_match_that_leads_nowhere_falls_back_to_the_longest_before_it() =>
        Assert.Equal([1, 1], new SubwordTextEncoder(["ab", "ababx"]).Encode("abab"));

    [Fact]
    public void Of_two_equal_subwords_the_last_row_is_used() =>
        Assert.Equal([3], new SubwordTextEncoder(["ab", "c", "ab"]).Encode("ab"));

    [Fact]
    public void A_subword_of_mixed_characters_is_kept_whole_in_the_text() =>
        Assert.Equal([3, 2, 1, 4, 5, 4], _small.Encode("foobar foo bar<EOS>bar"));

    [Fact]
    public void Of_reserved_tokens_at_one_place_the_first_of_the_list_wins()
    {
        Assert.Equal([1, 3], new SubwordTextEncoder(["<a", "<a>b", ">b"]).Encode("<a>b"));
        Assert.Equal([1], new SubwordTextEncoder(["<a>b", "<a", ">b"]).Encode("<a>b"));
    }

    [Fact]
    public void An_underscore_is_spelled_as_its_byte() =>
        Assert.Equal([Byte(_small, 'a'), Byte(_small, '_'), Byte(_small, 'b')], _small.Encode("a_b"));

    [Fact]
    public void Marks_are_no_part_of_a_word_and_numbers_of_every_kind_are()
    {
        // "e" + combining acute is a word and a token beside it; a Roman numeral (Nl) and a superscript (No) are parts of words.
        var encoder = new SubwordTextEncoder(["e_", "x\u2167\u00b2_"]);

        Assert.Equal([Byte(encoder, 'e'), Byte(encoder, 0xcc), Byte(encoder, 0x81), Byte(encoder, ' ')], encoder.Encode("e\u0301 "));
        Assert.Equal([2], encoder.Encode("x\u2167\u00b2 "));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("hello world!")]
    [InlineData("foo _ bar")]
    [InlineData("hello_ world")]
    [InlineData("__ _")]
    [InlineData(@"\&undsc")]
    [InlineData(@"a\&undsc_b")]
    [InlineData("e\u0301 c\u0327a va \u00e9")]
    [InlineData("\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f4\U000e0067")]
    [InlineData("\r\n\t\u0085\u2028\0")]
    [InlineData("\U0001d4d0\U0001d4d1 \U00020000x")]
    public void Decoding_gives_the_text_back(string text)
    {
        Assert.Equal(text, _small.Decode(_small.Encode(text)));
        Assert.DoesNotContain(0, _small.Encode(text));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Decoding_gives_any_text_back(int seed)
    {
        var encoder = SubwordTextEncoder.BuildFromCorpus(RandomTexts.Words(seed, 200), targetVocabSize: 400);
        foreach (var text in RandomTexts.Any(seed, 2000))
        {
            Assert.Equal(text, _small.Decode(_small.Encode(text)));
            Assert.Equal(text, encoder.Decode(encoder.Encode(text)));
        }
    }

    [Fact]
    public void The_written_underscore_before_a_space_gains_a_space_as_in_the_original() =>
        Assert.Equal(@"\&undsc  x", _small.Decode(_small.Encode(@"\&undsc x")));

    [Theory]
    [InlineData(new[] { 'a', 'b', '\ud83d' }, 2)]
    [InlineData(new[] { '\udc00', 'a', 'b' }, 0)]
    [InlineData(new[] { 'a', '\ud83d', '\ud83d', '\ude00' }, 1)]
    public void Half_a_surrogate_pair_is_refused_with_its_place(char[] units, int index)
    {
        // As a literal in an attribute it would be stored in UTF-8, and so be lost.
        var text = new string(units);
        var fault = Assert.Throws<ArgumentException>(() => _small.Encode(text));
        Assert.Contains($"at index {index}", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SubwordTextEncoder.BuildFromCorpus([text]));
        Assert.Throws<ArgumentException>(() => new SubwordTextEncoder([text]));
    }

    [Fact]
    public void Padding_is_left_out_at_the_end_and_refused_inside()
    {
        Assert.Equal("foo bar", _small.Decode([1, 4, 0, 0]));
        Assert.Contains("index 1", Assert.Throws<ArgumentException>(() => _small.Decode([1, 0, 4])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(262)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void An_id_outside_the_vocabulary_is_refused(int id) =>
        Assert.Contains("1 to 261", Assert.Throws<ArgumentException>(() => _small.Decode([1, id])).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_text_become_the_replacement_character() =>
        Assert.Equal("a\ufffdb", _small.Decode([Byte(_small, 'a'), Byte(_small, 0xe2), Byte(_small, 'b')]));

    [Fact]
    public void Encoding_many_texts_at_once_gives_what_encoding_each_gives()
    {
        string[] texts = [.. RandomTexts.Any(7, 500)];
        Assert.Equal(texts.Select(_small.Encode), _small.EncodeAll(texts));
    }

    [Fact]
    public void Of_many_texts_the_first_that_cannot_be_encoded_is_named() =>
        Assert.Contains("Text 1 ", Assert.Throws<ArgumentException>(() => _small.EncodeAll(["a", "\ud800", "b", "\udfff"])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_published_examples_of_the_imdb_vocabulary_are_reproduced()
    {
        var encoder = SubwordTextEncoder.LoadFromFile(SharedData.Path("subwords/imdb_subwords8k.subwords"));
        using var published = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("subwords/imdb_encodings.json")));

        Assert.Equal(8185, encoder.VocabSize);
        AssertCases(encoder, published.RootElement);
        Assert.Equal(7975, Assert.Single(encoder.Encode(".")));
    }

    [Fact]
    public void The_unit_cases_of_the_original_are_reproduced()
    {
        using var published = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("subwords/small_cases.json")));
        var root = published.RootElement;
        var encoder = new SubwordTextEncoder(root.GetProperty("subwords").EnumerateArray().Select(word => word.GetString()!));

        Assert.Equal(root.GetProperty("vocab_size").GetInt32(), encoder.VocabSize);
        AssertCases(encoder, root);
        Assert.All(
            root.GetProperty("round_trip_only").EnumerateArray().Select(text => text.GetString()!),
            text => Assert.Equal(text, encoder.Decode(encoder.Encode(text))));
    }

    private static void AssertCases(SubwordTextEncoder encoder, JsonElement root)
    {
        foreach (var example in root.GetProperty("cases").EnumerateArray())
        {
            var text = example.GetProperty("text").GetString()!;
            int[] ids = [.. example.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            Assert.Equal(ids, encoder.Encode(text));
            Assert.Equal(text, encoder.Decode(ids));
        }
    }
}
