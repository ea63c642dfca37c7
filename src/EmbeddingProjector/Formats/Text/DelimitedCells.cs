namespace EmbeddingProjector.Formats.Text;

/// <summary>
/// The records of delimited text and their cells. A cell that begins with a quote ends with one and may hold separators, line ends and doubled
/// quotes (RFC 4180); a quote elsewhere is a character like any other.
/// </summary>
/// <param name="bytes">Text that begins at the begin of a record.</param>
/// <param name="separator">What stands between cells.</param>
/// <param name="firstLine">The number of the first line.</param>
internal ref struct DelimitedCells(ReadOnlySpan<byte> bytes, byte separator, long firstLine)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;
    private long _nextLine = firstLine;
    private bool _inRecord;
    private byte[] _unquoted = [];

    /// <summary>The number of the line on which the current record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How far has been read, in bytes.</summary>
    public readonly int Position => _position;

    /// <summary>True when the text ended inside a quoted cell.</summary>
    public bool EndsInQuotes { get; private set; }

    /// <summary>Goes to the next record that is not blank; the cells of the current one must have been taken to the end.</summary>
    public bool NextRecord()
    {
        while (_position < _bytes.Length)
        {
            Line = _nextLine;
            var rest = _bytes[_position..];
            var content = rest.IndexOfAnyExcept((byte)' ', (byte)'\r');
            if (content < 0)
            {
                _position = _bytes.Length;
                return false;
            }

            if (rest[content] != '\n')
            {
                _inRecord = true;
                return true;
            }

            _position += content + 1;
            _nextLine++;
        }

        return false;
    }

    /// <summary>The next cell of the record, without its quotes; valid until the next call.</summary>
    public bool NextCell(out ReadOnlySpan<byte> cell)
    {
        if (!_inRecord)
        {
            cell = default;
            return false;
        }

        var rest = _bytes[_position..];
        if (rest is [(byte)'"', ..])
        {
            cell = Quoted(rest);
            return true;
        }

        var end = rest.IndexOfAny(separator, (byte)'\n');
        cell = end < 0 ? rest : rest[..end];
        Take(end < 0 ? rest.Length : end + 1, end < 0 || rest[end] == '\n');
        cell = _inRecord ? cell : cell.TrimEnd((byte)'\r');
        return true;
    }

    /// <summary>Reads the next cell as a number where it is a plain one, without looking for its end first; else leaves it to <see cref="NextCell"/>.</summary>
    public bool TryNextNumber(out double value)
    {
        value = 0;
        if (!_inRecord)
        {
            return false;
        }

        var rest = _bytes[_position..];
        var length = DecimalNumber.ParsePrefix(rest, out value);
        if (length == 0)
        {
            return false;
        }

        var end = length;
        while (end < rest.Length && rest[end] == '\r')
        {
            end++;
        }

        if (end < rest.Length && rest[end] != '\n' && (rest[end] != separator || end > length))
        {
            return false;
        }

        Take(Math.Min(end + 1, rest.Length), end == rest.Length || rest[end] == '\n');
        return true;
    }

    /// <summary>Takes what is left of the record and returns how many cells that was.</summary>
    public int SkipRecord()
    {
        var cells = 0;
        while (NextCell(out _))
        {
            cells++;
        }

        return cells;
    }

    private void Take(int length, bool endsRecord)
    {
        _position += length;
        _nextLine += endsRecord ? 1 : 0;
        // A separator at the very end of the text opens a last, empty cell.
        _inRecord = !endsRecord;
    }

    private ReadOnlySpan<byte> Quoted(ReadOnlySpan<byte> rest)
    {
        var start = 1;
        var used = -1;
        for (var from = 1; ;)
        {
            var quote = rest[from..].IndexOf((byte)'"');
            if (quote < 0)
            {
                EndsInQuotes = true;
                _position = _bytes.Length;
                _inRecord = false;
                return default;
            }

            var at = from + quote;
            if (at + 1 < rest.Length && rest[at + 1] == '"')
            {
                // Doubled quotes: the text has to be put together apart.
                used = Append(rest[start..(at + 1)], used);
                start = from = at + 2;
                continue;
            }

            var content = used < 0 ? rest[start..at] : Content(rest[start..at], used);
            // Whatever stands between the closing quote and the separator belongs to nobody; only white space is usual there.
            var end = rest[(at + 1)..].IndexOfAny(separator, (byte)'\n');
            var length = end < 0 ? rest.Length : at + 1 + end;
            _nextLine += rest[..at].Count((byte)'\n');
            Take(end < 0 ? length : length + 1, end < 0 || rest[length] == '\n');
            return content;
        }
    }

    private int Append(ReadOnlySpan<byte> piece, int used)
    {
        used = Math.Max(used, 0);
        if (used + piece.Length > _unquoted.Length)
        {
            Array.Resize(ref _unquoted, Math.Max(used + piece.Length, 2 * _unquoted.Length));
        }

        piece.CopyTo(_unquoted.AsSpan(used));
        return used + piece.Length;
    }

    private ReadOnlySpan<byte> Content(ReadOnlySpan<byte> last, int used)
    {
        used = Append(last, used);
        return _unquoted.AsSpan(0, used);
    }
}
