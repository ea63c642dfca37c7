using System.Text;
using System.Text.Unicode;

namespace EmbeddingProjector.LogDirectory;

/// <summary>Walks over the records of a metadata file, one at a time. Not thread-safe.</summary>
internal abstract class MetadataRecords : IDisposable
{
    private char[] _text = new char[256];
    private readonly List<Range> _cells = [];

    /// <summary>The line on which the current record begins, from 1.</summary>
    public long Line { get; protected set; }

    /// <summary>Whether bytes of the current record were no UTF-8 and have been replaced.</summary>
    public bool HasInvalidBytes { get; protected set; }

    /// <summary>The number of cells of the current record; at least 1.</summary>
    public int CellCount => _cells.Count;

    /// <summary>The length of the current record in characters, separators included.</summary>
    public int Length => _cells[^1].End.Value + _cells.Count - 1;

    /// <summary>One cell of the current record, valid until the next.</summary>
    public ReadOnlySpan<char> Cell(int index) => _text.AsSpan(_cells[index]);

    /// <summary>Whether the current record has no character at all.</summary>
    public bool IsEmpty => _cells.Count == 1 && Cell(0).IsEmpty;

    /// <summary>Whether the current record is nothing but white space.</summary>
    public bool IsBlank
    {
        get
        {
            for (var i = 0; i < CellCount; i++)
            {
                foreach (var c in Cell(i))
                {
                    // What the trim of a browser takes away: it knows the byte order mark and does not know U+0085.
                    if (!(char.IsWhiteSpace(c) && c != '\u0085') && c != '\uFEFF')
                    {
                        return false;
                    }
                }
            }

            return true;
        }
    }

    /// <summary>Takes the next record.</summary>
    public abstract bool Next();

    public abstract void Dispose();

    /// <summary>Begins a record; its text will have at most <paramref name="maximumLength"/> characters.</summary>
    protected Span<char> Begin(int maximumLength)
    {
        _cells.Clear();
        if (_text.Length < maximumLength)
        {
            _text = new char[Math.Max(maximumLength, (int)Math.Min(2L * _text.Length, Array.MaxLength))];
        }

        return _text;
    }

    /// <summary>Makes room for more text, keeping <paramref name="used"/> characters.</summary>
    protected Span<char> Grow(int used)
    {
        if (used == _text.Length)
        {
            Array.Resize(ref _text, (int)Math.Min(2L * _text.Length, Array.MaxLength));
        }

        return _text;
    }

    protected void AddCell(int start, int end) => _cells.Add(start..end);
}

/// <summary>Lines of cells between tabs, without quotes or comments.</summary>
internal sealed class TsvRecords(Stream stream, CancellationToken cancellationToken) : MetadataRecords
{
    private readonly TextLines _lines = new(stream, cancellationToken);

    public override bool Next()
    {
        if (!_lines.Next(out var line))
        {
            return false;
        }

        Line = _lines.LineNumber;
        if (Line == 1 && line.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        HasInvalidBytes = !Utf8.IsValid(line);
        var text = Begin(line.Length);
        text = text[..Encoding.UTF8.GetChars(line, text)];
        for (var start = 0; ;)
        {
            var length = text[start..].IndexOf('\t');
            AddCell(start, length < 0 ? text.Length : start + length);
            if (length < 0)
            {
                return true;
            }

            start += length + 1;
        }
    }

    public override void Dispose() => stream.Dispose();
}

/// <summary>Records of cells between commas; a cell in quotes may hold commas, line ends and doubled quotes. Source: RFC 4180.</summary>
internal sealed class CsvRecords(string path, Stream stream, CancellationToken cancellationToken) : MetadataRecords
{
    private readonly StreamReader _reader = new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 14);
    private long _line = 1;

    public override bool Next()
    {
        if ((_line & 1023) == 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        var next = _reader.Read();
        if (next < 0)
        {
            return false;
        }

        Line = _line;
        HasInvalidBytes = false;
        var text = Begin(0);
        var (used, start, quoted) = (0, 0, false);
        for (; ; next = _reader.Read())
        {
            if (quoted)
            {
                if (next < 0)
                {
                    throw new DataFormatException(path, $"line {Line:N0}", "a quoted cell that never ends", "a closing \"");
                }

                if (next == '"' && _reader.Peek() != '"')
                {
                    quoted = false;
                    continue;
                }

                if (next == '"')
                {
                    _reader.Read();
                }

                _line += next == '\n' ? 1 : 0;
            }
            else if (next is '\n' or < 0)
            {
                _line++;
                AddCell(start, used > start && text[used - 1] == '\r' ? used - 1 : used);
                return true;
            }
            else if (next == ',')
            {
                AddCell(start, used);
                start = used;
                continue;
            }
            else if (next == '"' && used == start)
            {
                quoted = true;
                continue;
            }

            // U+FFFD is what the decoder puts for bytes that are no UTF-8; nobody writes it on purpose.
            HasInvalidBytes |= next == '\uFFFD';
            text = Grow(used);
            text[used++] = (char)next;
        }
    }

    public override void Dispose() => _reader.Dispose();
}
