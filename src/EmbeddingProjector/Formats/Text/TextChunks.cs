using System.Buffers;

namespace EmbeddingProjector.Formats.Text;

/// <summary>
/// Cuts a text file into stretches of whole lines (or whole records, where a quoted cell may hold line ends), read from front to back. A byte
/// order mark is left out.
/// </summary>
/// <param name="path">The file, plain or packed with gzip.</param>
/// <param name="ends">Where records end.</param>
/// <param name="offset">How many bytes at the front are left out.</param>
internal sealed class TextChunks(string path, RecordEnds ends, long offset = 0) : IDisposable
{
    private const int ChunkBytes = 1 << 20;
    private const long UsualExpansion = 8;

    private readonly SequentialFile _file = new(path);
    private byte[] _rest = [];
    private long _line = 1;
    private long _offset = offset;
    private bool _skipped;
    private bool _begun = offset > 0;
    private bool _ended;

    /// <summary>The length of the file on disk.</summary>
    public long Length => _file.Length;

    /// <summary>Whether the file is packed, so that its length bounds nothing.</summary>
    public bool IsPacked => _file.IsPacked;

    /// <summary>How much has been taken, 0 to 1.</summary>
    public double Fraction => _file.Fraction;

    /// <summary>The next stretch, or null at the end of the file.</summary>
    public TextChunk? Next()
    {
        if ((_ended && _rest.Length == 0) || ends.IsDone)
        {
            return null;
        }

        Skip();
        // A small file must not cost a large buffer; packed text unpacks to some times its size.
        var wanted = (int)Math.Clamp(((_file.IsPacked ? UsualExpansion : 1) * _file.Length) + 1, 16, ChunkBytes);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, _rest.Length + (wanted / 2)));
        var used = _rest.Length;
        _rest.CopyTo(buffer, 0);
        while (true)
        {
            while (!_ended && used < buffer.Length)
            {
                var read = _file.Read(buffer.AsSpan(used));
                _ended = read == 0;
                used += read;
            }

            var start = _begun || !buffer.AsSpan(0, used).StartsWith("\uFEFF"u8) ? 0 : 3;
            var bytes = buffer.AsSpan(start, used - start);
            var length = ends.Find(bytes);
            // The last record of a file needs no end.
            length = _ended && length == 0 && !ends.IsDone ? bytes.Length : length;
            if (length > 0)
            {
                _begun = true;
                _rest = bytes[length..].ToArray();
                var chunk = new TextChunk(buffer, start, length, _line, _offset + start);
                _offset += start + length;
                _line += bytes[..length].Count((byte)'\n');
                return chunk;
            }

            if (_ended || ends.IsDone)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                _rest = [];
                return null;
            }

            buffer = Grow(buffer, used);
        }
    }

    public void Dispose() => _file.Dispose();

    private void Skip()
    {
        var left = _skipped ? 0 : _offset;
        _skipped = true;
        for (var buffer = new byte[(int)Math.Min(left, ChunkBytes)]; left > 0;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            _file.ReadExactly(piece);
            _line += piece.Count((byte)'\n');
            left -= piece.Length;
        }
    }

    private byte[] Grow(byte[] buffer, int used)
    {
        if (used == Array.MaxLength)
        {
            throw new DataFormatException(path, $"line {_line:N0}", $"a line of more than {used:N0} bytes", null, "This is no table of text.");
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * used, Array.MaxLength));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
