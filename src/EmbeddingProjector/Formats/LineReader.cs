namespace EmbeddingProjector.Formats;

/// <summary>
/// The lines of a text file as bytes, one at a time, through one buffer that grows to the longest line. A byte order mark, line ends
/// (LF, CR LF, CR CR LF) and lines of spaces alone are left out; the last line needs no end.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int InitialBytes = 1 << 20;
    private const int PackedBytes = 1 << 16;

    private readonly string _path;
    private readonly SequentialFile _file;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _atEnd;

    public LineReader(string path)
    {
        _path = path;
        _file = new SequentialFile(path);
        // A small file must not cost a large buffer.
        _buffer = GC.AllocateUninitializedArray<byte>(_file.IsPacked ? PackedBytes : (int)Math.Clamp(_file.Length + 1, 16, InitialBytes));
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }
    }

    /// <summary>The number of the current line, from 1, blank lines counted.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The next line that is not blank, without its end; valid until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        while (NextRaw(out line))
        {
            LineNumber++;
            line = line.TrimEnd((byte)'\r');
            if (line.ContainsAnyExcept((byte)' ', (byte)'\r'))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _file.Dispose();

    private bool NextRaw(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest[searched..].IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = rest[..(searched + length)];
                _start += searched + length + 1;
                return true;
            }

            searched = rest.Length;
            if (_atEnd)
            {
                line = rest;
                _start = _end;
                return line.Length > 0;
            }

            MakeRoom();
            Fill();
        }
    }

    private void MakeRoom()
    {
        var kept = _end - _start;
        if (kept > _buffer.Length / 2)
        {
            if (kept == Array.MaxLength)
            {
                throw new DataFormatException(_path, $"line {LineNumber + 1:N0}", $"a line of more than {kept:N0} bytes", null, "This is no table of text.");
            }

            var larger = GC.AllocateUninitializedArray<byte>((int)Math.Min(2L * _buffer.Length, Array.MaxLength));
            _buffer.AsSpan(_start, kept).CopyTo(larger);
            _buffer = larger;
        }
        else
        {
            _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        }

        _start = 0;
        _end = kept;
    }

    private void Fill()
    {
        var read = _file.Read(_buffer.AsSpan(_end));
        _end += read;
        _atEnd = read == 0;
    }
}
