using System.Buffers;

namespace EmbeddingProjector.Formats.Text;

/// <summary>A stretch of a text file that holds whole lines, so that it can be parsed on a thread of its own.</summary>
/// <param name="buffer">Rented; given back by <see cref="Return"/>.</param>
/// <param name="start">Where the stretch begins in the buffer.</param>
/// <param name="length">Its length.</param>
/// <param name="firstLine">The number of its first line, from 1.</param>
/// <param name="offset">Where the stretch begins in the (unpacked) file.</param>
internal sealed class TextChunk(byte[] buffer, int start, int length, long firstLine, long offset)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(start, length);

    /// <summary>The number of its first line in the file, from 1.</summary>
    public long FirstLine { get; } = firstLine;

    /// <summary>Where it begins in the (unpacked) file.</summary>
    public long Offset { get; } = offset;

    /// <summary>Its lines.</summary>
    public TextChunkLines Lines => new(Bytes, FirstLine);

    /// <summary>Gives the buffer back; the bytes must not be used afterwards.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(buffer);
}

/// <summary>The lines of a chunk by the rules of <see cref="LineReader"/>: blank ones are left out, carriage returns at the end are cut.</summary>
internal ref struct TextChunkLines(ReadOnlySpan<byte> bytes, long firstLine)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private long _next = firstLine;

    /// <summary>The number of the current line, from 1, blank lines counted.</summary>
    public readonly long LineNumber => _next - 1;

    /// <summary>The next line that is not blank.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        while (_rest.Length > 0)
        {
            var end = _rest.IndexOf((byte)'\n');
            line = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            _next++;
            line = line.TrimEnd((byte)'\r');
            if (line.ContainsAnyExcept((byte)' ', (byte)'\r'))
            {
                return true;
            }
        }

        line = default;
        return false;
    }
}
