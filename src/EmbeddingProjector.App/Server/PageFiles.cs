using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// The files of the page, embedded in the assembly as <c>web/…</c> when it was built. Each is compressed once, when it is first
/// asked for, and kept.
/// </summary>
internal sealed partial class PageFiles
{
    private const string Prefix = "web/";
    private const string NoPage =
        """
        There is no page in this build: it was made with -p:SkipWeb=true, for work on the C# parts alone.
        Build without that switch (Node.js is needed) to have the map in the browser. The HTTP interface works: see api/openapi.json.
        """;

    private readonly Dictionary<string, Lazy<PageFile>> _files = new(StringComparer.Ordinal);

    /// <summary>The files embedded in an assembly.</summary>
    public PageFiles(Assembly assembly)
    {
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            _files["/" + name[Prefix.Length..].Replace('\\', '/')] = new(() => PageFile.Read(assembly, name));
        }
    }

    /// <summary>Whether this build has a page.</summary>
    public bool Any => _files.Count > 0;

    /// <summary>Answers the request when its path is one of the files, "/" being index.html; false when it is not.</summary>
    public async Task<bool> TryAnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value is "/" or "" or null ? "/index.html" : context.Request.Path.Value;
        if (!_files.TryGetValue(path, out var file))
        {
            if (Any || path != "/index.html")
            {
                return false;
            }

            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(NoPage, context.RequestAborted).ConfigureAwait(false);
            return true;
        }

        await file.Value.AnswerAsync(context, IsHashed().IsMatch(path)).ConfigureAwait(false);
        return true;
    }

    // Vite puts a hash of the content into the names of what it bundles: such a file never changes.
    [GeneratedRegex(@"^/assets/.+-[A-Za-z0-9_-]{8}\.[a-z0-9]+$")]
    private static partial Regex IsHashed();
}

/// <summary>One file of the page, with its compressed forms.</summary>
internal sealed class PageFile
{
    private readonly byte[] _plain;
    private readonly byte[]? _brotli;
    private readonly byte[]? _gzip;
    private readonly string _type;
    private readonly string _tag;

    private PageFile(string name, byte[] plain)
    {
        _plain = plain;
        _type = MediaType(Path.GetExtension(name));
        _tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 16))}\"";
        if (IsText(_type))
        {
            _brotli = Compress(plain, s => new BrotliStream(s, CompressionLevel.Optimal));
            _gzip = Compress(plain, s => new GZipStream(s, CompressionLevel.Optimal));
        }
    }

    /// <summary>Reads and compresses an embedded file.</summary>
    public static PageFile Read(Assembly assembly, string name)
    {
        using var resource = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return new PageFile(name, bytes);
    }

    /// <summary>Answers GET and HEAD, or 304 when the client has it.</summary>
    public async Task AnswerAsync(HttpContext context, bool immutable)
    {
        var (request, response) = (context.Request, context.Response);
        var (body, encoding) = Choose(request.Headers.AcceptEncoding.ToString());
        // A strong tag names bytes: each encoding has its own.
        var tag = encoding is null ? _tag : $"{_tag[..^1]}-{encoding}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = immutable ? "public, max-age=31536000, immutable" : "private, no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (EntityTagCheck.Matches(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = _type;
        if (_type.StartsWith("text/html", StringComparison.Ordinal))
        {
            response.Headers.ContentSecurityPolicy = SecurityHeaders.PolicyOf(context.Request);
        }

        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private (byte[] Body, string? Encoding) Choose(string accepted)
    {
        if (_brotli is not null && AcceptedEncodings.Allows(accepted, "br"))
        {
            return (_brotli, "br");
        }

        return _gzip is not null && AcceptedEncodings.Allows(accepted, "gzip") ? (_gzip, "gzip") : (_plain, null);
    }

    private static byte[] Compress(byte[] plain, Func<Stream, Stream> compressor)
    {
        var result = new MemoryStream();
        using (var stream = compressor(result))
        {
            stream.Write(plain);
        }

        return result.ToArray();
    }

    private static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type.StartsWith("application/json", StringComparison.Ordinal)
        || type is "image/svg+xml" or "application/wasm" or "application/manifest+json";

    private static string MediaType(string extension) => extension.ToUpperInvariant() switch
    {
        ".HTML" => "text/html; charset=utf-8",
        ".JS" or ".MJS" => "text/javascript; charset=utf-8",
        ".CSS" => "text/css; charset=utf-8",
        ".JSON" or ".MAP" => "application/json",
        ".WEBMANIFEST" => "application/manifest+json",
        ".SVG" => "image/svg+xml",
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".WEBP" => "image/webp",
        ".ICO" => "image/x-icon",
        ".WOFF2" => "font/woff2",
        ".WASM" => "application/wasm",
        ".TXT" or ".MD" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
