using System.Globalization;
using System.Text;

namespace EmbeddingProjector.LogDirectory;

/// <summary>A field of a message in protobuf text format, with the place where it stands.</summary>
/// <param name="Name">The name as written; an extension keeps its brackets, an unknown field its number.</param>
/// <param name="Line">Line of the name, from 1.</param>
/// <param name="Column">Column of the name, from 1.</param>
/// <param name="Value">Its value; a list <c>[a, b]</c> becomes several fields of one name.</param>
internal sealed record TextFormatField(string Name, int Line, int Column, TextFormatValue Value);

/// <summary>A value in protobuf text format: exactly one of quoted text, bare word or message.</summary>
/// <param name="Line">Line where it begins, from 1.</param>
/// <param name="Column">Column where it begins, from 1.</param>
/// <param name="Quoted">The text of one or several adjacent literals, escapes undone.</param>
/// <param name="Word">A number, an identifier: anything written without quotes.</param>
/// <param name="Message">The fields of a message.</param>
internal sealed record TextFormatValue(
    int Line, int Column, string? Quoted = null, string? Word = null, IReadOnlyList<TextFormatField>? Message = null)
{
    /// <summary>How a message names it: what was found.</summary>
    public string Describe() =>
        Quoted is not null ? $"the text \"{TextFormat.Shorten(Quoted)}\"" : Word is not null ? $"\"{TextFormat.Shorten(Word)}\"" : "a message";
}

/// <summary>
/// Reads protobuf text format into a tree of fields, knowing nothing of the message: <c>:</c> is optional before a message, messages
/// stand in <c>{ }</c> or <c>&lt; &gt;</c>, texts in either quote with C escapes (octal and hexadecimal ones are bytes of UTF-8), adjacent texts join,
/// repeated values may be a list, <c>,</c> or <c>;</c> may end a field, <c>#</c> starts a comment.
/// Source: the text format specification, protobuf.dev/reference/protobuf/textformat-spec.
/// </summary>
internal sealed class TextFormat
{
    // The limit of the protobuf parsers themselves.
    private const int MaximumDepth = 100;

    private readonly string _text;
    private readonly string _path;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private TextFormat(string text, string path)
    {
        _text = text;
        _path = path;
        if (text.StartsWith('\uFEFF'))
        {
            _at = 1;
            _lineStart = 1;
        }
    }

    private int Column => _at - _lineStart + 1;

    /// <summary>The fields of the message that <paramref name="text"/> holds.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="path">Its name for messages.</param>
    /// <exception cref="DataFormatException">The text is no message; the place is line and column.</exception>
    public static IReadOnlyList<TextFormatField> Parse(string text, string path)
    {
        var reader = new TextFormat(text, path);
        return reader.Fields(close: '\0', depth: 0, openLine: 0);
    }

    public static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private List<TextFormatField> Fields(char close, int depth, int openLine)
    {
        if (depth > MaximumDepth)
        {
            throw Error($"messages nested more than {MaximumDepth} deep", null);
        }

        var fields = new List<TextFormatField>();
        while (true)
        {
            SkipSpace();
            if (_at >= _text.Length)
            {
                if (close == '\0')
                {
                    return fields;
                }

                throw Error("the end of the file", $"\"{close}\" to close the message that was opened on line {openLine}");
            }

            if (_text[_at] == close)
            {
                _at++;
                return fields;
            }

            Field(fields, depth, close);
            SkipSpace();
            if (_at < _text.Length && _text[_at] is ',' or ';')
            {
                _at++;
            }
        }
    }

    private void Field(List<TextFormatField> fields, int depth, char close)
    {
        var (line, column) = (_line, Column);
        var name = FieldName(close);
        SkipSpace();
        var colon = _at < _text.Length && _text[_at] == ':';
        if (colon)
        {
            _at++;
            SkipSpace();
        }

        if (_at >= _text.Length)
        {
            throw Error("the end of the file", $"a value for the field \"{name}\"");
        }

        if (!colon && _text[_at] is not ('{' or '<'))
        {
            throw Error(Found(), $"\":\" or \"{{\" after the field name \"{name}\"");
        }

        if (_text[_at] != '[')
        {
            fields.Add(new(name, line, column, Value(name, depth)));
            return;
        }

        _at++;
        SkipSpace();
        if (_at < _text.Length && _text[_at] == ']')
        {
            _at++;
            return;
        }

        while (true)
        {
            fields.Add(new(name, line, column, Value(name, depth)));
            SkipSpace();
            if (_at >= _text.Length || _text[_at] is not (',' or ']'))
            {
                throw Error(Found(), "\",\" or \"]\" in the list");
            }

            if (_text[_at++] == ']')
            {
                return;
            }

            SkipSpace();
        }
    }

    private string FieldName(char close)
    {
        var start = _at;
        if (_text[_at] == '[')
        {
            while (_at < _text.Length && _text[_at] is not (']' or '\n'))
            {
                _at++;
            }

            if (_at < _text.Length && _text[_at] == ']')
            {
                return _text[start..++_at];
            }

            throw Error("a \"[\" without its \"]\"", "the name of a field");
        }

        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.'))
        {
            _at++;
        }

        if (_at == start)
        {
            throw Error(Found(), close == '\0' ? "the name of a field" : $"the name of a field or \"{close}\"");
        }

        return _text[start.._at];
    }

