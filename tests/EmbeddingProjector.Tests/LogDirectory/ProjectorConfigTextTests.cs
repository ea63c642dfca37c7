using System.Text;
using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public class ProjectorConfigTextTests
{
    [Fact]
    public void The_config_of_the_tutorial_is_read_and_written_byte_for_byte()
    {
        const string Text = "embeddings {\n  tensor_name: \"embedding/.ATTRIBUTES/VARIABLE_VALUE\"\n  metadata_path: \"metadata.tsv\"\n}\n";

        var parsed = ProjectorConfigText.Parse(Text);

        Assert.Equal(101, Text.Length);
        Assert.Empty(parsed.Problems);
        var embedding = Assert.Single(parsed.Config.Embeddings);
        Assert.Equal("embedding/.ATTRIBUTES/VARIABLE_VALUE", embedding.TensorName);
        Assert.Equal("metadata.tsv", embedding.MetadataPath);
        Assert.Equal(Text, ProjectorConfigText.Write(parsed.Config));
    }

    [Theory]
    [InlineData("embeddings: { tensor_name: 'a' sprite: < image_path: \"s.png\" single_image_dim: [28, 14] > tensor_shape: 3 tensor_shape: 0x4 }")]
    [InlineData("embeddings{tensor_name:'a',sprite{image_path:\"s.png\";single_image_dim:28;single_image_dim:14,}tensor_shape:[3,4]}")]
    [InlineData("# by hand\nembeddings < # one\n  tensor_name: \"\\x61\" sprite { image_path: \"s\" '.png'\n single_image_dim: [ 28 , 14 ] } tensor_shape: 3, tensor_shape: 4 >")]
    [InlineData("\uFEFFembeddings: [{ tensor_name: \"\\141\"\r\nsprite {\r\nimage_path: \"s\"\r\n # between\r\n\".png\" single_image_dim: 28 single_image_dim: 14 }\r\ntensor_shape: [3, 4] }]")]
    public void All_ways_of_writing_a_message_mean_the_same(string text)
    {
        var parsed = ProjectorConfigText.Parse(text);

        Assert.Empty(parsed.Problems);
        var embedding = Assert.Single(parsed.Config.Embeddings);
        Assert.Equal("a", embedding.TensorName);
        Assert.Equal("s.png", embedding.Sprite!.ImagePath);
        Assert.Equal([28, 14], embedding.Sprite.SingleImageDim);
        Assert.Equal([3, 4], embedding.TensorShape);
    }

    [Theory]
    [InlineData("\"\\342\\200\\231\"", "\u2019")]
    [InlineData("\"\\xe2\\x80\\x99\"", "\u2019")]
    [InlineData("\"\\xe2\" '\\x80\\x99'", "\u2019")]
    [InlineData("\"\\u2019\"", "\u2019")]
    [InlineData("\"\\ud83d\\ude00\"", "\U0001F600")]
    [InlineData("\"\\U0001F600\"", "\U0001F600")]
    [InlineData("\"00003/default\\\\metadata.tsv\"", "00003/default\\metadata.tsv")]
    [InlineData("'it\\'s \\\"so\\\" \\n\\t\\r\\\\'", "it's \"so\" \n\t\r\\")]
    [InlineData("\"日本語 #no comment\"", "日本語 #no comment")]
    [InlineData("\"\\7x\"", "\ax")]
    public void Escapes_are_bytes_of_utf8(string literal, string expected) =>
        Assert.Equal(expected, ProjectorConfigText.Parse($"model_checkpoint_path: {literal}").Config.ModelCheckpointPath);

    [Theory]
    [InlineData("embeddings {\n  tensor_name: \"a\n}", "line 2, column 18", "the end of the line; expected a closing \"")]
    [InlineData("embeddings {\n  tensor_name \"a\"\n}", "line 2, column 15", "\"\"a\"\"; expected \":\" or \"{\" after the field name \"tensor_name\"")]
    [InlineData("embeddings {\n  tensor_name: a\n}", "line 2, column 16", "\"a\"; expected a text in quotes: tensor_name: \"…\"")]
    [InlineData("embeddings {\n  tensor_name: \"a\"\n", "line 3, column 1", "the end of the file; expected \"}\" to close the message that was opened on line 1")]
    [InlineData("embeddings { tensor_shape: -3 }", "line 1, column 28", "\"-3\"; expected a whole number from 0 to 4294967295 for \"tensor_shape\"")]
    [InlineData("embeddings { tensor_shape: 4294967296 }", "line 1, column 28", "\"4294967296\"; expected a whole number from 0 to 4294967295 for \"tensor_shape\"")]
    [InlineData("embeddings: \"a\"", "line 1, column 13", "the text \"a\"; expected \"{\" and the fields of a message")]
    [InlineData("embeddings { tensor_shape: [1 2] }", "line 1, column 31", "\"2]\"; expected \",\" or \"]\" in the list")]
    [InlineData("}", "line 1, column 1", "\"}\"; expected the name of a field")]
    [InlineData("embeddings { metadata_path: \"runs\\meta.tsv\" }", "line 1, column 35", "the escape \"\\m\"; expected one of")]
    [InlineData("{\"embeddings\": [}", "line 1, column 17", "text that is not valid JSON")]
    [InlineData("{\"embeddings\": [{\"tensorShape\": [1.5]}]}", "\"tensorShape\"", "1.5; expected whole numbers from 0 to 4294967295")]
    [InlineData("{\"embeddings\": {}}", "\"embeddings\"", "{}; expected a list")]
    public void An_error_names_the_place_what_was_found_and_what_was_expected(string text, string place, string evidence)
    {
        var error = Assert.Throws<DataFormatException>(() => ProjectorConfigText.Parse(text, "/logs/projector_config.pbtxt"));

        Assert.Equal(place, error.Place);
        Assert.StartsWith($"/logs/projector_config.pbtxt, {place}: {evidence}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_field_is_skipped_and_named_with_its_line()
    {
        var parsed = ProjectorConfigText.Parse("embeddings {\n tensor_name: \"a\"\n colour { red: 1.5e-3 on: true list: [a, b] }\n [ext.x]: -inf\n 7: \"x\"\n}");

        Assert.Equal("a", Assert.Single(parsed.Config.Embeddings).TensorName);
        Assert.Equal(
            [
                "projector_config.pbtxt, line 3: the field \"colour\" of EmbeddingInfo is not known and was skipped.",
                "projector_config.pbtxt, line 4: the field \"[ext.x]\" of EmbeddingInfo is not known and was skipped.",
                "projector_config.pbtxt, line 5: the field \"7\" of EmbeddingInfo is not known and was skipped.",
            ],
            parsed.Problems.Select(p => p.Message));
        Assert.All(parsed.Problems, p => Assert.Equal(ProblemSeverity.Warning, p.Severity));
        Assert.Equal(
            "Known fields: bookmarks_path, metadata_path, sprite, tensor_name, tensor_path, tensor_shape.", parsed.Problems[0].Remedy);
    }

    [Theory]
    [InlineData("x: 1\n")]
    [InlineData("model_checkpoint_path: 'a'\nmodel_checkpoint_path: 'a' x: 1\n")]
    public void Any_number_of_unknown_fields_gives_a_list_that_can_be_read(string line)
    {
        var parsed = ProjectorConfigText.Parse(string.Concat(Enumerable.Repeat(line, 5000)));

        Assert.Equal(21, parsed.Problems.Count);
        Assert.Equal("projector_config.pbtxt holds more fields that are not known; they were skipped too.", parsed.Problems[^1].Message);
    }

    [Fact]
    public void A_field_given_twice_takes_the_last_value_and_says_so()
    {
        var parsed = ProjectorConfigText.Parse("model_checkpoint_path: 'a'\nmodel_checkpoint_path: 'b'");

        Assert.Equal("b", parsed.Config.ModelCheckpointPath);
        Assert.Contains("line 2: the field \"model_checkpoint_path\" is given 2 times", Assert.Single(parsed.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"modelCheckpointPath": "m", "embeddings": [{"tensorName": "a", "tensorShape": [3, 4], "sprite": {"imagePath": "s.png", "singleImageDim": [28, 14]}}]}""")]
    [InlineData("""{"model_checkpoint_path": "m", "embeddings": [{"tensor_name": "a", "tensor_shape": [3, 4], "sprite": {"image_path": "s.png", "single_image_dim": [28, 14]},},], /* c */ }""")]
    public void Json_is_read_with_either_kind_of_names(string text)
    {
        var parsed = ProjectorConfigText.Parse(text);

        Assert.Empty(parsed.Problems);
        Assert.Equal("m", parsed.Config.ModelCheckpointPath);
        var embedding = Assert.Single(parsed.Config.Embeddings);
        Assert.Equal(("a", "s.png"), (embedding.TensorName, embedding.Sprite!.ImagePath));
        Assert.Equal([3, 4], embedding.TensorShape);
        Assert.Equal([28, 14], embedding.Sprite.SingleImageDim);
    }

    [Fact]
    public void A_written_config_is_ascii_and_reads_back_as_it_was()
    {
        var config = new ProjectorConfig { ModelCheckpointPath = "a\"b'c\\d\n\t\r’", ModelCheckpointDir = "dir" };
        config.Embeddings.Add(new() { TensorName = "日", MetadataPath = "m", BookmarksPath = "b", TensorPath = "t", Sprite = new() { ImagePath = "s" } });
        config.Embeddings[0].TensorShape.Add(uint.MaxValue);
        config.Embeddings[0].Sprite!.SingleImageDim.Add(7);

        var text = ProjectorConfigText.Write(config);

        Assert.StartsWith("model_checkpoint_path: \"a\\\"b\\'c\\\\d\\n\\t\\r\\342\\200\\231\"\nembeddings {\n  tensor_name: \"\\346\\227\\245\"\n", text, StringComparison.Ordinal);
        Assert.True(Ascii.IsValid(text));
        Assert.Equal(text, ProjectorConfigText.Write(ProjectorConfigText.Parse(text).Config));
    }

    [Fact]
    public void Messages_nested_without_end_are_an_error_and_not_a_stack_overflow()
    {
        var error = Assert.Throws<DataFormatException>(() => ProjectorConfigText.Parse(string.Concat(Enumerable.Repeat("a{", 100_000))));

        Assert.Contains("nested more than 100 deep", error.Message, StringComparison.Ordinal);
        Assert.Throws<DataFormatException>(() => ProjectorConfigText.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));
        Assert.Throws<DataFormatException>(() => ProjectorConfigText.Parse("a:" + string.Concat(Enumerable.Repeat("[", 100_000))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Damaged_text_is_read_or_raises_the_one_exception(int seed)
    {
        var random = new Random(seed);
        string[] sources =
        [
            "model_checkpoint_path: \"/a b/c:1\"\nembeddings { # c\n tensor_name: 'x\\342\\200\\231' tensor_shape: [1, 0x2] sprite < image_path: \"s\" 'p' single_image_dim: 3; > }\n",
            "{\"embeddings\": [{\"tensorName\": \"a\\ud83d\", \"tensorShape\": [3, 4], \"sprite\": {\"imagePath\": null}}], \"x\": [1e5, true]}",
        ];
        const string Alphabet = "{}[]<>:;,#\"'\\\n\r\t ax01-.eu\ud83d\ude00\0\uFEFFé";
        for (var i = 0; i < 20_000; i++)
        {
            var text = new StringBuilder(sources[random.Next(sources.Length)]);
            for (var edits = random.Next(1, 6); edits > 0; edits--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0:
                        text.Remove(at, Math.Min(random.Next(1, 8), text.Length - at));
                        break;
                    case 1:
                        text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                        break;
                    case 2:
                        text[at] = Alphabet[random.Next(Alphabet.Length)];
                        break;
                    default:
                        text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 20), text.Length - at)));
                        break;
                }

                if (text.Length == 0)
                {
                    text.Append('x');
                }
            }

            try
            {
                ProjectorConfigText.Write(ProjectorConfigText.Parse(text.ToString()).Config);
            }
            catch (DataFormatException e)
            {
                Assert.NotEmpty(e.Found);
            }
        }
    }
}
