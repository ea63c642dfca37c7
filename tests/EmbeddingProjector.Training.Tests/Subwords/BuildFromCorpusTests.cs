using EmbeddingProjector.Tests;
using EmbeddingProjector.Training.Subwords;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Subwords;

public sealed class BuildFromCorpusTests
{
    [Theory]
    [InlineData(1, 300, 20)]
    [InlineData(2, 330, 20)]
    [InlineData(3, 280, 4)]
    [InlineData(4, 400, 7)]
    [InlineData(5, 8192, 20)]
    public void The_vocabulary_is_that_of_the_plain_algorithm(int seed, int target, int maxLength)
    {
        string[] corpus = [.. RandomTexts.Words(seed, 150), "snake_case_name snake_case", "snake_case_name "];
        string[] reserved = ["<EOS>", "<a_reserved token that is longer than any subword may be>".Replace("_", "-", StringComparison.Ordinal)];
        string[] texts = [.. corpus, "end<EOS>", "x" + reserved[1]];

        var plain = new PlainVocabularyBuilder(TokenCounts.Of(texts, reserved).ToDictionary(), maxLength, reserved).Nearest(target);

        Assert.Equal(plain, SubwordTextEncoder.BuildFromCorpus(texts, target, maxLength, reservedTokens: reserved).Subwords);
    }

    [Fact]
    public void Common_words_get_an_id_and_rare_ones_do_not()
    {
        string[] corpus = [.. Enumerable.Repeat("the cat sat", 50), "the xylophone"];
        var encoder = SubwordTextEncoder.BuildFromCorpus(corpus, targetVocabSize: 260);

        Assert.Contains("the_", encoder.Subwords);
        Assert.DoesNotContain("xylophone", encoder.Subwords);
    }

    [Fact]
    public void Counting_stops_at_the_given_number_of_characters() =>
        Assert.Equal(
            SubwordTextEncoder.BuildFromCorpus(["abab \U0001f600\U0001f600 ab", "cd"], 300).Subwords,
            SubwordTextEncoder.BuildFromCorpus(["abab \U0001f600\U0001f600 ab", "cdcdcd", "efefef"], 300, maxCorpusChars: 12).Subwords);

    [Theory]
    [InlineData("")]
    [InlineData("EOS")]
    [InlineData("<>")]
    [InlineData("<EOS_>")]
    public void A_reserved_token_that_could_not_be_kept_whole_is_refused(string token) =>
        Assert.Throws<ArgumentException>(() => SubwordTextEncoder.BuildFromCorpus(["text"], reservedTokens: [token]));

    [Fact]
    public void A_corpus_without_text_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SubwordTextEncoder.BuildFromCorpus([]));
        Assert.Throws<ArgumentException>(() => SubwordTextEncoder.BuildFromCorpus(["", ""]));
    }

    [Fact]
    public void The_training_reviews_give_the_published_vocabulary()
    {
        var published = SubwordTextEncoder.LoadFromFile(SharedData.Path("subwords/imdb_subwords8k.subwords"));
        var reviews = ImdbReviews.Load(SharedData.Path("imdb/aclImdb.tar.gz"));

        var encoder = SubwordTextEncoder.BuildFromCorpus(reviews.Train.Select(review => review.Text), 1 << 13);

        Assert.Equal(8185, encoder.VocabSize);
        Assert.Equal(published.Subwords.Order(StringComparer.Ordinal), encoder.Subwords.Order(StringComparer.Ordinal));
        // Some subwords of nearly equal count have changed places since.
        Assert.True(encoder.Subwords.Zip(published.Subwords).Count(pair => pair.First == pair.Second) >= 7900);
        var texts = reviews.Test.Take(500).Select(review => review.Text);
        Assert.All(texts, text => Assert.Equal(text, encoder.Decode(encoder.Encode(text))));
    }
}
