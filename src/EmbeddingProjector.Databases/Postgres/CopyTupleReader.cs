using System.Buffers.Binary;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>
/// Reads what <c>COPY … TO STDOUT (FORMAT BINARY)</c> sends (PostgreSQL manual, COPY, "Binary Format"): an 11-byte signature, flags and an extension;
/// then for each row a count of fields, and for each field its length, −1 for NULL, and its bytes; −1 for a count ends it. All is big-endian.
/// Memory grows with what has arrived, never to a length that is merely stated.
/// </summary>
/// <param name="read">Fills a buffer from the stream; 0 when that has ended.</param>
/// <param name="fields">How many fields a row has.</param>
internal sealed class CopyTupleReader(Func<Memory<byte>, int> read, int fields)
{
    // The largest value that PostgreSQL can hold.
    private const int LongestField = 1 << 30;
    private const int CriticalFlags = unchecked((int)0xFFFF0000);

    private readonly (int Start, int Length)[] _fields = new (int, int)[fields];
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _position;
    private int _end;
    private bool _begun;

    // "PGCOPY", then bytes that a transfer as text would change.
    private static ReadOnlySpan<byte> Signature => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];

    /// <summary>Reads the next row whole; false when there are no more.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of this format.</exception>
    /// <exception cref="EndOfStreamException">They end too early.</exception>
    public bool Next()
    {
        if (!_begun)
        {
            ReadHeader();
            _begun = true;
        }

        _start = _position;
        var count = BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));
        if (count == -1)
        {
            return false;
        }

        if (count != fields)
        {
            throw new InvalidDataException($"a row of {count} fields where {fields} were asked for");
        }

        for (var i = 0; i < fields; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));
            if (length is < -1 or > LongestField)
            {
                throw new InvalidDataException($"a field of {length} bytes");
            }

            Take(Math.Max(0, length));
            _fields[i] = (_position - Math.Max(0, length) - _start, length);
        }

        return true;
    }

    /// <summary>Whether a field of this row is NULL.</summary>
    public bool IsNull(int field) => _fields[field].Length < 0;

    /// <summary>The bytes of a field of this row, empty for NULL; they may be written to, and hold until the next row.</summary>
    public Span<byte> Field(int field) => _buffer.AsSpan(_start + _fields[field].Start, Math.Max(0, _fields[field].Length));

    private void ReadHeader()
    {
        var signature = Take(Signature.Length);
        if (!signature.SequenceEqual(Signature))
        {
            throw new InvalidDataException($"the first bytes {Convert.ToHexString(signature)}, not the signature PGCOPY");
        }

        var flags = BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));
        if ((flags & CriticalFlags) != 0)
        {
            throw new InvalidDataException($"the flags 0x{flags:X8}, which ask for what is not known here");
        }

        var extension = BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));
        if (extension is < 0 or > LongestField)
        {
            throw new InvalidDataException($"an extension of {extension} bytes");
        }

        for (var left = extension; left > 0;)
        {
            var piece = Math.Min(left, 1 << 12);
            Take(piece);
            _start = _position;
            left -= piece;
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        while (_end - _position < length)
        {
            if (_end == _buffer.Length)
            {
                MakeRoom();
            }

            var got = read(_buffer.AsMemory(_end));
            if (got == 0)
            {
                throw new EndOfStreamException("the rows ended in the middle of one");
            }

            _end += got;
        }

        _position += length;
        return _buffer.AsSpan(_position - length, length);
    }

    private void MakeRoom()
    {
        var kept = _end - _start;
        var target = kept > _buffer.Length / 2 ? new byte[(int)Math.Min(Array.MaxLength, 2L * _buffer.Length)] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, kept);
        (_buffer, _position, _end, _start) = (target, _position - _start, kept, 0);
        if (_end == _buffer.Length)
        {
            throw new InvalidDataException($"a row of more than {_buffer.Length:N0} bytes");
        }
    }
}
