using System.Globalization;
using System.Text;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>Text that is written through one buffer. Numbers are the shortest that read back as the same float32.</summary>
internal sealed class NumberText(Stream stream)
{
    private const int MaxNumber = 32;

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    public void Add(float value)
    {
        Require(MaxNumber);
        if (float.IsFinite(value))
        {
            value.TryFormat(_buffer.AsSpan(_used), out var written, default, CultureInfo.InvariantCulture);
            _used += written;
        }
        else
        {
            Add(float.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");
        }
    }

    public void Add(char ascii)
    {
        Require(1);
        _buffer[_used++] = (byte)ascii;
    }

    public void Add(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var piece = text[..Math.Min(text.Length, _buffer.Length / 4)];
            // A pair of surrogates is one character.
            piece = piece.Length < text.Length && char.IsHighSurrogate(piece[^1]) ? piece[..^1] : piece;
            Require(Encoding.UTF8.GetMaxByteCount(piece.Length));
            _used += Encoding.UTF8.GetBytes(piece, _buffer.AsSpan(_used));
            text = text[piece.Length..];
        }
    }

    /// <summary>Numbers with something between them.</summary>
    public void AddAll(ReadOnlySpan<float> values, char separator)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
            {
                Add(separator);
            }

            Add(values[i]);
        }
    }

    public void Flush()
    {
        stream.Write(_buffer, 0, _used);
        _used = 0;
    }

    private void Require(int bytes)
    {
        if (_used + bytes > _buffer.Length)
        {
            Flush();
        }
    }
}
