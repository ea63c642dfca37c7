using EmbeddingProjector.LogDirectory;
using Xunit;

namespace EmbeddingProjector.Tests.LogDirectory;

public sealed class AssetPathsTests : IDisposable
{
    private readonly TemporaryLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Theory]
    [InlineData("metadata.tsv", "metadata.tsv")]
    [InlineData("a/b/../metadata.tsv", "a/metadata.tsv")]
    [InlineData("./a//metadata.tsv", "a/metadata.tsv")]
    [InlineData(".", "")]
    public void A_path_inside_the_directory_is_resolved(string written, string expected)
    {
        Assert.True(AssetPaths.TryResolve(_logs.Root, written, out var resolved));
        Assert.Equal(Real(expected), resolved);
    }

    [Theory]
    [InlineData("../metadata.tsv")]
    [InlineData("a/../../metadata.tsv")]
    [InlineData("/etc/passwd")]
    [InlineData("~/metadata.tsv")]
    [InlineData("../logs-other/metadata.tsv")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_path_that_leaves_the_directory_or_is_none_is_refused(string written) =>
        Assert.False(AssetPaths.TryResolve(_logs.Root, written, out _));

    [Fact]
    public void A_directory_whose_name_begins_with_that_of_the_config_is_outside()
    {
        Directory.CreateDirectory(_logs.Root + "-secret");

        Assert.False(AssetPaths.TryResolve(_logs.Root, "../logs-secret/x", out _));
        Assert.True(AssetPaths.TryResolve(_logs.Root, "../logs/x", out _));
    }

    [Fact]
    public void An_absolute_path_inside_the_directory_is_allowed() =>
        Assert.True(AssetPaths.TryResolve(_logs.Root, _logs.Path("a/metadata.tsv"), out _));

    [Fact]
    public void A_link_that_leads_outside_is_refused_wherever_it_stands_in_the_path()
    {
        var outside = Directory.CreateDirectory(_logs.Path("../outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "secret.tsv"), "x");
        File.CreateSymbolicLink(_logs.Path("file.tsv"), Path.Combine(outside, "secret.tsv"));
        Directory.CreateSymbolicLink(_logs.Path("folder"), "../outside");
        Directory.CreateDirectory(_logs.Path("inside/deep"));
        Directory.CreateSymbolicLink(_logs.Path("chain"), "folder");
        Directory.CreateSymbolicLink(_logs.Path("down"), "inside/deep");

        Assert.False(AssetPaths.TryResolve(_logs.Root, "file.tsv", out _));
        Assert.False(AssetPaths.TryResolve(_logs.Root, "folder/secret.tsv", out _));
        Assert.False(AssetPaths.TryResolve(_logs.Root, "chain/secret.tsv", out _));
        Assert.True(AssetPaths.TryResolve(_logs.Root, "down/x.tsv", out var down));
        Assert.Equal(Real("inside/deep/x.tsv"), down);
        // ".." after a link is the parent of its target.
        Assert.True(AssetPaths.TryResolve(_logs.Root, "down/../x.tsv", out var up));
        Assert.Equal(Real("inside/x.tsv"), up);
    }

    [Fact]
    public void A_directory_that_is_reached_by_a_link_confines_to_its_target()
    {
        Directory.CreateSymbolicLink(_logs.Path("../alias"), "logs");

        Assert.True(AssetPaths.TryResolve(_logs.Path("../alias"), "metadata.tsv", out var resolved));
        Assert.Equal(Real("metadata.tsv"), resolved);
        Assert.True(AssetPaths.TryResolve(_logs.Path("../alias"), _logs.Path("metadata.tsv"), out _));
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(_logs.Path("a"), "b");
        File.CreateSymbolicLink(_logs.Path("b"), "a");

        Assert.False(AssetPaths.TryResolve(_logs.Root, "a", out _));
    }

    // The folder for temporary files may itself be reached by a link.
    private string Real(string relative)
    {
        Assert.True(AssetPaths.TryResolve(_logs.Root, ".", out var root));
        return relative.Length == 0 ? root : Path.Combine(root, relative);
    }
}
