namespace EmbeddingProjector.Formats.Text;

/// <summary>One line of a file of words and numbers: <c>word v1 … vd</c>, separated by spaces or tabs.</summary>
internal static class WordVectorRow
{
    /// <summary>Reads the numbers into <paramref name="vector"/> <c>[d]</c> and returns the word; empty when the lines hold none.</summary>
    /// <exception cref="DataFormatException">The line holds something else.</exception>
    public static ReadOnlySpan<byte> Read(string path, long line, ReadOnlySpan<byte> text, bool hasWord, Span<float> vector)
    {
        text = text.Trim(" \t"u8);
        var word = hasWord ? WordAt(text) : default;
        if (TryNumbers(text[word.Length..], vector))
        {
            return word;
        }

        // A word may hold spaces itself (GloVe has ". . ." among its words), so that only the numbers can be counted, from the right.
        var rest = text;
        for (var i = vector.Length - 1; i >= 0; i--)
        {
            if (rest.IsEmpty)
            {
                throw Wrong(path, line, $"{vector.Length - 1 - i:N0} {(hasWord ? "cells after the word" : "cells")}", vector.Length, hasWord);
            }

            var cell = rest[(rest.LastIndexOfAny((byte)' ', (byte)'\t') + 1)..];
            if (!DecimalNumber.TryParse(cell, out var value))
            {
                var numbers = vector.Length - 1 - i;
                throw hasWord && numbers > 0
                    ? Wrong(path, line, $"{numbers:N0} {(numbers == 1 ? "number" : "numbers")} after {BadCell.Quote(cell)}", vector.Length, hasWord)
                    : BadCell.NotANumber(path, $"line {line:N0}", cell, "words and numbers", null);
            }

            vector[i] = (float)value;
            rest = rest[..^cell.Length].TrimEnd(" \t"u8);
        }

        if (!hasWord)
        {
            return rest.IsEmpty ? rest : throw Wrong(path, line, $"more than {vector.Length:N0} numbers", vector.Length, hasWord);
        }

        var last = rest[(rest.LastIndexOfAny((byte)' ', (byte)'\t') + 1)..];
        return rest.IsEmpty ? throw Wrong(path, line, $"{vector.Length:N0} numbers and no word", vector.Length, hasWord)
            : last.Length < rest.Length && DecimalNumber.TryParse(last, out _) ? throw Wrong(path, line, $"more than {vector.Length:N0} numbers", vector.Length, hasWord)
            : rest;
    }

    private static ReadOnlySpan<byte> WordAt(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny((byte)' ', (byte)'\t');
        return end < 0 ? text : text[..end];
    }

    private static bool TryNumbers(ReadOnlySpan<byte> text, Span<float> vector)
    {
        for (var i = 0; i < vector.Length; i++)
        {
            text = text.TrimStart(" \t"u8);
            var length = DecimalNumber.ParsePrefix(text, out var value);
            if (length == 0 || (length < text.Length && text[length] is not ((byte)' ' or (byte)'\t')))
            {
                return false;
            }

            vector[i] = (float)value;
            text = text[length..];
        }

        return text.IsEmpty;
    }

    private static DataFormatException Wrong(string path, long line, string found, int dimensions, bool hasWord) => new(
        path, $"line {line:N0}", found, $"{(hasWord ? "a word and " : "")}{dimensions:N0} {(dimensions == 1 ? "number" : "numbers")}",
        "Every line must hold as many numbers as the first; the file may have been cut short here.");
}
