using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using EmbeddingProjector.Tests;
using EmbeddingProjector.Training.Reviews;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Reviews;

/// <summary>The download over real connections to a real server, and by several programs at once.</summary>
public sealed class DownloadOverHttpTests : IAsyncLifetime
{
    private const int Half = 1_500_000;

    private static readonly byte[] s_content = Numbers(3_000_000);

    private readonly TemporaryDirectory _directory = new();
    private readonly InstantClock _clock = new();
    private LoopbackServer _server = null!;

    private string Cache => _directory.File("cache");

    private string Cached => Path.Combine(Cache, "reviews.tar.gz");

    private string Part => Cached + ".part";

    public async ValueTask InitializeAsync() => _server = await LoopbackServer.StartAsync(s_content);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_taken_up_by_a_range_request()
    {
        _server.Next.Enqueue(_server.Break(Half, () => Arrived(Half)));

        await FetchAsync();

        Assert.Equal(s_content, File.ReadAllBytes(Cached));
        Assert.Equal(["", $"bytes={Half}-"], _server.Ranges);
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task What_came_before_the_server_went_away_is_taken_up_by_the_next_run()
    {
        _server.Next.Enqueue(_server.Break(Half, () => Arrived(Half)));
        _server.Next.Enqueue(LoopbackServer.Status(404));
        var failure = await Assert.ThrowsAsync<HttpRequestException>(FetchAsync);
        Assert.Contains("1.5 of 3.0 MB are kept", failure.Message, StringComparison.Ordinal);

        await FetchAsync();

        Assert.Equal(s_content, File.ReadAllBytes(Cached));
        Assert.Equal($"bytes={Half}-", _server.Ranges.Last());
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_sends_the_whole_again()
    {
        _server.Next.Enqueue(_server.Break(Half, () => Arrived(Half)));
        _server.Next.Enqueue(_server.Whole());

        await FetchAsync();

        Assert.Equal(s_content, File.ReadAllBytes(Cached));
        Assert.Equal(2, _server.Ranges.Count);
    }

    [Theory]
    [InlineData(2_999_999)]
    [InlineData(3_000_001)]
    [InlineData(0)]
    public async Task A_file_of_another_length_is_refused_with_both_lengths(int length)
    {
        _server.Content = Numbers(length);

        var fault = await Assert.ThrowsAsync<DataFormatException>(FetchAsync);

        Assert.Equal(($"{length} bytes", "3000000 bytes"), (fault.Found, fault.Expected));
        Assert.False(File.Exists(Cached));
    }

    [Fact]
    public async Task An_answer_that_does_not_tell_its_length_and_goes_on_too_long_is_cut_and_refused()
    {
        _server.Next.Enqueue(async context =>
        {
            await context.Response.Body.WriteAsync(s_content);
            await context.Response.Body.FlushAsync();
            await context.Response.Body.WriteAsync(new byte[1]);
        });

        Assert.Equal("more than 3000000 bytes", (await Assert.ThrowsAsync<DataFormatException>(FetchAsync)).Found);
        Assert.False(File.Exists(Cached));
    }

    [Fact]
    public async Task A_file_of_another_checksum_is_refused_and_the_next_attempt_begins_anew()
    {
        _server.Content = [.. s_content[..^1], (byte)(s_content[^1] ^ 1)];
        Assert.StartsWith("SHA-256 ", (await Assert.ThrowsAsync<DataFormatException>(FetchAsync)).Found, StringComparison.Ordinal);

        _server.Content = s_content;
        await FetchAsync();

        Assert.Equal(s_content, File.ReadAllBytes(Cached));
        Assert.Equal(["", ""], _server.Ranges);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_server_in_passing_trouble_is_asked_again_after_a_while(int status)
    {
        _server.Next.Enqueue(LoopbackServer.Status(status));
        _server.Next.Enqueue(LoopbackServer.Status(status));

        await FetchAsync();

        Assert.Equal(s_content, File.ReadAllBytes(Cached));
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], _clock.Waits);
    }

    [Theory]
    [InlineData(503, 4, "503 Service Unavailable")]
    [InlineData(404, 1, "404 Not Found")]
    public async Task A_server_that_has_nothing_to_give_is_believed_and_reviews_are_made_up_which_is_told(int status, int requests, string told)
    {
        for (var i = 0; i < requests; i++)
        {
            _server.Next.Enqueue(LoopbackServer.Status(status));
        }

        var reviews = await LoadAsync(_server.Address);

        Assert.Equal(requests, _server.Ranges.Count);
        Assert.StartsWith("GENERATED: 5,000 reviews to train and 5,000 to test, made up by this program; not real reviews.", reviews.Description, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1 answered {told}.", reviews.GeneratedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_reviews_are_made_up_and_the_reason_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var reviews = await LoadAsync(new Uri($"http://127.0.0.1:{port}/reviews.tar.gz"));

        Assert.True(reviews.IsGenerated);
        Assert.Contains($"(127.0.0.1:{port})", reviews.GeneratedBecause, StringComparison.Ordinal);
        Assert.Empty(_clock.Waits);
    }

    [Fact]
    public async Task Of_two_programs_that_want_the_file_at_once_one_downloads_and_the_other_finds_it()
    {
        var release = new TaskCompletionSource();
        _server.Next.Enqueue(_server.Pause(Half, () => release.Task));
        using var other = Other();
        await Arrived(Half);
        var mine = FetchAsync(new Reports(report =>
        {
            Assert.Equal((Half, s_content.Length), (report.BytesReceived, report.TotalBytes));
            release.TrySetResult();
        }));

        Assert.Equal(Cached, await mine);
        Assert.Equal(Cached, (await other.StandardOutput.ReadToEndAsync()).Trim());
        await other.WaitForExitAsync();

        Assert.Equal(s_content, File.ReadAllBytes(Cached));
        Assert.Equal([""], _server.Ranges);
    }

    [Fact]
    public async Task When_the_program_that_downloads_is_killed_another_that_waits_goes_on_where_it_stopped()
    {
        var never = new TaskCompletionSource();
        _server.Next.Enqueue(_server.Pause(Half, () => never.Task));
        using var other = Other();
        await Arrived(Half);
        var mine = FetchAsync(new Reports(_ => other.Kill()));

        Assert.Equal(Cached, await mine);
        never.SetResult();

        Assert.Equal(s_content, File.ReadAllBytes(Cached));
        Assert.Equal(["", $"bytes={Half}-"], _server.Ranges);
    }

    private static byte[] Numbers(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static string Sha256 => Convert.ToHexStringLower(SHA256.HashData(s_content));

    private Task<string> FetchAsync() => FetchAsync(null);

    private Task<string> FetchAsync(IProgress<DownloadProgress>? progress) =>
        new ArchiveDownload(_server.Address, s_content.Length, Sha256, Cache, clock: _clock).FetchAsync(progress, TestContext.Current.CancellationToken);

    private Task<ImdbReviews> LoadAsync(Uri address) => Task.Run(() => ImdbReviews.Load(
        new ArchiveDownload(address, s_content.Length, Sha256, Cache, clock: _clock), null, TestContext.Current.CancellationToken));

    private Process Other() => DownloadProcess.Start(_server.Address, s_content.Length, Sha256, Cache);

    // A connection that breaks may take along what the other side has not read yet.
    private async Task Arrived(int bytes)
    {
        while (new FileInfo(Part) is not { Exists: true, Length: var length } || length < bytes)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Reports(Action<DownloadProgress> first) : IProgress<DownloadProgress>
    {
        private int _count;

        public void Report(DownloadProgress value)
        {
            if (Interlocked.Increment(ref _count) == 1)
            {
                first(value);
            }
        }
    }

    /// <summary>A clock on which every wait is over at once; it keeps how long each would have been.</summary>
    private sealed class InstantClock : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
