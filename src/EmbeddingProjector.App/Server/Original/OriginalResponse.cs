using System.IO.Compression;
using System.Text;

namespace EmbeddingProjector.App.Server.Original;

/// <summary>How the original answers: never cached, text compressed with a time of zero so that the same text gives the same bytes.</summary>
internal static class OriginalResponse
{
    private const int CompressionLevel = 3;

    /// <summary>An error: 400, plain text.</summary>
    public static Task BadRequestAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return TextAsync(context, Encoding.UTF8.GetBytes(message), "text/plain; charset=utf-8");
    }

    /// <summary>JSON as the original writes it: ASCII, no charset.</summary>
    public static Task JsonAsync(HttpContext context, string json) => TextAsync(context, Encoding.ASCII.GetBytes(json), "application/json");

    /// <summary>A text, compressed when the client allows it.</summary>
    public static Task TextAsync(HttpContext context, byte[] text, string contentType) =>
        TextAsync(context, new MemoryStream(text, writable: false), text.Length, contentType);

    /// <summary>The first <paramref name="length"/> bytes of a text, compressed when the client allows it.</summary>
    public static async Task TextAsync(HttpContext context, Stream text, long length, string contentType)
    {
        SetHeaders(context, contentType);
        if (!AcceptedEncodings.Allows(context.Request.Headers.AcceptEncoding.ToString(), "gzip"))
        {
            await BytesAsync(context, text, length, contentType).ConfigureAwait(false);
            return;
        }

        var compressed = new MemoryStream();
        var gzip = new GZipStream(compressed, new ZLibCompressionOptions { CompressionLevel = CompressionLevel }, leaveOpen: true);
        await using (gzip.ConfigureAwait(false))
        {
            await CopyAsync(text, gzip, length, context.RequestAborted).ConfigureAwait(false);
        }

        compressed.Position = 0;
        context.Response.Headers.ContentEncoding = "gzip";
        await BytesAsync(context, compressed, compressed.Length, contentType).ConfigureAwait(false);
    }

    /// <summary>The first <paramref name="length"/> bytes of a stream, as they are.</summary>
    public static async Task BytesAsync(HttpContext context, Stream bytes, long length, string contentType)
    {
        SetHeaders(context, contentType);
        context.Response.ContentLength = length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await CopyAsync(bytes, context.Response.Body, length, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>The headers of every answer.</summary>
    public static void SetHeaders(HttpContext context, string contentType)
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.Expires = "0";
        context.Response.Headers.CacheControl = "no-cache, must-revalidate";
    }

    private static async Task CopyAsync(Stream from, Stream to, long length, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(64 * 1024, Math.Max(1, length))];
        while (length > 0)
        {
            var count = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new IOException("The file became shorter while it was read.");
            }

            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            length -= count;
        }
    }
}
