using System.Buffers;

namespace EmbeddingProjector.Formats.Json;

/// <summary>What a value begins with, as far as it tells what the value is.</summary>
internal enum JsonShape
{
    /// <summary>A number, a word or a text.</summary>
    Scalar,

    /// <summary><c>{</c></summary>
    Object,

    /// <summary><c>[1</c>, or an empty array.</summary>
    Numbers,

    /// <summary><c>["</c>, or an array of other words.</summary>
    Words,

    /// <summary><c>[{</c></summary>
    Records,

    /// <summary><c>[[</c></summary>
    Lists,
}

/// <summary>One member of the object that a file holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">What its value begins with.</param>
/// <param name="Offset">Where its value begins in the (unpacked) file.</param>
internal sealed record JsonMember(string Name, JsonShape Shape, long Offset);

/// <summary>The outermost level of a JSON file, read without keeping what is below it.</summary>
/// <param name="Root">What the first value is.</param>
/// <param name="RootOffset">Where it begins.</param>
/// <param name="Members">The first members, when it is an object.</param>
/// <param name="IsWhole">Whether these are all of its members.</param>
/// <param name="IsFollowed">Whether another value comes after it.</param>
internal sealed record JsonOutline(JsonShape Root, long RootOffset, IReadOnlyList<JsonMember> Members, bool IsWhole, bool IsFollowed)
{
    private const int MostMembers = 4096;

    /// <summary>Reads until the members, or enough of them, are known.</summary>
    /// <exception cref="DataFormatException">It is no JSON.</exception>
    public static JsonOutline Read(string path, CancellationToken cancellationToken)
    {
        using var walk = new Walk(path, cancellationToken);
        return walk.Outline();
    }

    private sealed class Walk(string path, CancellationToken cancellationToken) : IDisposable
    {
        private const int MaxName = 1 << 16;

        private static readonly SearchValues<byte> _structure = SearchValues.Create("\"{}[]"u8);
        private static readonly SearchValues<byte> _afterWord = SearchValues.Create(",]}\n"u8);

        private readonly SequentialFile _file = new(path);
        private readonly byte[] _buffer = new byte[1 << 16];
        private int _position;
        private int _end;

        private long Offset => _file.Position - (_end - _position);

        public void Dispose() => _file.Dispose();

        public JsonOutline Outline()
        {
            SkipMark();
            var next = Peek();
            var offset = Offset;
            var members = new List<JsonMember>();
            if (next != '{')
            {
                var root = Shape();
                return new JsonOutline(root, offset, [], true, root == JsonShape.Numbers && IsFollowed(0));
            }

            Take();
            while (members.Count < MostMembers && Peek() != '}')
            {
                var name = Name();
                Expect(':');
                _ = Peek();
                var start = Offset;
                var shape = Shape(out var depth);
                members.Add(new JsonMember(name, shape, start));
                SkipValue(depth);
                if (Peek() == ',')
                {
                    Take();
                }
                else if (Peek() != '}')
                {
                    throw Wrong("a comma or the end of the object");
                }
            }

            var isWhole = Peek() == '}';
            if (!isWhole)
            {
                return new JsonOutline(JsonShape.Object, offset, members, false, false);
            }

            Take();
            return new JsonOutline(JsonShape.Object, offset, members, true, Peek() >= 0);
        }

        private bool IsFollowed(int depth)
        {
            // The shape of an array of numbers was found after its bracket.
            SkipValue(depth + 1);
            return Peek() >= 0;
        }

        private JsonShape Shape() => Shape(out _);

        // Takes the brackets that it looks behind; depth is how many.
        private JsonShape Shape(out int depth)
        {
            depth = 0;
            if (Peek() != '[')
            {
                return Peek() == '{' ? JsonShape.Object : JsonShape.Scalar;
            }

            Take();
            depth = 1;
            return Peek() switch
            {
                '[' => JsonShape.Lists,
                '{' => JsonShape.Records,
                '"' or 't' or 'f' or 'n' => JsonShape.Words,
                _ => JsonShape.Numbers,
            };
        }

        private void SkipValue(int depth)
        {
            if (depth == 0 && Peek() is not ('{' or '[' or '"'))
            {
                while (Peek() >= 0 && !_afterWord.Contains(_buffer[_position]))
                {
                    Take();
                }

                return;
            }

            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                while (_position < _end)
                {
                    var length = _buffer.AsSpan(_position, _end - _position).IndexOfAny(_structure);
                    if (length < 0)
                    {
                        _position = _end;
                        break;
                    }

                    _position += length;
                    var found = _buffer[_position];
                    if (found == '"')
                    {
                        Text(null);
                    }
                    else
                    {
                        _position++;
                        depth += found is (byte)'{' or (byte)'[' ? 1 : -1;
                    }

                    if (depth == 0)
                    {
                        return;
                    }
                }
            }
            while (Fill());
            throw Wrong("the end of an object or array");
        }

        private string Name()
        {
            if (Peek() != '"')
            {
                throw Wrong("the name of a member, in quotes");
            }

            var bytes = new List<byte>();
            Text(bytes);
            return JsonText.Unescape(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
        }

        private void Text(List<byte>? kept)
        {
            Take();
            while (true)
            {
                if (_position == _end && !Fill())
                {
                    throw Wrong("the end of a text, a quote");
                }

                var next = _buffer[_position++];
                if (next == '"')
                {
                    return;
                }

                kept?.Add(next);
                if (kept?.Count > MaxName)
                {
                    throw Wrong($"a name of at most {MaxName:N0} bytes");
                }

                if (next == '\\' && (_position < _end || Fill()))
                {
                    kept?.Add(_buffer[_position]);
                    _position++;
                }
                else if (kept is null)
                {
                    var rest = _buffer.AsSpan(_position, _end - _position);
                    var length = rest.IndexOfAny((byte)'"', (byte)'\\');
                    _position += length < 0 ? rest.Length : length;
                }
            }
        }

        private void Expect(char expected)
        {
            if (Peek() != expected)
            {
                throw Wrong($"\"{expected}\"");
            }

            Take();
        }

        private void Take() => _position++;

        private int Peek()
        {
            while (_position < _end || Fill())
            {
                if (_buffer[_position] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                {
                    return _buffer[_position];
                }

                _position++;
            }

            return -1;
        }

        private bool Fill()
        {
            _position = 0;
            _end = _file.Read(_buffer);
            return _end > 0;
        }

        private void SkipMark()
        {
            Fill();
            if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
            {
                _position = 3;
            }
        }

        private DataFormatException Wrong(string expected)
        {
            var next = Peek();
            return new DataFormatException(
                path, $"offset {Offset:N0}", next < 0 ? "the file ends here" : $"\"{(next < 128 ? (char)next : '\uFFFD')}\"", expected, "It is no JSON, or it was cut short.");
        }
    }
}
