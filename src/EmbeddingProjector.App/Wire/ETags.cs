using System.Security.Cryptography;
using System.Text;

namespace EmbeddingProjector.App.Wire;

/// <summary>
/// Strong entity tags for bodies that follow from content alone. The build is part of every tag, because another build may write other
/// bytes for the same content.
/// </summary>
internal static class ETags
{
    private static readonly string _build = typeof(ETags).Module.ModuleVersionId.ToString("N");

    /// <summary>The tag, quotes included, of what these parts name.</summary>
    public static string Of(params ReadOnlySpan<string> parts) => $"\"{Digest(string.Join('\0', [_build, .. parts]))}\"";

    /// <summary>128 bits of SHA-256 of a text, as hexadecimal.</summary>
    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
