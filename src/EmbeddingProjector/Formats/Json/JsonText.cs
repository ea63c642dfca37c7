using System.Buffers;
using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Formats.Json;

/// <summary>
/// Walks over JSON text (RFC 8259) value by value. NaN and Infinity, which Python writes, count as numbers.
/// </summary>
/// <remarks>Raises <see cref="InvalidDataException"/> at <see cref="Position"/>; the caller knows the file and adds it.</remarks>
internal ref struct JsonText(ReadOnlySpan<byte> text)
{
    // Nothing honest nests deeper, and a hostile text must not exhaust the stack.
    private const int MaxDepth = 64;

    private static readonly SearchValues<byte> _structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> _endsOfWord = SearchValues.Create(",]} \t\r\n:"u8);

    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>How far has been read.</summary>
    public int Position { get; private set; }

    /// <summary>The next byte that is no white space, not taken; 0 at the end.</summary>
    public byte Peek()
    {
        while (Position < _text.Length && _text[Position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            Position++;
        }

        return Position < _text.Length ? _text[Position] : (byte)0;
    }

    /// <summary>Takes the next byte if it is the given one.</summary>
    public bool TryTake(byte expected)
    {
        if (Peek() != expected || Position >= _text.Length)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Takes a byte that must be there.</summary>
    public void Take(byte expected, string what)
    {
        if (!TryTake(expected))
        {
            throw Unexpected(what);
        }
    }

    /// <summary>Takes a text and returns what stands between its quotes, escapes as they are.</summary>
    public ReadOnlySpan<byte> String(out bool hasEscapes)
    {
        Take((byte)'"', "a text in quotes");
        hasEscapes = false;
        for (var start = Position; ;)
        {
            var length = _text[Position..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0 || (_text[Position + length] == '\\' && Position + length + 1 >= _text.Length))
            {
                Position = _text.Length;
                throw Unexpected("the end of a text, a quote");
            }

            Position += length + 1;
            if (_text[Position - 1] == '"')
            {
                return _text[start..(Position - 1)];
            }

            hasEscapes = true;
            Position++;
        }
    }

    /// <summary>Takes a number, true, false or null and returns its characters.</summary>
    public ReadOnlySpan<byte> Word()
    {
        Peek();
        var rest = _text[Position..];
        var length = rest.IndexOfAny(_endsOfWord);
        var word = length < 0 ? rest : rest[..length];
        if (!word.SequenceEqual("true"u8) && !word.SequenceEqual("false"u8) && !word.SequenceEqual("null"u8) && !DecimalNumber.TryParse(word, out _))
        {
            throw Unexpected("a value");
        }

        Position += word.Length;
        return word;
    }

    /// <summary>Takes an array of numbers into <paramref name="vector"/>, as many as fit, and returns how many there are.</summary>
    public int Numbers(Span<float> vector)
    {
        Take((byte)'[', "an array of numbers");
        if (TryTake((byte)']'))
        {
            return 0;
        }

        for (var count = 0; ;)
        {
            Peek();
            var length = DecimalNumber.ParsePrefix(_text[Position..], out var value);
            if (length == 0)
            {
                length = SpecialNumber(out value);
            }

            if (count < vector.Length)
            {
                vector[count] = (float)value;
            }

            count++;
            Position += length;
            if (TryTake((byte)']'))
            {
                return count;
            }

            Take((byte)',', "a comma or the end of the array");
        }
    }

    /// <summary>Takes a value of any kind and returns its text.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        var next = Peek();
        var start = Position;
        if (next == '"')
        {
            String(out _);
        }
        else if (next is (byte)'{' or (byte)'[')
        {
            SkipNested();
        }
        else
        {
            Word();
        }

        return _text[start..Position];
    }

    /// <summary>The exception for what stands at <see cref="Position"/>.</summary>
    public InvalidDataException Unexpected(string expected)
    {
        Peek();
        if (Position >= _text.Length)
        {
            return new InvalidDataException($"the text ends here; expected {expected}");
        }

        const int Shown = 12;
        var text = Encoding.UTF8.GetString(_text.Slice(Position, Math.Min(Shown, _text.Length - Position)));
        return new InvalidDataException($"\"{text}\"{(_text.Length - Position > Shown ? "…" : "")}; expected {expected}");
    }

    /// <summary>The characters of a text whose escapes are still in it.</summary>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw);
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                result.Append((char)unit);
                i += 4;
            }
            else
            {
                result.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other });
            }
        }

        // Half of a surrogate pair is no character.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(result.ToString()));
    }

    private int SpecialNumber(out double value)
    {
        var rest = _text[Position..];
        var length = rest.IndexOfAny(_endsOfWord);
        var word = length < 0 ? rest : rest[..length];
        return DecimalNumber.TryParse(word, out value) ? word.Length : throw Unexpected("a number");
    }

    private void SkipNested()
    {
        for (var depth = 0; ;)
        {
            var length = _text[Position..].IndexOfAny(_structure);
            if (length < 0)
            {
                Position = _text.Length;
                throw Unexpected("the end of an object or array");
            }

            Position += length;
            switch (_text[Position])
            {
                case (byte)'"':
                    String(out _);
                    continue;
                case (byte)'{' or (byte)'[':
                    if (++depth > MaxDepth)
                    {
                        throw Unexpected($"at most {MaxDepth} levels");
                    }

                    break;
                default:
                    depth--;
                    break;
            }

            Position++;
            if (depth == 0)
            {
                return;
            }
        }
    }
}
