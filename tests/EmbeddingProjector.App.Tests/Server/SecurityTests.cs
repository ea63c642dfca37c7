using System.Net.Http.Headers;
using EmbeddingProjector.App.Server;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

public class SecurityTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:1234", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("maps.example", true)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    public async Task Only_the_hosts_that_are_allowed_are_answered(string host, bool allowed)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory, new ServerOptions { AllowedHosts = ["maps.example"] });

        foreach (var path in new[] { "api/workspace", "data/plugin/projector/runs", "" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var response = await server.Client.SendAsync(request);
            Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
            if (!allowed)
            {
                Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            }
        }
    }

    [Fact]
    public async Task Without_the_token_nothing_is_answered()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory, new ServerOptions { Token = "right" });

        foreach (var path in new[] { "", "api/workspace", "api/changes", "api/openapi.json", "data/plugin/projector/runs", "api/workspace?token=wrong", "nothing" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetTextAsync(path)).Status);
        }
    }

    [Fact]
    public async Task The_token_is_taken_from_the_address_and_then_from_the_cookie()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory, new ServerOptions { Token = "right", PathPrefix = "/maps" });

        using var first = await server.Client.GetAsync("api/workspace?token=right");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/maps", cookie, StringComparison.OrdinalIgnoreCase);

        using var request = new HttpRequestMessage(HttpMethod.Get, "api/workspace");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var second = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.EndsWith("/maps/?token=right", server.Server.AddressWithToken.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_taken_from_the_authorization_header()
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory, new ServerOptions { Token = "right" });
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "right");

        Assert.Equal(HttpStatusCode.OK, (await server.GetTextAsync("api/workspace")).Status);
    }

    [Theory]
    [InlineData("maps/api/workspace", HttpStatusCode.OK)]
    [InlineData("maps/data/plugin/projector/runs", HttpStatusCode.OK)]
    [InlineData("maps/", HttpStatusCode.OK)]
    [InlineData("maps", HttpStatusCode.Redirect)]
    [InlineData("api/workspace", HttpStatusCode.NotFound)]
    [InlineData("data/plugin/projector/runs", HttpStatusCode.NotFound)]
    [InlineData("", HttpStatusCode.NotFound)]
    [InlineData("mapsy/api/workspace", HttpStatusCode.NotFound)]
    public async Task Everything_stands_under_the_path_prefix(string path, HttpStatusCode expected)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory, new ServerOptions { PathPrefix = "/maps" });

        using var response = await server.Client.GetAsync(new Uri($"http://127.0.0.1:{server.Server.Port}/{path}"));

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Redirect)
        {
            Assert.Equal("/maps/", response.Headers.Location!.OriginalString);
        }
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("/", "")]
    [InlineData("maps", "/maps")]
    [InlineData("/a/b/", "/a/b")]
    public void A_prefix_is_written_in_one_way(string? given, string expected) => Assert.Equal(expected, PathRules.NormalizePrefix(given));

    [Fact]
    public void The_policy_of_the_page_allows_no_script_but_its_own()
    {
        Assert.Contains("script-src 'self';", SecurityHeaders.PagePolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", SecurityHeaders.PagePolicy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "connect-src 'self'; ")]
    [InlineData("?config=https://maps.example/c.json", "connect-src 'self' https:; ")]
    [InlineData("?config=http://127.0.0.1:9/c.json", "connect-src 'self' https: http://127.0.0.1:9; ")]
    [InlineData("?config=data/c.json", "connect-src 'self' https:; ")]
    [InlineData("?config=http://a%3B%20script-src%20*/c.json", "connect-src 'self' https:; ")]
    [InlineData("?config=http://a.example%27*%27/c.json", "connect-src 'self' https:; ")]
    public void The_page_connects_elsewhere_only_for_a_configuration_from_there(string query, string connections)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);

        var policy = SecurityHeaders.PolicyOf(request);

        Assert.Contains(connections, policy, StringComparison.Ordinal);
        Assert.Equal(SecurityHeaders.PagePolicy, policy.Replace(connections, "connect-src 'self'; ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gzip", "gzip", true)]
    [InlineData("gzip;q=0, *", "gzip", false)]
    [InlineData("*;q=0", "gzip", false)]
    [InlineData("", "gzip", false)]
    [InlineData("deflate, *;q=0.1", "gzip", true)]
    public void Accept_Encoding_is_read_by_its_rules(string header, string encoding, bool expected) =>
        Assert.Equal(expected, AcceptedEncodings.Allows(header, encoding));
}
