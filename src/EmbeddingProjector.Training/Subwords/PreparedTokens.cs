using System.Text;

namespace EmbeddingProjector.Training.Subwords;

/// <summary>
/// The tokens of a text as the encoder cuts them: reserved tokens, and between them runs of word characters and runs of other characters. An
/// underscore inside a token is written <c>\&amp;undsc</c>, and a token before a single space takes it in as a final <c>_</c>.
/// </summary>
/// <remarks>Holds one text at a time and is meant to be filled again and again by one thread.</remarks>
internal sealed class PreparedTokens(ReservedTokens reserved)
{
    /// <summary>How an underscore of the text is written, because <c>_</c> stands for a space.</summary>
    public const string Underscore = @"\&undsc";

    private readonly List<(int Start, int Length)> _tokens = [];
    private readonly List<int> _ends = [];
    private char[] _characters = new char[256];
    private int _length;

    /// <summary>The number of tokens of the text.</summary>
    public int Count => _ends.Count;

    /// <summary>Token <paramref name="index"/>, valid until the next text.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _ends[index - 1];
            return _characters.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Takes another text.</summary>
    /// <exception cref="ArgumentException">The text has half a surrogate pair, which no UTF-8 can hold.</exception>
    public void Fill(string text)
    {
        _tokens.Clear();
        _ends.Clear();
        _length = 0;
        for (var position = 0; position < text.Length;)
        {
            var (start, length) = reserved.Next(text, position);
            Split(text, position, start);
            if (length > 0)
            {
                _tokens.Add((start, length));
            }

            position = start + length;
        }

        Prepare(text);
    }

    private void Split(string text, int start, int end)
    {
        var isWord = false;
        var position = start;
        for (var i = start; i < end;)
        {
            bool kind;
            var size = 1;
            if (!char.IsSurrogate(text[i]))
            {
                kind = WordCharacters.Contains(text[i]);
            }
            else if (Rune.TryGetRuneAt(text, i, out var point))
            {
                kind = WordCharacters.Contains(point);
                size = 2;
            }
            else
            {
                throw new ArgumentException(
                    $"The text has half a surrogate pair (U+{(int)text[i]:X4}) at index {i}, which is no character and cannot be written as UTF-8.", nameof(text));
            }

            if (kind != isWord && i > position)
            {
                _tokens.Add((position, i - position));
                position = i;
            }

            isWord = kind;
            i += size;
        }

        if (end > position)
        {
            _tokens.Add((position, end - position));
        }
    }

    private void Prepare(string text)
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            var token = text.AsSpan(_tokens[i].Start, _tokens[i].Length);
            var beforeSpace = i + 1 < _tokens.Count && _tokens[i + 1].Length == 1 && text[_tokens[i + 1].Start] == ' ';
            if (token.SequenceEqual(Underscore))
            {
                // A text that holds the replacement itself: two tokens, so that neither is taken for an underscore. The original forgets to
                // take the space away that it appends here, and so do we.
                Append(token[..2]);
                _ends.Add(_length);
                Append(token[2..]);
                EndToken(beforeSpace);
                continue;
            }

            for (var mark = token.IndexOf('_'); mark >= 0; mark = token.IndexOf('_'))
            {
                Append(token[..mark]);
                Append(Underscore);
                token = token[(mark + 1)..];
            }

            Append(token);
            EndToken(beforeSpace);
            if (beforeSpace)
            {
                i++;
            }
        }
    }

    private void EndToken(bool withSpace)
    {
        if (withSpace)
        {
            Append("_");
        }

        _ends.Add(_length);
    }

    private void Append(ReadOnlySpan<char> characters)
    {
        if (_length + characters.Length > _characters.Length)
        {
            Array.Resize(ref _characters, Math.Max(_characters.Length * 2, _length + characters.Length));
        }

        characters.CopyTo(_characters.AsSpan(_length));
        _length += characters.Length;
    }
}
