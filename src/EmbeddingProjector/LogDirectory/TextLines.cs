namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// The lines of a stream as bytes. A line ends at <c>\n</c> only: labels may hold any other separator that Unicode knows. One <c>\r</c> before
/// it is cut, or two (files that went through two conversions end their lines with CR CR LF). A last line without <c>\n</c> counts.
/// </summary>
internal sealed class TextLines(Stream stream, CancellationToken cancellationToken)
{
    private byte[] _buffer = new byte[1 << 15];
    private int _start;
    private int _end;
    private bool _ended;
    private int _linesUntilCheck;

    /// <summary>The number of lines read so far, so the number of the current line, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Takes the next line; the span is valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        if (--_linesUntilCheck < 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _linesUntilCheck = 4096;
        }

        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                line = WithoutReturns(_buffer.AsSpan(_start, searched + at));
                _start += searched + at + 1;
                LineNumber++;
                return true;
            }

            searched = _end - _start;
            if (_ended)
            {
                line = WithoutReturns(_buffer.AsSpan(_start, searched));
                _start = _end;
                LineNumber += searched > 0 ? 1 : 0;
                return searched > 0;
            }

            Fill();
        }
    }

    private void Fill()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length == Array.MaxLength)
            {
                throw new IOException($"Line {LineNumber + 1:N0} is longer than 2 GB.");
            }

            Array.Resize(ref _buffer, checked((int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }

    private static ReadOnlySpan<byte> WithoutReturns(ReadOnlySpan<byte> line)
    {
        for (var i = 0; i < 2 && line.EndsWith((byte)'\r'); i++)
        {
            line = line[..^1];
        }

        return line;
    }
}
