using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace EmbeddingProjector.Training.Reviews;

/// <summary>
/// A file of known size and checksum at an address, downloaded once. What has arrived stays beside it as <c>.part</c>; the next attempt asks for the rest
/// (RFC 9110, section 14, range requests). Only a file whose SHA-256 is right gets its name. Programs that want it at the same time take turns: one downloads, the others
/// wait and find it there.
/// </summary>
internal sealed class ArchiveDownload(
    Uri address, long size, string sha256, string directory, HttpMessageHandler? handler = null, TimeProvider? clock = null)
{
    private static readonly TimeSpan _longestSilence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _lookForTurn = TimeSpan.FromMilliseconds(100);

    // What a server that is overloaded or being restarted is given, before it is believed.
    private static readonly TimeSpan[] _pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>The file in the cache, downloaded if it is not there.</summary>
    /// <exception cref="HttpRequestException">The address does not answer, or stopped to; the message says what is kept.</exception>
    /// <exception cref="DataFormatException">What came is another file.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    public async Task<string> FetchAsync(IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, Path.GetFileName(address.LocalPath));
        if (IsThere(path))
        {
            return path;
        }

        Directory.CreateDirectory(directory);
        var part = path + ".part";
        using var turn = await TakeTurnAsync(path + ".lock", part, progress, cancellationToken).ConfigureAwait(false);
        if (IsThere(path))
        {
            return path;
        }

        await using (var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            await FillAsync(file, progress, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            if (found != sha256)
            {
                file.SetLength(0);
                throw new DataFormatException(
                    address.AbsoluteUri, null, $"SHA-256 {found}", $"SHA-256 {sha256}",
                    "The download was damaged or the published file changed; what came was deleted. Try again, or get the archive elsewhere and give its path.");
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(part, path);
        return path;
    }

    private bool IsThere(string path) => File.Exists(path)
        && (new FileInfo(path).Length is var length && length == size
            ? true
            : throw new DataFormatException(path, null, $"{length} bytes", $"{size} bytes", "Delete this file; it will be downloaded again."));

    /// <summary>Waits while another program downloads, telling how far that one has come.</summary>
    private async Task<FileStream> TakeTurnAsync(string path, string part, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (LockFile.TryTake(path) is { } turn)
            {
                return turn;
            }

            if (new FileInfo(part) is { Exists: true, Length: var length })
            {
                progress?.Report(new DownloadProgress(address, length, size));
            }

            await Task.Delay(_lookForTurn, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FillAsync(FileStream file, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var client = handler is null ? new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) }) : new HttpClient(handler, false);
        client.Timeout = Timeout.InfiniteTimeSpan;
        if (file.Length > size)
        {
            file.SetLength(0);
        }

        var pauses = 0;
        while (file.Length < size)
        {
            var before = file.Length;
            try
            {
                await ContinueAsync(client, file, progress, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException failure) when (file.Length > before && failure.StatusCode is null)
            {
                // The line broke, but something came: ask for the rest. Each such round has brought bytes, so they end.
            }
            catch (HttpRequestException failure) when (IsPassing(failure.StatusCode) && pauses < _pauses.Length)
            {
                await Task.Delay(_pauses[pauses++], _clock, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException failure)
            {
                var kept = string.Create(CultureInfo.InvariantCulture, $" {file.Length / 1e6:0.0} of {size / 1e6:0.0} MB are kept, and the next attempt goes on from there.");
                throw new HttpRequestException(
                    failure.Message.TrimEnd('.') + "." + (file.Length > 0 ? kept : ""), failure, failure.StatusCode);
            }
        }
    }

    private static bool IsPassing(HttpStatusCode? status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private async Task ContinueAsync(HttpClient client, FileStream file, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(_longestSilence);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        }

        using var response = await FromNetwork(
            () => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token), cancellationToken).ConfigureAwait(false);
        Place(response, file);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[1 << 17];
        while (true)
        {
            silence.CancelAfter(_longestSilence);
            var count = await FromNetwork(() => body.ReadAsync(buffer, silence.Token).AsTask(), cancellationToken).ConfigureAwait(false);
            if (count == 0 && file.Length < size)
            {
                throw new HttpRequestException($"{address.Host} ended the answer too early");
            }

            RequireSize(file.Length + count, count == 0);
            if (count == 0)
            {
                return;
            }

            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            await file.FlushAsync(cancellationToken).ConfigureAwait(false);
            progress?.Report(new DownloadProgress(address, file.Length, size));
        }
    }

    /// <summary>Puts the file where the answer begins: at its end for the rest, at 0 when the server sends the whole.</summary>
    private void Place(HttpResponseMessage response, FileStream file)
    {
        var range = response.Content.Headers.ContentRange;
        if (response.StatusCode == HttpStatusCode.PartialContent && range?.From == file.Length)
        {
            RequireSize(range.Length ?? size, isEnd: true);
            file.Position = file.Length;
        }
        else if (response.StatusCode == HttpStatusCode.OK)
        {
            RequireSize(response.Content.Headers.ContentLength ?? size, isEnd: true);
            file.SetLength(0);
        }
        else
        {
            if (response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // What is kept does not fit what stands there: begin anew next time.
                file.SetLength(0);
            }

            throw new HttpRequestException(
                $"{address.Host} answered {(int)response.StatusCode} {response.ReasonPhrase}{(range is null ? "" : $" with the range {range}")}", null, response.StatusCode);
        }
    }

    private void RequireSize(long found, bool isEnd)
    {
        if (isEnd ? found != size : found > size)
        {
            throw new DataFormatException(
                address.AbsoluteUri, null, isEnd ? $"{found} bytes" : $"more than {size} bytes", $"{size} bytes",
                "The published file changed, or a page of the network stands before it. Get the archive elsewhere and give its path.");
        }
    }

    /// <summary>Tells trouble of the network from trouble of the disk, and silence from the wish to stop.</summary>
    private async Task<T> FromNetwork<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            throw new HttpRequestException(failure.Message, failure);
        }
        catch (OperationCanceledException silence) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"{address.Host} was silent for {_longestSilence.TotalSeconds} seconds", silence);
        }
    }
}
