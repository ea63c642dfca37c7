using System.Text;
using EmbeddingProjector.Training.Subwords;

namespace EmbeddingProjector.Training;

/// <summary>
/// Turns text into ids of subwords and back, without loss: common words and parts of words have an id of their own, everything else is spelled in
/// UTF-8 bytes. Ids, vocabularies and files are those of <c>tfds.deprecated.text.SubwordTextEncoder</c> (TensorFlow Datasets).
/// </summary>
/// <remarks>
/// With n subwords: 0 is padding, 1 … n are <see cref="Subwords"/> in their order, n + 1 … n + 256 the bytes 0 … 255. Lengths count code points.
/// A subword that ends in <c>_</c> stands for the text before it and a space. Immutable; any number of threads may encode at once.
/// </remarks>
public sealed class SubwordTextEncoder
{
    private const int Bytes = 256;

    private readonly string[] _subwords;
    private readonly SubwordTrie _trie = new();
    private readonly ReservedTokens _reserved;

    /// <summary>An encoder with the given vocabulary.</summary>
    /// <param name="subwords">The subwords, id 1 first. When one stands in the list twice, the last place is the one that texts are given.</param>
    /// <exception cref="ArgumentException">A subword is empty or has half a surrogate pair.</exception>
    public SubwordTextEncoder(IEnumerable<string> subwords)
    {
        ArgumentNullException.ThrowIfNull(subwords);
        _subwords = [.. subwords];
        for (var row = 0; row < _subwords.Length; row++)
        {
            if (SubwordFault.Of(_subwords[row]) is { } fault)
            {
                throw new ArgumentException($"Subword {row} {fault}.", nameof(subwords));
            }

            _trie.Add(_subwords[row], row + 1);
        }

        _trie.Add(PreparedTokens.Underscore, ByteId('_'));
        _reserved = new ReservedTokens(_subwords.Where(WordCharacters.AreMixed).Prepend(PreparedTokens.Underscore));
    }

    /// <summary>The subwords, <c>[n]</c>; row i has the id i + 1.</summary>
    public IReadOnlyList<string> Subwords => _subwords;

    /// <summary>The number of ids: padding, subwords and bytes, n + 257.</summary>
    public int VocabSize => 1 + _subwords.Length + Bytes;

