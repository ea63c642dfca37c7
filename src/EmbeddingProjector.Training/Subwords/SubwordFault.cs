using System.Text;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>Why a text cannot be a subword, as the end of a sentence; null when it can.</summary>
internal static class SubwordFault
{
    public static string? Of(string? subword)
    {
        if (string.IsNullOrEmpty(subword))
        {
            return "is empty";
        }

        for (var i = 0; i < subword.Length;)
        {
            if (!Rune.TryGetRuneAt(subword, i, out var point))
            {
                return $"has half a surrogate pair (U+{(int)subword[i]:X4}) at index {i}, which is no character";
            }

            i += point.Utf16SequenceLength;
        }

        return null;
    }

    public static string? OfReserved(string? token) => Of(token) switch
    {
        { } fault => fault,
        null when token!.Contains('_') => "has an underscore, which stands for a space inside subwords, so it would never be found in a text",
        null when !WordCharacters.AreMixed(token!) => "has only one kind of characters, so it would not be kept whole: mix letters or digits with others, as in \"<EOS>\"",
        null when token!.Length > SubstringTrie.LargestDepth => $"is longer than {SubstringTrie.LargestDepth} characters",
        null => null,
    };
}
