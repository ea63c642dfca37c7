using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Arrow;

/// <summary>A batch of values of a dictionary.</summary>
/// <param name="Id">Which dictionary.</param>
/// <param name="Adds">Whether they follow those before, instead of taking their place.</param>
/// <param name="Batch">The values.</param>
internal sealed record ArrowDictionaryBatch(long Id, bool Adds, ArrowBatch Batch);

/// <summary>
/// The messages of an Arrow file (magic, messages, a footer that says where they are) or stream (messages one after the other): the encapsulated format of
/// https://arrow.apache.org/docs/format/Columnar.html. Bodies are not read; that they lie in the file is checked.
/// </summary>
internal sealed class ArrowMessages
{
    public const string FileMagic = "ARROW1";

    private const int MagicAndPadding = 8;
    private const int EndBytes = 10;
    private const int BlockBytes = 24;
    private const uint Continuation = uint.MaxValue;
    private const byte SchemaKind = 1;
    private const byte DictionaryKind = 2;
    private const byte BatchKind = 3;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly long _length;
    private readonly List<ArrowBatch> _batches = [];
    private readonly List<int> _dictionariesBefore = [];
    private readonly List<ArrowDictionaryBatch> _dictionaries = [];

    public ArrowMessages(string path, SafeFileHandle file)
    {
        _path = path;
        _file = file;
        _length = RandomAccess.GetLength(file);
        Span<byte> start = stackalloc byte[FileMagic.Length];
        FileBytes.ReadExactly(path, file, 0, start);
        Fields = start.SequenceEqual("ARROW1"u8) ? ReadFile() : ReadStream();
    }

    /// <summary>The fields of the schema.</summary>
    public IReadOnlyList<ArrowField> Fields { get; }

    /// <summary>The batches of rows, in order.</summary>
    public IReadOnlyList<ArrowBatch> Batches => _batches;

    /// <summary>The batches of dictionaries that hold for a batch of rows: those before it in a stream, all of them in a file.</summary>
    public IEnumerable<ArrowDictionaryBatch> Dictionaries(int batch) => _dictionaries.Take(_dictionariesBefore[batch]);

    /// <summary>How many those are: batches with the same number share their dictionaries.</summary>
    public int DictionaryCount(int batch) => _dictionariesBefore[batch];

