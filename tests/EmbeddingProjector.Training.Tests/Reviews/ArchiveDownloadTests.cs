using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using EmbeddingProjector.Tests;
using EmbeddingProjector.Training.Reviews;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Reviews;

public sealed class ArchiveDownloadTests : IDisposable
{
    private static readonly byte[] _content = SmallCollection.Archive(SmallCollection.Files);

    private readonly TemporaryDirectory _directory = new();
    private readonly Server _server = new();

    public void Dispose()
    {
        _directory.Dispose();
        _server.Dispose();
    }

    private string Cached => _directory.File("cache/reviews.tar.gz");

    private ArchiveDownload Download() =>
        new(
            new Uri("https://reviews.test/data/reviews.tar.gz"), _content.Length, Convert.ToHexStringLower(SHA256.HashData(_content)), _directory.File("cache"), _server);

    private static Task<string> Fetch(ArchiveDownload download, IProgress<DownloadProgress>? progress = null) =>
        download.FetchAsync(progress, TestContext.Current.CancellationToken);

    [Fact]
    public async Task The_file_is_downloaded_once_with_progress()
    {
        var reports = new Reports();

        Assert.Equal(Cached, await Fetch(Download(), reports));
        Assert.Equal(Cached, await Fetch(Download()));

        Assert.Equal(_content, File.ReadAllBytes(Cached));
        Assert.Single(_server.Ranges);
        Assert.Equal(_content.Length, reports.Last.BytesReceived);
        Assert.Equal(_content.Length, reports.Last.TotalBytes);
        Assert.Equal([Cached, Cached + ".lock"], Directory.GetFiles(_directory.File("cache")).Order());
    }

    [Fact]
    public async Task A_line_that_breaks_is_taken_up_where_it_broke()
    {
        _server.BreakAfter = 300;

        await Fetch(Download());

        Assert.Equal(_content, File.ReadAllBytes(Cached));
        Assert.Equal([null, 300L], _server.Ranges.Take(2));
    }

    [Fact]
    public async Task What_an_earlier_run_left_is_taken_up()
    {
        Directory.CreateDirectory(_directory.File("cache"));
        File.WriteAllBytes(Cached + ".part", _content[..500]);

        await Fetch(Download());

        Assert.Equal(_content, File.ReadAllBytes(Cached));
        Assert.Equal([500L], _server.Ranges);
    }

    [Fact]
    public async Task A_server_that_sends_the_whole_instead_of_the_rest_is_understood()
    {
        Directory.CreateDirectory(_directory.File("cache"));
        File.WriteAllBytes(Cached + ".part", [1, 2, 3]);
        _server.KnowsRanges = false;

        await Fetch(Download());

        Assert.Equal(_content, File.ReadAllBytes(Cached));
    }

    [Fact]
    public async Task A_file_of_another_checksum_is_refused_and_deleted()
    {
        _server.Content = [.. _content[..^1], (byte)(_content[^1] ^ 1)];

        var fault = await Assert.ThrowsAsync<DataFormatException>(() => Fetch(Download()));

        Assert.StartsWith("SHA-256 ", fault.Found, StringComparison.Ordinal);
        Assert.False(File.Exists(Cached));
        Assert.Equal(0, new FileInfo(Cached + ".part").Length);
    }

    [Fact]
    public async Task A_file_of_another_size_is_refused_before_it_is_read()
    {
        _server.Content = "<html>Sign in</html>"u8.ToArray();

        Assert.Equal("20 bytes", (await Assert.ThrowsAsync<DataFormatException>(() => Fetch(Download()))).Found);
    }

    [Fact]
    public async Task A_cached_file_of_another_size_is_refused_and_named()
    {
        Directory.CreateDirectory(_directory.File("cache"));
        File.WriteAllBytes(Cached, [1]);

        Assert.Equal(Cached, (await Assert.ThrowsAsync<DataFormatException>(() => Fetch(Download()))).Path);
    }

    [Fact]
    public async Task What_came_before_the_network_went_away_is_kept_and_told()
    {
        _server.BreakAfter = 400;
        _server.GoneAfterBreak = true;

        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => Fetch(Download()));

        Assert.Contains("are kept", fault.Message, StringComparison.Ordinal);
        Assert.Equal(_content[..400], File.ReadAllBytes(Cached + ".part"));
    }

    [Fact]
    public void Reviews_are_read_from_the_download()
    {
        var reviews = ImdbReviews.Load(Download(), null, TestContext.Current.CancellationToken);

        Assert.False(reviews.IsGenerated);
        Assert.Equal(Cached, reviews.Source);
        Assert.Equal(10, reviews.Train.Count);
    }

    [Fact]
    public void Without_a_network_reviews_are_generated_and_the_reason_is_told()
    {
        _server.GoneAfterBreak = true;
        _server.BreakAfter = 0;

        var reviews = ImdbReviews.Load(Download(), null, TestContext.Current.CancellationToken);

        Assert.True(reviews.IsGenerated);
        Assert.Contains("No route to reviews.test", reviews.GeneratedBecause, StringComparison.Ordinal);
        Assert.Equal("generated", reviews.Source);
    }

    private sealed class Reports : IProgress<DownloadProgress>
    {
        public DownloadProgress Last { get; private set; }

        public void Report(DownloadProgress value) => Last = value;
    }

    /// <summary>Answers range requests; may break its first answer after some bytes, and be gone afterwards.</summary>
    private sealed class Server : HttpMessageHandler
    {
        public byte[] Content { get; set; } = _content;

        public bool KnowsRanges { get; set; } = true;

        public int? BreakAfter { get; set; }

        public bool GoneAfterBreak { get; set; }

        public List<long?> Ranges { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var from = request.Headers.Range?.Ranges.Single().From;
            Ranges.Add(from);
            if (GoneAfterBreak && (Ranges.Count > 1 || BreakAfter == 0))
            {
                throw new HttpRequestException("No route to reviews.test");
            }

            var start = KnowsRanges ? (int)(from ?? 0) : 0;
            Stream body = new MemoryStream(Content[start..]);
            if (BreakAfter is { } most && Ranges.Count == 1)
            {
                body = new BreakingStream(Content[..most]);
            }

            var response = new HttpResponseMessage(from is not null && KnowsRanges ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
            {
                Content = new StreamContent(body),
            };
            response.Content.Headers.ContentLength = Content.Length - start;
            if (response.StatusCode == HttpStatusCode.PartialContent)
            {
                response.Content.Headers.ContentRange = new ContentRangeHeaderValue(start, Content.Length - 1, Content.Length);
            }

            return Task.FromResult(response);
        }
    }

    private sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, cancellationToken) : throw new IOException("The connection was reset");
    }
}
