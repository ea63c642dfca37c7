using EmbeddingProjector.App.Server;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

public class PageFilesTests
{
    private static readonly bool _hasPage = typeof(PageFiles).Assembly.GetManifestResourceNames().Contains("web/index.html");

    [Fact]
    public async Task A_build_without_the_page_says_so_in_plain_text()
    {
        Assert.SkipWhen(_hasPage, "This build has the page.");
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        var (status, text) = await server.GetTextAsync("");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("SkipWeb", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData(null)]
    public async Task The_page_has_a_strict_policy_and_an_entity_tag_of_each_encoding(string? encoding)
    {
        Assert.SkipUnless(_hasPage, "This build has no page (-p:SkipWeb=true).");
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        if (encoding is not null)
        {
            server.Client.DefaultRequestHeaders.AcceptEncoding.ParseAdd(encoding);
        }

        using var response = await server.Client.GetAsync("");

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(SecurityHeaders.PagePolicy, Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal(encoding is null ? [] : [encoding], response.Content.Headers.ContentEncoding);
        using var again = new HttpRequestMessage(HttpMethod.Get, "");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await server.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task A_file_with_a_hash_in_its_name_never_changes()
    {
        var asset = typeof(PageFiles).Assembly.GetManifestResourceNames().FirstOrDefault(n => n.StartsWith("web/assets/", StringComparison.Ordinal) && n.EndsWith(".js", StringComparison.Ordinal));
        Assert.SkipWhen(asset is null, "This build has no page (-p:SkipWeb=true).");
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);

        using var response = await server.Client.GetAsync(asset["web/".Length..]);

        Assert.Equal("text/javascript; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("immutable", response.Headers.NonValidated["Cache-Control"].ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetTextAsync("assets/no-such-file.js")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetTextAsync("assets/..%2f..%2fetc%2fpasswd")).Status);
    }
}
