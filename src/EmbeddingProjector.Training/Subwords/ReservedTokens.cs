using System.Buffers;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>
/// Texts that are never split into words. In a text the leftmost match counts, and of several that begin at one place the first of the list, as with
/// a regular expression <c>(first|second|…)</c>.
/// </summary>
internal sealed class ReservedTokens
{
    private readonly string[] _tokens;
    private readonly SearchValues<string> _anywhere;

    public ReservedTokens(IEnumerable<string> tokens)
    {
        _tokens = [.. tokens];
        _anywhere = SearchValues.Create(_tokens, StringComparison.Ordinal);
    }

    /// <summary>The start of the next match at or after <paramref name="start"/> and its length; the end of the text and 0 when there is none.</summary>
    public (int Start, int Length) Next(ReadOnlySpan<char> text, int start)
    {
        var offset = text[start..].IndexOfAny(_anywhere);
        if (offset < 0)
        {
            return (text.Length, 0);
        }

        var at = text[(start + offset)..];
        foreach (var token in _tokens)
        {
            if (at.StartsWith(token, StringComparison.Ordinal))
            {
                return (start + offset, token.Length);
            }
        }

        throw new InvalidOperationException($"The search found a reserved token at {start + offset} that is none of the list.");
    }
}
