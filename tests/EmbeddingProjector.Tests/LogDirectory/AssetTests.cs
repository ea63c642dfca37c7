using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class AssetTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void Metadata_outside_the_directory_of_the_config_is_refused_in_the_words_of_the_original()
    {
        _logs.Labels("../secret.tsv", 3);
        Config("metadata_path: '../secret.tsv'");

        var embedding = _logs.Embedding();

        Assert.Null(embedding.MetadataPath);
        Assert.True(embedding.CanBeShown);
        var problem = Assert.Single(embedding.Problems);
        Assert.Equal(ProblemSeverity.Warning, problem.Severity);
        Assert.Equal("Asset path \"../secret.tsv\" resolves outside the config directory", problem.Message);
        Assert.Equal($"Copy the file into {_logs.Root} and write metadata_path: \"secret.tsv\".", problem.Remedy);
    }

    [Fact]
    public void Metadata_behind_a_link_that_leads_outside_is_refused()
    {
        _logs.Labels("../secret.tsv", 3);
        File.CreateSymbolicLink(_logs.Path("m.tsv"), "../secret.tsv");
        Config("metadata_path: 'm.tsv'");

        Assert.Equal("Asset path \"m.tsv\" resolves outside the config directory", Assert.Single(_logs.Embedding().Problems).Message);
    }

    [Fact]
    public void Vectors_outside_the_directory_of_the_config_are_an_error()
    {
        _logs.Vectors("../v2.tsv", 3, 2);
        _logs.Write("projector_config.pbtxt", "embeddings { tensor_path: '../v2.tsv' }");

        var embedding = _logs.Embedding();

        Assert.False(embedding.CanBeShown);
        Assert.Equal("Asset path \"../v2.tsv\" resolves outside the config directory", Assert.Single(embedding.Problems).Message);
        Assert.Contains("resolves outside the config directory", Assert.Throws<DataFormatException>(() => EmbeddingLoader.Load(embedding)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/home/ann/logs/m.tsv", "which is outside the directory of the config; \"m.tsv\" inside it is used.")]
    [InlineData("C:\\\\logs\\\\m.tsv", "which does not exist; \"m.tsv\" in the directory of the config is used.")]
    [InlineData("logs/run/m.tsv", "which does not exist; \"m.tsv\" in the directory of the config is used.")]
    [InlineData("run/deep\\\\m.tsv", "which does not exist; \"deep/m.tsv\" in the directory of the config is used.")]
    [InlineData("../logs2/deep/m.tsv", "which is outside the directory of the config; \"deep/m.tsv\" inside it is used.")]
    [InlineData("M.TSV", "which does not exist; \"m.tsv\" in the directory of the config is used.")]
    public void The_file_that_was_meant_is_found_inside_the_directory_and_noted(string written, string note)
    {
        _logs.Labels("m.tsv", 3);
        _logs.Labels("deep/m.tsv", 3);
        Config($"metadata_path: '{written}'");

        var embedding = _logs.Embedding();

        var problem = Assert.Single(embedding.Problems);
        Assert.Equal(ProblemSeverity.Note, problem.Severity);
        Assert.Equal($"metadata_path names \"{written.Replace("\\\\", "\\", StringComparison.Ordinal)}\", {note}", problem.Message);
        Assert.Equal(3, EmbeddingLoader.Load(embedding).Metadata!.RowCount);
    }

    [Fact]
    public void A_path_with_a_back_slash_means_the_folder()
    {
        _logs.Labels("00003/default/metadata.tsv", 3);
        Config("metadata_path: '00003/default\\\\metadata.tsv'");

        Assert.Equal(_logs.Path("00003/default/metadata.tsv"), _logs.Embedding().MetadataPath);
    }

    [Fact]
    public void A_missing_file_names_those_of_its_kind_that_are_there()
    {
        _logs.Labels("labels.tsv", 3);
        Config("metadata_path: 'missing.tsv'");

        var problem = Assert.Single(_logs.Embedding().Problems);

        Assert.Equal(ProblemSeverity.Warning, problem.Severity);
        Assert.Equal($"metadata_path names \"missing.tsv\", which does not exist in {_logs.Root}.", problem.Message);
        Assert.Equal("Paths start at the directory of the config. There is \"labels.tsv\", \"vectors.tsv\".", problem.Remedy);
    }

    [Fact]
    public void A_directory_in_place_of_a_file_is_said()
    {
        Directory.CreateDirectory(_logs.Path("m.tsv"));
        Config("metadata_path: 'm.tsv'");

        Assert.Equal("metadata_path names \"m.tsv\", which is a directory.", Assert.Single(_logs.Embedding().Problems).Message);
    }

    [Fact]
    public void Percent_signs_in_folder_names_are_no_escapes()
    {
        _logs.Labels("00001/a%2fb/metadata.tsv", 3);
        Config("metadata_path: '00001/a%2fb/metadata.tsv'");

        Assert.Empty(_logs.Embedding().Problems);
    }

    [Theory]
    [InlineData("28, 14", 28, 14, null)]
    [InlineData("28, 14, 3", 28, 14, "single_image_dim has 3 values; thumbnails of 28 × 14 pixels were taken from it.")]
    [InlineData("28", 28, 28, "single_image_dim has 1 value; thumbnails of 28 × 28 pixels were taken from it.")]
    [InlineData("", 140, 70, "The size of a thumbnail, 140 × 70 pixels, was inferred: s.png as a square grid of 2 × 2 for 3 points.")]
    public void The_size_of_a_thumbnail_is_given_or_inferred(string dimensions, int width, int height, string? note)
    {
        _logs.Write("s.png", ImageSizeTests.Png(280, 140));
        Config($"sprite {{ image_path: 's.png' single_image_dim: [{dimensions}] }}");

        var embedding = _logs.Embedding();

        Assert.Equal(new SpriteFile(_logs.Path("s.png"), width, height), embedding.Sprite);
        Assert.Equal(note, embedding.Problems.SingleOrDefault()?.Message);
    }

    [Fact]
    public void A_sprite_whose_thumbnails_cannot_be_inferred_is_a_warning()
    {
        _logs.Write("s.png", ImageSizeTests.Png(281, 140));
        Config("sprite { image_path: 's.png' }");

        var embedding = _logs.Embedding();

        Assert.Null(embedding.Sprite);
        Assert.True(embedding.CanBeShown);
        Assert.Equal(
            "The size of a thumbnail is not given, and 281 × 140 pixels do not divide into a square grid for 3 points.", Assert.Single(embedding.Problems).Message);
    }

    [Fact]
    public void A_sprite_with_too_little_room_names_both_numbers()
    {
        _logs.Write("s.png", ImageSizeTests.Png(56, 28));
        Config("sprite { image_path: 's.png' single_image_dim: [28, 28] }");

        var embedding = _logs.Embedding();

        Assert.NotNull(embedding.Sprite);
        Assert.Equal(
            "s.png has room for 2 thumbnails of 28 × 28 pixels, but there are 3 points. Points from 3 on have no picture.", Assert.Single(embedding.Problems).Message);
    }

    [Fact]
    public void A_sprite_smaller_than_a_thumbnail_or_no_image_is_not_used()
    {
        _logs.Write("s.png", ImageSizeTests.Png(20, 20));
        Config("sprite { image_path: 's.png' single_image_dim: [28, 28] }");
        Assert.Equal("s.png is 20 × 20 pixels, smaller than one thumbnail of 28 × 28.", Assert.Single(_logs.Embedding().Problems).Message);

        _logs.Write("s.png", "no image");
        Assert.Null(_logs.Embedding().Sprite);
        Assert.Equal("s.png is not an image that is known here.", Assert.Single(_logs.Embedding().Problems).Message);
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("\uFEFF [{\"label\": \"a\"}] ", null)]
    [InlineData("{}", "b.txt is not a JSON array of saved states, so its bookmarks cannot be restored.")]
    [InlineData("", "b.txt is not valid JSON (line 1, column 1), so its bookmarks cannot be restored.")]
    [InlineData("[\n{\"a\": }]", "b.txt is not valid JSON (line 2, column 7), so its bookmarks cannot be restored.")]
    public void Bookmarks_are_checked(string text, string? message)
    {
        _logs.Write("b.txt", text);
        Config("bookmarks_path: 'b.txt'");

        var embedding = _logs.Embedding();

        Assert.Equal(_logs.Path("b.txt"), embedding.BookmarksPath);
        Assert.Equal(message, embedding.Problems.SingleOrDefault()?.Message);
        Assert.All(embedding.Problems, p => Assert.Equal(ProblemSeverity.Warning, p.Severity));
    }

    private void Config(string fields)
    {
        _logs.Vectors("vectors.tsv", 3, 2);
        _logs.Write("projector_config.pbtxt", $"embeddings {{ tensor_path: 'vectors.tsv' {fields} }}");
    }
}
