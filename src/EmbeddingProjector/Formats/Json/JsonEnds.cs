using System.Buffers;
using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats.Json;

/// <summary>How the records of a JSON file stand to each other.</summary>
internal enum JsonContainer
{
    /// <summary>One after another, each a value of its own (JSON lines).</summary>
    Sequence,

    /// <summary>The elements of an array.</summary>
    Array,

    /// <summary>The members of an object, whose names label the rows.</summary>
    Members,
}

/// <summary>Where the elements of an array, the members of an object or the values of a sequence end.</summary>
internal sealed class JsonEnds(JsonContainer container) : RecordEnds
{
    private static readonly SearchValues<byte> _outside = SearchValues.Create("\"{}[],"u8);
    private static readonly SearchValues<byte> _inside = SearchValues.Create("\"{}[]"u8);

    private bool _isDone;

    /// <inheritdoc/>
    public override bool IsDone => _isDone;

    /// <inheritdoc/>
    public override int Find(ReadOnlySpan<byte> bytes)
    {
        var (end, depth) = (0, 0);
        for (var position = 0; ;)
        {
            var length = bytes[position..].IndexOfAny(depth == 0 ? _outside : _inside);
            if (length < 0)
            {
                return end;
            }

            position += length;
            switch (bytes[position])
            {
                case (byte)'"':
                    position = EndOfText(bytes, position + 1);
                    if (position < 0)
                    {
                        return end;
                    }

                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                case (byte)',':
                    end = position + 1;
                    break;
                default:
                    if (--depth < 0 && container != JsonContainer.Sequence)
                    {
                        _isDone = true;
                        return position;
                    }

                    depth = Math.Max(depth, 0);
                    end = depth == 0 && container == JsonContainer.Sequence ? position + 1 : end;
                    break;
            }

            position++;
        }
    }

    private static int EndOfText(ReadOnlySpan<byte> bytes, int position)
    {
        while (true)
        {
            var length = bytes[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0)
            {
                return -1;
            }

            position += length + 1;
            if (bytes[position - 1] == '"')
            {
                return position;
            }

            if (++position > bytes.Length)
            {
                return -1;
            }
        }
    }
}
