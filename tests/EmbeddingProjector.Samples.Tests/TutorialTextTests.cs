using System.Text.RegularExpressions;
using Xunit;

namespace EmbeddingProjector.Samples.Tests;

/// <summary>
/// docs/tutorial.md shows the lines of the sample itself. The sample is compiled and run by the other tests, so what the text shows is code that works; code cut out of the
/// text and compiled beside the sample would have to be held together by lines that no reader sees.
/// </summary>
public sealed partial class TutorialTextTests
{
    [Fact]
    public void The_text_shows_the_very_lines_that_are_run_in_their_order()
    {
        var source = Lines(File.ReadAllText(RepositoryFile.Path("samples/ImdbReviews/Tutorial.cs")));
        // The script is run from the packages by their own tests.
        var blocks = CodeBlock().Matches(Text()).Select(match => Lines(match.Groups[1].Value)).Where(code => !code.StartsWith("#:package", StringComparison.Ordinal)).ToList();

        Assert.Equal(5, blocks.Count);
        var at = 0;
        foreach (var block in blocks)
        {
            var found = source.IndexOf(block, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"Tutorial.cs does not have, after what was shown before:\n{block}");
            at = found + block.Length;
        }
    }

    [Fact]
    public void Every_picture_and_page_that_the_text_names_is_there()
    {
        var named = Link().Matches(Text()).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("images/tutorial-live.png", named);
        Assert.All(named, path => RepositoryFile.Path($"docs/{path}"));
    }

    private static string Text() => File.ReadAllText(RepositoryFile.Path("docs/tutorial.md"));

    private static string Lines(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\(([^)]+)\)")]
    private static partial Regex Link();
}