    /// <summary>
    /// Finds a vocabulary of about <paramref name="targetVocabSize"/> ids for texts: the parts of their words that are common enough to deserve an
    /// id, the threshold found by bisection until the size is within 1 % of the target or nothing nearer exists.
    /// </summary>
    /// <param name="corpus">The texts.</param>
    /// <param name="targetVocabSize">The number of ids to come close to; the tutorial's data set was made with 2¹³ = 8,192 and has 8,185.</param>
    /// <param name="maxSubwordLength">The longest subword, in code points.</param>
    /// <param name="maxCorpusChars">Counts only so many code points of the corpus; null for all.</param>
    /// <param name="reservedTokens">Texts that are one subword each, first in the list, never split and never part of another.</param>
    /// <exception cref="ArgumentException">
    /// The corpus is empty, a text has half a surrogate pair, or a reserved token could not be kept whole: it must mix word characters and others, and
    /// have no underscore.
    /// </exception>
    public static SubwordTextEncoder BuildFromCorpus(
        IEnumerable<string> corpus,
        int targetVocabSize = 8192,
        int maxSubwordLength = 20,
        int? maxCorpusChars = null,
        IReadOnlyList<string>? reservedTokens = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetVocabSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSubwordLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxSubwordLength, SubstringTrie.LargestDepth);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCorpusChars ?? 1, 1, nameof(maxCorpusChars));
        string[] reserved = [.. reservedTokens ?? []];
        foreach (var token in reserved)
        {
            if (SubwordFault.OfReserved(token) is { } fault)
            {
                throw new ArgumentException($"The reserved token \"{token}\" {fault}.", nameof(reservedTokens));
            }
        }

        var counts = TokenCounts.Of(maxCorpusChars is { } most ? TokenCounts.FirstCharacters(corpus, most) : corpus, reserved);
        if (counts.Count == 0)
        {
            throw new ArgumentException("The corpus has no text from which a vocabulary could be built.", nameof(corpus));
        }

        return new SubwordTextEncoder(new VocabularySearch(counts, maxSubwordLength, reserved).Nearest(targetVocabSize));
    }

    /// <summary>Reads a vocabulary file (<c>### SubwordTextEncoder</c>).</summary>
    /// <param name="path">The file, with or without its ending <c>.subwords</c>.</param>
    /// <exception cref="DataFormatException">There is no such file, or it is not a vocabulary; the message names the line.</exception>
    public static SubwordTextEncoder LoadFromFile(string path) => new(SubwordFile.Read(SubwordFile.WithEnding(path)));

    /// <summary>Writes the vocabulary as TensorFlow Datasets does; the file appears under its name only when it is whole.</summary>
    /// <param name="path">The file; <c>.subwords</c> is appended when it is missing.</param>
    /// <exception cref="InvalidOperationException">A subword holds a line break, which the format cannot hold.</exception>
    public void SaveToFile(string path) => SubwordFile.Write(SubwordFile.WithEnding(path), _subwords);

    /// <summary>The ids of a text, <c>[length]</c>. None is 0.</summary>
    /// <exception cref="ArgumentException">The text has half a surrogate pair, which is no character.</exception>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length / 2);
        Encode(text, new PreparedTokens(_reserved), ids);
        return [.. ids];
    }

    /// <summary>The ids of many texts, in their order, on all cores.</summary>
    /// <exception cref="ArgumentException">A text has half a surrogate pair; the message names the first such text.</exception>
    public int[][] EncodeAll(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var encoded = new int[texts.Count][];
        var faults = new ArgumentException?[texts.Count];
        Parallel.For(
            0,
            texts.Count,
            () => (Tokens: new PreparedTokens(_reserved), Ids: new List<int>()),
            (i, _, scratch) =>
            {
                try
                {
                    scratch.Ids.Clear();
                    Encode(texts[i], scratch.Tokens, scratch.Ids);
                    encoded[i] = [.. scratch.Ids];
                }
                catch (ArgumentException fault)
                {
                    faults[i] = fault;
                }

                return scratch;
            },
            _ => { });
        var first = Array.FindIndex(faults, fault => fault is not null);
        return first < 0 ? encoded : throw new ArgumentException($"Text {first} cannot be encoded: {faults[first]!.Message}", nameof(texts), faults[first]);
    }

    /// <summary>
    /// The text of ids. Zeros at the end are padding and left out. Bytes that are no UTF-8 become U+FFFD.
    /// </summary>
    /// <exception cref="ArgumentException">An id is not of this vocabulary, or 0 with other ids after it.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        ids = ids.TrimEnd(0);
        var text = new StringBuilder();
        var bytes = new List<byte>();
        for (var i = 0; i < ids.Length; i++)
        {
            var row = ids[i] - 1;
            if (row < 0 || row >= VocabSize - 1)
            {
                throw new ArgumentException(
                    $"Id {ids[i]} at index {i} is {(row == -1 ? "padding with text after it" : "none of this vocabulary")}; ids of text are 1 to {VocabSize - 1}.",
                    nameof(ids));
            }

            if (row >= _subwords.Length)
            {
                bytes.Add((byte)(row - _subwords.Length));
                continue;
            }

            AppendBytes(text, bytes);
            var subword = _subwords[row];
            _ = subword[^1] == '_' ? text.Append(subword, 0, subword.Length - 1).Append(' ') : text.Append(subword);
        }

        AppendBytes(text, bytes);
        return text.ToString();
    }

    private static void AppendBytes(StringBuilder text, List<byte> bytes)
    {
        if (bytes.Count > 0)
        {
            text.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
        }
    }

    private int ByteId(int value) => _subwords.Length + 1 + value;

    private void Encode(string text, PreparedTokens tokens, List<int> ids)
    {
        tokens.Fill(text);
        for (var i = 0; i < tokens.Count; i++)
        {
            var rest = tokens[i];
            while (!rest.IsEmpty)
            {
                var (id, length) = _trie.Longest(rest);
                if (id != 0)
                {
                    ids.Add(id);
                }
                else
                {
                    length = Spell(rest, ids);
                }

                rest = rest[length..];
            }
        }
    }

    /// <summary>Adds the bytes of the first code point; returns its length in code units.</summary>
    private int Spell(ReadOnlySpan<char> text, List<int> ids)
    {
        Rune.DecodeFromUtf16(text, out var point, out var length);
        Span<byte> bytes = stackalloc byte[4];
        // The underscores of the text were replaced before, so a bare one stands for a space.
        var count = (point.Value == '_' ? new Rune(' ') : point).EncodeToUtf8(bytes);
        foreach (var value in bytes[..count])
        {
            ids.Add(ByteId(value));
        }

        return length;
    }
}
