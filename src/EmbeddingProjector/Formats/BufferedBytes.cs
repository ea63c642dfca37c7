namespace EmbeddingProjector.Formats;

/// <summary>A file read from front to back through a buffer, for formats that mix text and numbers. Plain or gzip.</summary>
internal sealed class BufferedBytes(string path) : IDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly SequentialFile _file = new(path);
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>The length of the file on disk.</summary>
    public long Length => _file.Length;

    /// <inheritdoc cref="SequentialFile.IsPacked"/>
    public bool IsPacked => _file.IsPacked;

    /// <summary>How many (unpacked) bytes have been taken.</summary>
    public long Position => _file.Position - (_end - _start);

    /// <summary>The next bytes, as many as there are up to <paramref name="count"/>, without taking them.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        Require(count);
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>The bytes that are at hand without reading; at least <paramref name="wanted"/> where the file has them and they fit the buffer.</summary>
    public ReadOnlySpan<byte> AtHand(int wanted)
    {
        if (_end - _start < wanted && wanted <= BufferBytes / 2)
        {
            Require(wanted);
        }

        return _buffer.AsSpan(_start, _end - _start);
    }

    /// <summary>Takes bytes that have been peeked at.</summary>
    public void Skip(int count) => _start += count;

    /// <summary>Takes the bytes up to a separator, and the separator; false when there is none within <paramref name="most"/> bytes.</summary>
    public bool TryReadUntil(byte separator, int most, out ReadOnlySpan<byte> bytes)
    {
        for (var searched = 0; ;)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest[searched..].IndexOf(separator);
            if (length >= 0)
            {
                bytes = rest[..(searched + length)];
                _start += searched + length + 1;
                return bytes.Length <= most;
            }

            searched = rest.Length;
            if (searched > most || !Require(searched + 1))
            {
                bytes = default;
                return false;
            }
        }
    }

    /// <summary>Fills the bytes; false when the file ends before.</summary>
    public bool TryReadExactly(Span<byte> bytes)
    {
        var buffered = Math.Min(bytes.Length, _end - _start);
        _buffer.AsSpan(_start, buffered).CopyTo(bytes);
        _start += buffered;
        while (buffered < bytes.Length)
        {
            // Large rows go past the buffer, small ones through it.
            if (bytes.Length - buffered < _buffer.Length / 2)
            {
                return Require(bytes.Length - buffered) && TryReadExactly(bytes[buffered..]);
            }

            var read = _file.Read(bytes[buffered..]);
            if (read == 0)
            {
                return false;
            }

            buffered += read;
        }

        return true;
    }

    /// <summary>Whether nothing but <paramref name="skip"/> follows.</summary>
    public bool AtEnd(byte skip)
    {
        while (Peek(1) is [var next] && next == skip)
        {
            Skip(1);
        }

        return Peek(1).IsEmpty;
    }

    public void Dispose() => _file.Dispose();

    private bool Require(int count)
    {
        while (_end - _start < count)
        {
            if (_end == _buffer.Length || _start == _end)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                _end -= _start;
                _start = 0;
                if (_end == _buffer.Length || (_buffer.Length < BufferBytes && _file.Position > 0))
                {
                    Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, count));
                }
            }

            var read = _file.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
