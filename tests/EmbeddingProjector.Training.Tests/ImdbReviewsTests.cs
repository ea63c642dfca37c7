using System.IO.Compression;
using EmbeddingProjector.Tests;
using EmbeddingProjector.Training.Tests.Reviews;
using Xunit;

namespace EmbeddingProjector.Training.Tests;

public sealed class ImdbReviewsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Archive(params IEnumerable<(string, string)> files) => _directory.Write("reviews.tar.gz", SmallCollection.Archive(files));

    [Fact]
    public void An_archive_gives_its_labelled_reviews_by_split()
    {
        var reviews = ImdbReviews.Load(Archive(SmallCollection.Files));

        Assert.Equal((10, 10), (reviews.Train.Count, reviews.Test.Count));
        var review = Assert.Single(reviews.Train, review => review.Name == "train/pos/2_9.txt");
        Assert.Equal(new Review("train/pos/2_9.txt", "train pos 2: d\u00e9j\u00e0 vu.<br /><br />\u0085", 1, 9), review);
        Assert.Equal(5, reviews.Test.Count(review => review.Label == 0));
        Assert.False(reviews.IsGenerated);
        Assert.False(reviews.IsComplete);
        Assert.Contains("a part", reviews.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_and_folder_give_the_same_reviews_in_the_same_order_whatever_the_order_of_files()
    {
        SmallCollection.Extract(_directory.File("there"));
        var archive = ImdbReviews.Load(Archive(SmallCollection.Files));
        var backwards = ImdbReviews.Load(Archive(SmallCollection.Files.Reverse()));

        foreach (var other in new[] { backwards, ImdbReviews.Load(_directory.File("there")), ImdbReviews.Load(_directory.File("there/aclImdb")) })
        {
            Assert.Equal(archive.Train, other.Train);
            Assert.Equal(archive.Test, other.Test);
        }
    }

    [Fact]
    public void Both_labels_are_mixed() =>
        Assert.Equal(2, ImdbReviews.Load(Archive(SmallCollection.Files)).Train.Take(5).Select(review => review.Label).Distinct().Count());

    [Fact]
    public void White_space_around_a_review_is_no_part_of_it()
    {
        var files = SmallCollection.Files.Append(("aclImdb/test/neg/77_1.txt", " \t\u0085 bad \u00a0\r\n"));

        Assert.Equal("\u0085 bad \u00a0", Assert.Single(ImdbReviews.Load(Archive(files)).Test, review => review.Name.Contains("77", StringComparison.Ordinal)).Text);
    }

    [Fact]
    public void An_archive_cut_anywhere_is_refused_with_the_place_or_has_lost_nothing()
    {
        var whole = SmallCollection.Archive(SmallCollection.Files);
        var expected = ImdbReviews.Load(_directory.Write("whole.tar.gz", whole)).Train;
        var refused = 0;
        for (var length = 0; length < whole.Length; length++)
        {
            var path = _directory.Write("cut.tar.gz", whole.AsSpan(0, length));
            try
            {
                // Cut in what follows the end mark.
                Assert.Equal(expected, ImdbReviews.Load(path).Train);
            }
            catch (DataFormatException fault)
            {
                refused++;
                Assert.StartsWith("offset ", fault.Place, StringComparison.Ordinal);
                Assert.NotNull(fault.Remedy);
            }
        }

        Assert.InRange(refused, whole.Length - 20, whole.Length);
    }

    [Fact]
    public void An_archive_that_ends_between_two_files_is_refused()
    {
        using var unpacked = new MemoryStream();
        using (var packed = new GZipStream(new MemoryStream(SmallCollection.Archive(SmallCollection.Files)), CompressionMode.Decompress))
        {
            packed.CopyTo(unpacked);
        }

        // Each small file is a block of header and a block of text.
        var cut = new MemoryStream();
        using (var packed = new GZipStream(cut, CompressionLevel.Fastest))
        {
            packed.Write(unpacked.ToArray().AsSpan(0, 12 * 1024));
        }

        var fault = Assert.Throws<DataFormatException>(() => ImdbReviews.Load(_directory.Write("cut.tar.gz", cut.ToArray())));
        Assert.Contains("after 12 reviews", fault.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_with_a_changed_byte_is_refused_or_reads_the_same()
    {
        var whole = SmallCollection.Archive(SmallCollection.Files);
        var expected = ImdbReviews.Load(_directory.Write("whole.tar.gz", whole)).Train;
        for (var i = 0; i < whole.Length; i += 3)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x10;
            var path = _directory.Write("changed.tar.gz", changed);
            try
            {
                Assert.Equal(expected, ImdbReviews.Load(path).Train);
            }
            catch (DataFormatException fault)
            {
                Assert.Contains("changed.tar.gz", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_with_what_it_holds()
    {
        var page = _directory.Write("aclImdb_v1.tar.gz", "<html>Sign in to this network</html>");

        Assert.Contains("3C68746D6C", Assert.Throws<DataFormatException>(() => ImdbReviews.Load(page)).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_of_other_files_is_refused() =>
        Assert.Contains(
            "no reviews at all", Assert.Throws<DataFormatException>(() => ImdbReviews.Load(Archive(("notes/a.txt", "x")))).Found, StringComparison.Ordinal);

    [Fact]
    public void A_folder_of_reviews_that_is_missing_is_named()
    {
        var files = SmallCollection.Files.Where(file => !file.Path.Contains("test/pos", StringComparison.Ordinal));

        Assert.Equal("test/pos", Assert.Throws<DataFormatException>(() => ImdbReviews.Load(Archive(files))).Place);
    }

    [Theory]
    [InlineData("aclImdb/train/pos/notes.txt")]
    [InlineData("aclImdb/train/pos/0_11.txt")]
    [InlineData("aclImdb/train/pos/0_0.txt")]
    public void A_name_that_tells_no_rating_is_refused(string path) =>
        Assert.Equal(path, Assert.Throws<DataFormatException>(() => ImdbReviews.Load(Archive(SmallCollection.Files.Append((path, "x"))))).Place);

    [Fact]
    public void A_review_that_is_there_twice_is_refused() =>
        Assert.Contains(
            "twice", Assert.Throws<DataFormatException>(() => ImdbReviews.Load(Archive(SmallCollection.Files.Append(SmallCollection.Files[0])))).Found,
            StringComparison.Ordinal);

    [Fact]
    public void A_review_that_is_no_utf8_is_named_with_the_offset()
    {
        SmallCollection.Extract(_directory.File("there"));
        File.WriteAllBytes(_directory.File("there/aclImdb/train/neg/1_2.txt"), [(byte)'a', 0xe9, (byte)'b']);

        Assert.Equal("train/neg/1_2.txt, offset 1", Assert.Throws<DataFormatException>(() => ImdbReviews.Load(_directory.File("there"))).Place);
    }

    [Fact]
    public void A_path_where_nothing_is_is_named() =>
        Assert.Contains(
            "no such file or folder", Assert.Throws<DataFormatException>(() => ImdbReviews.Load(_directory.File("nowhere"))).Found, StringComparison.Ordinal);

    [Fact]
    public void Generated_reviews_say_so_and_are_the_same_each_time()
    {
        var reviews = ImdbReviews.Generate("There is no network.", seed: 3, perFolder: 20);

        Assert.True(reviews.IsGenerated);
        Assert.StartsWith("GENERATED: 40 reviews to train and 40 to test", reviews.Description, StringComparison.Ordinal);
        Assert.EndsWith("There is no network.", reviews.Description, StringComparison.Ordinal);
        Assert.Equal(20, reviews.Train.Count(review => review.Label == 1));
        Assert.Equal(reviews.Train, ImdbReviews.Generate("Again.", seed: 3, perFolder: 20).Train);
        Assert.NotEqual(reviews.Train, ImdbReviews.Generate("Again.", seed: 4, perFolder: 20).Train);
        Assert.Equal(80, reviews.Train.Concat(reviews.Test).Select(review => review.Text).Distinct().Count());
        Assert.DoesNotContain(reviews.Train, review => review.Text.Contains('{', StringComparison.Ordinal));
    }

    [Fact]
    public void The_real_reviews_come_in_the_order_of_tensorflow_data_sets()
    {
        var reviews = ImdbReviews.Load(SharedData.Path("imdb/aclImdb.tar.gz"));

        Assert.True(reviews.IsComplete);
        Assert.Equal(12_500, reviews.Train.Count(review => review.Label == 1));
        Assert.Equal(12_500, reviews.Test.Count(review => review.Label == 1));
        // The two training examples whose ids were published are the first two there.
        Assert.StartsWith("This was an absolutely terrible movie.", reviews.Train[0].Text, StringComparison.Ordinal);
        Assert.StartsWith("I have been known to fall asleep during films", reviews.Train[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_the_real_reviews_is_read_and_told_to_be_a_part()
    {
        var reviews = ImdbReviews.Load(SharedData.Path("imdb/aclImdb_sample_1000.tar.gz"));

        Assert.Equal((500, 500), (reviews.Train.Count, reviews.Test.Count));
        Assert.False(reviews.IsComplete);
    }
}
