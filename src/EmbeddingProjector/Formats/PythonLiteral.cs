using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Reads the Python literals that occur in the header of a .npy file: dictionaries, tuples, lists, texts, whole numbers, True, False, None.
/// The values come as <see cref="Dictionary{TKey,TValue}"/>, <see cref="List{T}"/>, string, long, bool and null. Nothing is evaluated.
/// </summary>
/// <remarks>Raises <see cref="InvalidDataException"/> with the position; the caller knows the file and adds it.</remarks>
internal sealed class PythonLiteral
{
    // Structured types nest; nothing honest comes near this, and a hostile header must not exhaust the stack.
    private const int MaxDepth = 32;

    private readonly string _text;
    private int _position;

    private PythonLiteral(string text) => _text = text;

    /// <summary>Parses a text that holds one literal and white space.</summary>
    public static object? Parse(string text)
    {
        var parser = new PythonLiteral(text);
        var value = parser.Value(0);
        parser.SkipSpace();
        return parser._position == text.Length ? value : throw parser.Unexpected("the end");
    }

    private object? Value(int depth)
    {
        if (depth > MaxDepth)
        {
            throw Unexpected($"at most {MaxDepth} levels");
        }

        SkipSpace();
        return Current switch
        {
            '{' => Dictionary(depth),
            '(' => Sequence(')', depth),
            '[' => Sequence(']', depth),
            '\'' or '"' => Text(),
            'u' or 'b' when _position + 1 < _text.Length && _text[_position + 1] is '\'' or '"' => PrefixedText(),
            '-' or (>= '0' and <= '9') => Number(),
            _ => Word(),
        };
    }

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private Dictionary<string, object?> Dictionary(int depth)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        _position++;
        while (!TryTake('}'))
        {
            if (Value(depth + 1) is not string key)
            {
                throw Unexpected("a text as key");
            }

            SkipSpace();
            Take(':');
            if (!result.TryAdd(key, Value(depth + 1)))
            {
                throw Unexpected($"the key '{key}' once");
            }

            if (!TryTake(','))
            {
                SkipSpace();
                Take('}');
                break;
            }
        }

        return result;
    }

    // (1) is the number 1 and (1,) a tuple in Python; no header has the first, so both count as a sequence.
    private List<object?> Sequence(char close, int depth)
    {
        var result = new List<object?>();
        _position++;
        while (!TryTake(close))
        {
            result.Add(Value(depth + 1));
            if (!TryTake(','))
            {
                SkipSpace();
                Take(close);
                break;
            }
        }

        return result;
    }

    private string PrefixedText()
    {
        _position++;
        return Text();
    }

    private string Text()
    {
        var quote = _text[_position++];
        var text = new StringBuilder();
        while (_position < _text.Length && _text[_position] != quote)
        {
            if (_text[_position] == '\\')
            {
                _position++;
            }

            text.Append(Current);
            _position++;
        }

        Take(quote);
        return text.ToString();
    }

    private long Number()
    {
        var start = _position++;
        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }

        var digits = _text.AsSpan(start, _position - start);
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw Unexpected($"a whole number below 2⁶³ in place of {digits}");
        }

        // Python 2 wrote long integers as 10L.
        if (Current == 'L')
        {
            _position++;
        }

        return number;
    }

    private object? Word()
    {
        foreach (var (word, value) in new (string, object?)[] { ("True", true), ("False", false), ("None", null) })
        {
            if (string.CompareOrdinal(_text, _position, word, 0, word.Length) == 0)
            {
                _position += word.Length;
                return value;
            }
        }

        throw Unexpected("a literal");
    }

    private void SkipSpace()
    {
        while (Current is ' ' or '\n' or '\r' or '\t')
        {
            _position++;
        }
    }

    private bool TryTake(char expected)
    {
        SkipSpace();
        if (Current != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void Take(char expected)
    {
        if (Current != expected || _position >= _text.Length)
        {
            throw Unexpected($"'{expected}'");
        }

        _position++;
    }

    private InvalidDataException Unexpected(string expected) => new(
        _position < _text.Length
            ? $"'{_text[_position]}' at character {_position} of the header, where {expected} is expected"
            : $"the end of the header, where {expected} is expected");
}
