using System.Text;
using EmbeddingProjector.Tests;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Subwords;

public sealed class SubwordFileTests : IDisposable
{
    private const string Header = "### SubwordTextEncoder\n### Metadata: {}\n";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_vocabulary_is_written_as_tensorflow_data_sets_does_it()
    {
        new SubwordTextEncoder(["the_", " '", "\u0085 ", "\U0001f600"]).SaveToFile(_directory.File("words"));

        Assert.Equal(Header + "'the_'\n' ''\n'\u0085 '\n'\U0001f600'\n", File.ReadAllText(_directory.File("words.subwords")));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_directory.File("words"))!));
    }

    [Fact]
    public void Reading_and_writing_a_file_gives_the_same_bytes()
    {
        var before = _directory.Write("before.subwords", Header + "'a_'\n'''\n' '\n'\u2028x'\n'a_'\n'\\n'\n");
        SubwordTextEncoder.LoadFromFile(before).SaveToFile(_directory.File("after.subwords"));

        Assert.Equal(File.ReadAllBytes(before), File.ReadAllBytes(_directory.File("after.subwords")));
    }

    [Fact]
    public void The_imdb_vocabulary_is_read_and_written_to_the_same_bytes()
    {
        var real = SharedData.Path("subwords/imdb_subwords8k.subwords");
        SubwordTextEncoder.LoadFromFile(real).SaveToFile(_directory.File("again"));

        Assert.Equal(File.ReadAllBytes(real), File.ReadAllBytes(_directory.File("again.subwords")));
    }

    [Fact]
    public void A_vocabulary_without_subwords_can_be_kept()
    {
        new SubwordTextEncoder([]).SaveToFile(_directory.File("none"));

        Assert.Equal(257, SubwordTextEncoder.LoadFromFile(_directory.File("none")).VocabSize);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("### ByteTextEncoder\n### Metadata: {}\n", "line 1")]
    [InlineData("### SubwordTextEncoder\n", "line 2")]
    [InlineData(Header + "'a'\nb\n", "line 4")]
    [InlineData(Header + "''\n", "line 3")]
    [InlineData(Header + "'\n", "line 3")]
    [InlineData(Header + "'a'\n'th", "line 4")]
    [InlineData(Header + "'a'\n\n'b'\n", "line 4")]
    public void A_file_that_is_no_vocabulary_is_refused_with_the_line(string text, string place)
    {
        var fault = Assert.Throws<DataFormatException>(() => SubwordTextEncoder.LoadFromFile(_directory.Write("bad.subwords", text)));

        Assert.Equal(place, fault.Place);
        Assert.EndsWith("bad.subwords", fault.Path, StringComparison.Ordinal);
        Assert.NotNull(fault.Remedy);
    }

    [Fact]
    public void Windows_line_ends_are_named()
    {
        var path = _directory.Write("crlf.subwords", Header + "'a'\r\n");

        Assert.Contains("Windows line ends", Assert.Throws<DataFormatException>(() => SubwordTextEncoder.LoadFromFile(path)).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused_with_their_offset()
    {
        var path = _directory.Write("bad.subwords", [.. Encoding.UTF8.GetBytes(Header), (byte)'\'', 0xff, (byte)'\'', (byte)'\n']);

        Assert.Equal($"offset {Header.Length + 1}", Assert.Throws<DataFormatException>(() => SubwordTextEncoder.LoadFromFile(path)).Place);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains(
            "nowhere.subwords", Assert.Throws<DataFormatException>(() => SubwordTextEncoder.LoadFromFile(_directory.File("nowhere"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_subword_with_a_line_break_is_not_written_and_the_file_before_it_stays()
    {
        var path = _directory.Write("kept.subwords", Header);

        Assert.Throws<InvalidOperationException>(() => new SubwordTextEncoder(["a\nb"]).SaveToFile(path));
        Assert.Equal(Header, File.ReadAllText(path));
    }
}