    private TextFormatValue Value(string name, int depth)
    {
        if (_at >= _text.Length)
        {
            throw Error("the end of the file", $"a value for the field \"{name}\"");
        }

        var (line, column) = (_line, Column);
        switch (_text[_at])
        {
            case '{':
                _at++;
                return new(line, column, Message: Fields('}', depth + 1, line));
            case '<':
                _at++;
                return new(line, column, Message: Fields('>', depth + 1, line));
            case '"' or '\'':
                return new(line, column, Quoted: Texts());
        }

        var start = _at;
        if (_text[_at] is '-' or '+')
        {
            _at++;
        }

        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E')))
        {
            _at++;
        }

        if (_at == start)
        {
            throw Error(Found(), $"a value for the field \"{name}\"");
        }

        return new(line, column, Word: _text[start.._at]);
    }

    // Escapes are bytes, and a character may be spread over several of them or even over two literals: so bytes are
    // collected first and decoded at the end.
    private string Texts()
    {
        var bytes = new List<byte>();
        while (_at < _text.Length && _text[_at] is '"' or '\'')
        {
            Literal(bytes);
            SkipSpace();
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private void Literal(List<byte> bytes)
    {
        var quote = _text[_at++];
        Span<byte> encoded = stackalloc byte[4];
        while (_at < _text.Length && _text[_at] is not '\n')
        {
            var c = _text[_at];
            if (c == quote)
            {
                _at++;
                return;
            }

            if (c == '\\')
            {
                _at++;
                Escape(bytes);
                continue;
            }

            Rune.DecodeFromUtf16(_text.AsSpan(_at), out var rune, out var consumed);
            bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
            _at += consumed;
        }

        throw Error(_at < _text.Length ? "the end of the line" : "the end of the file", $"a closing {quote}");
    }

    private void Escape(List<byte> bytes)
    {
        if (_at >= _text.Length)
        {
            throw Error("the end of the file", "a character after \"\\\"");
        }

        var c = _text[_at];
        var simple = "abfnrtv\\\"'?".IndexOf(c, StringComparison.Ordinal);
        if (simple >= 0)
        {
            _at++;
            bytes.Add((byte)"\a\b\f\n\r\t\v\\\"'?"[simple]);
        }
        else if (c is >= '0' and <= '7')
        {
            var value = 0;
            for (var i = 0; i < 3 && _at < _text.Length && _text[_at] is >= '0' and <= '7'; i++)
            {
                value = (value * 8) + (_text[_at++] - '0');
            }

            bytes.Add((byte)value);
        }
        else if (c is 'x' or 'X')
        {
            _at++;
            bytes.Add((byte)Hexadecimal(minimum: 1, maximum: 2));
        }
        else if (c is 'u' or 'U')
        {
            _at++;
            var digits = c == 'u' ? 4 : 8;
            var value = Hexadecimal(digits, digits);
            // A pair of \u escapes may spell one character beyond the first plane.
            if (value is >= 0xD800 and <= 0xDBFF && _at + 6 <= _text.Length && _text[_at] == '\\' && _text[_at + 1] == 'u'
                && uint.TryParse(_text.AsSpan(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)
                && low is >= 0xDC00 and <= 0xDFFF)
            {
                _at += 6;
                value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
            }

            if (!Rune.IsValid(value))
            {
                throw Error($"the code point U+{value:X4}", "a Unicode scalar value");
            }

            Span<byte> encoded = stackalloc byte[4];
            bytes.AddRange(encoded[..new Rune(value).EncodeToUtf8(encoded)]);
        }
        else
        {
            throw Error(
                $"the escape \"\\{c}\"", "one of \\\\ \\\" \\' \\n \\t \\r, an octal or a hexadecimal escape",
                "In a path write / (or \\\\) in place of a single \\.");
        }
    }

    private uint Hexadecimal(int minimum, int maximum)
    {
        var value = 0u;
        var count = 0;
        while (count < maximum && _at < _text.Length && char.IsAsciiHexDigit(_text[_at]))
        {
            value = (value << 4) + (uint)Convert.ToInt32(_text[_at++].ToString(), 16);
            count++;
        }

        return count >= minimum ? value : throw Error(Found(), $"{minimum} hexadecimal digits");
    }

    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '#')
            {
                while (_at < _text.Length && _text[_at] != '\n')
                {
                    _at++;
                }
            }
            else if (c == '\n')
            {
                _at++;
                _line++;
                _lineStart = _at;
            }
            else if (c is ' ' or '\t' or '\r' or '\f' or '\v')
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private string Found()
    {
        if (_at >= _text.Length)
        {
            return "the end of the file";
        }

        var end = _at;
        while (end < _text.Length && end - _at < 30 && !char.IsWhiteSpace(_text[end]))
        {
            end++;
        }

        return $"\"{_text[_at..Math.Max(end, _at + 1)]}\"";
    }

    private DataFormatException Error(string found, string? expected, string? remedy = null) =>
        new(_path, $"line {_line}, column {Column}", found, expected, remedy);
}