    /// <summary>Whether a file begins as a stream does: a message that holds a schema.</summary>
    public static bool IsStream(ReadOnlySpan<byte> firstBytes)
    {
        if (firstBytes.Length < 16 || BinaryPrimitives.ReadUInt32LittleEndian(firstBytes) != Continuation)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(firstBytes[4..]);
        try
        {
            // The schema may be longer than what was read of the file; what kind of message it is stands in its first bytes.
            return length > 0 && FlatTable.Root(firstBytes.Slice(8, Math.Min(length, firstBytes.Length - 8)).ToArray()).Byte(1) == SchemaKind;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private IReadOnlyList<ArrowField> ReadFile()
    {
        Span<byte> end = stackalloc byte[EndBytes];
        if (_length < MagicAndPadding + EndBytes)
        {
            throw new DataFormatException(_path, null, $"{_length:N0} bytes", $"{MagicAndPadding + EndBytes} or more: a magic at both ends and the length of the footer");
        }

        FileBytes.ReadExactly(_path, _file, _length - EndBytes, end);
        var footerLength = BinaryPrimitives.ReadInt32LittleEndian(end);
        if (!end[sizeof(int)..].SequenceEqual("ARROW1"u8) || footerLength <= 0 || footerLength > _length - MagicAndPadding - EndBytes)
        {
            throw new DataFormatException(
                _path, $"offset {_length - EndBytes:N0}", $"the bytes {Convert.ToHexString(end)}", $"the length of a footer that fits the file, and the magic {FileMagic}",
                "The end of the file is missing: it was not closed by its writer, or was cut. Write or copy it again.");
        }

        var bytes = new byte[footerLength];
        FileBytes.ReadExactly(_path, _file, _length - EndBytes - footerLength, bytes);
        var footer = FlatTable.Root(bytes);
        var fields = ArrowField.Of(footer.Table(1) ?? throw new InvalidDataException("its footer has no schema"), footer.Int16(0));
        long total = 0;
        foreach (var slot in new[] { 2, 3 })
        {
            var blocks = footer.Structures(slot, BlockBytes);
            for (; blocks.Length > 0; blocks = blocks[BlockBytes..])
            {
                var at = BinaryPrimitives.ReadInt64LittleEndian(blocks);
                var (message, next) = Read(at) ?? throw Bad(at, "no message", "one, as the footer says");
                total += next - at;
                // A block that is named twice would make rows out of nothing.
                if (total > _length)
                {
                    throw Bad(at, "a batch that the footer names twice", "each batch once");
                }

                Add(message);
            }
        }

        _dictionariesBefore.AddRange(_batches.Select(_ => _dictionaries.Count));
        return fields;
    }

    private IReadOnlyList<ArrowField> ReadStream()
    {
        IReadOnlyList<ArrowField>? fields = null;
        for (long at = 0; at < _length && Read(at) is var (message, next); at = next)
        {
            if (fields is null)
            {
                fields = message.Kind == SchemaKind ? ArrowField.Of(message.Header, message.Version) : throw Bad(at, $"a message of the kind {message.Kind}", "the schema");
            }
            else
            {
                Add(message);
            }

            while (_dictionariesBefore.Count < _batches.Count)
            {
                _dictionariesBefore.Add(_dictionaries.Count);
            }
        }

        return fields ?? throw Bad(0, "no message", "the schema");
    }

    private void Add(Message message)
    {
        if (message.Kind == BatchKind)
        {
            _batches.Add(new ArrowBatch(message.Header, message.Body, message.BodyLength));
        }
        else if (message.Kind == DictionaryKind)
        {
            var values = message.Header.Table(1) ?? throw new InvalidDataException("a dictionary without values");
            _dictionaries.Add(new ArrowDictionaryBatch(message.Header.Int64(0), message.Header.Byte(2) != 0, new ArrowBatch(values, message.Body, message.BodyLength)));
        }
    }

    // Null at the mark of the end: a length of zero.
    private (Message Message, long Next)? Read(long at)
    {
        if (at < 0 || at > _length - sizeof(int))
        {
            throw Bad(at, $"nothing: the file has {_length:N0} bytes", "a message");
        }

        Span<byte> prefix = stackalloc byte[sizeof(int)];
        FileBytes.ReadExactly(_path, _file, at, prefix);
        var start = at + sizeof(int);
        // Writers before 0.15 began with the length.
        if (BinaryPrimitives.ReadUInt32LittleEndian(prefix) == Continuation)
        {
            FileBytes.ReadExactly(_path, _file, start, prefix);
            start += sizeof(int);
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length == 0)
        {
            return null;
        }

        if (length < 0 || length > _length - start)
        {
            throw Bad(at, $"a message of {length:N0} bytes", $"at most {_length - start:N0}, the rest of the file");
        }

        var bytes = new byte[length];
        FileBytes.ReadExactly(_path, _file, start, bytes);
        var table = FlatTable.Root(bytes);
        var (body, bodyLength) = (start + length, table.Int64(3));
        if (bodyLength < 0 || bodyLength > _length - body)
        {
            throw Bad(body, $"a body of {bodyLength:N0} bytes", $"at most {_length - body:N0}, the rest of the file");
        }

        return (new Message(table.Byte(1), table.Table(2) ?? table, table.Int16(0), body, bodyLength), body + bodyLength);
    }

    private DataFormatException Bad(long at, string found, string expected) =>
        new(_path, $"offset {at:N0}", found, expected, "It was cut short, or is damaged: copy or write it again.");

    private sealed record Message(byte Kind, FlatTable Header, short Version, long Body, long BodyLength);
}
