namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>The kinds of messages that are read. Source: HDF5 File Format Specification 3.0, IV.A.2.</summary>
internal enum MessageKind
{
    Dataspace = 0x01,
    LinkInfo = 0x02,
    Datatype = 0x03,
    OldFillValue = 0x04,
    FillValue = 0x05,
    Link = 0x06,
    ExternalFiles = 0x07,
    Layout = 0x08,
    Filters = 0x0b,
    Attribute = 0x0c,
    Continuation = 0x10,
    SymbolTable = 0x11,
    AttributeInfo = 0x15,
}

/// <summary>One message of an object's header.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Address">Where its body is.</param>
/// <param name="Body">Its body.</param>
internal sealed record HeaderMessage(MessageKind Kind, long Address, ReadOnlyMemory<byte> Body)
{
    public Hdf5Cursor Open(Hdf5Bytes file) => new(file, Address, Body.Span);
}

/// <summary>What a file says of one group, dataset or named type: a list of messages, in one block or several.</summary>
internal sealed class ObjectHeader
{
    private const int SharedFlag = 2;
    private const int OldPrefix = 12;
    private const int OldAligned = 16;
    private const int MostBlocks = 4096;
    private const int MostSharing = 2;

    private readonly Hdf5Bytes _file;
    private readonly int _depth;
    private readonly List<HeaderMessage> _messages = [];
    private readonly Queue<(long Address, long Length)> _continuations = [];

    private ObjectHeader(Hdf5Bytes file, long address, int depth)
    {
        _file = file;
        _depth = depth;
        Address = address;
    }

    /// <summary>Where it is: what objects are known by.</summary>
    public long Address { get; }

    /// <summary>Its messages, in order.</summary>
    public IReadOnlyList<HeaderMessage> Messages => _messages;

    /// <summary>The first message of a kind, or null.</summary>
    public HeaderMessage? Find(MessageKind kind) => _messages.Find(m => m.Kind == kind);

    /// <summary>Reads the header at an address.</summary>
    public static ObjectHeader Read(Hdf5Bytes file, long address) => Read(file, address, 0);

    private static ObjectHeader Read(Hdf5Bytes file, long address, int depth)
    {
        var header = new ObjectHeader(file, address, depth);
        if (file.Read(address, 4).AsSpan().SequenceEqual("OHDR"u8))
        {
            header.ReadNew();
        }
        else
        {
            header.ReadOld();
        }

        return header;
    }

    private void ReadOld()
    {
        var prefix = new Hdf5Cursor(_file, Address, _file.Read(Address, OldPrefix));
        prefix.Version(1, 1, "object header");
        prefix.Skip(7);
        _continuations.Enqueue((Address + OldAligned, prefix.UInt32()));
        foreach (var (address, bytes) in Blocks())
        {
            var cursor = new Hdf5Cursor(_file, address, bytes);
            while (cursor.Left >= 8)
            {
                var kind = (MessageKind)cursor.UInt16();
                var size = cursor.UInt16();
                var flags = cursor.Byte();
                cursor.Skip(3);
                Add(ref cursor, kind, bytes, size, flags);
            }
        }
    }

    private void ReadNew()
    {
        const int Longest = 4 + 2 + 16 + 4 + 8;
        var prefix = new Hdf5Cursor(_file, Address, _file.Read(Address, Math.Min(Longest, _file.Length - Address)));
        prefix.Signature("OHDR"u8);
        prefix.Version(2, 2, "object header");
        var flags = prefix.Byte();
        prefix.Skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        var size = prefix.Unsigned(1 << (flags & 3));
        var start = prefix.Position;
        if (!_file.Holds(Address, start) || size > _file.Length)
        {
            throw _file.Damaged(Address, $"an object header of {size:N0} bytes", $"at most the {_file.Length:N0} of the file");
        }

        var first = _file.Read(Address, start + size + Checksum.Bytes);
        Checksum.Verify(_file, Address, first);
        var hasOrder = (flags & 4) != 0;
        AddNew(Address + start, first.AsMemory(start, (int)size), hasOrder);
        foreach (var (address, bytes) in Blocks())
        {
            var cursor = new Hdf5Cursor(_file, address, bytes);
            cursor.Signature("OCHK"u8);
            Checksum.Verify(_file, address, bytes);
            AddNew(address + 4, bytes.AsMemory(4, bytes.Length - 4 - Checksum.Bytes), hasOrder);
        }
    }

    private void AddNew(long address, ReadOnlyMemory<byte> messages, bool hasOrder)
    {
        var cursor = new Hdf5Cursor(_file, address, messages.Span);
        var prefix = hasOrder ? 6 : 4;
        while (cursor.Left >= prefix)
        {
            var kind = (MessageKind)cursor.Byte();
            var size = cursor.UInt16();
            var flags = cursor.Byte();
            cursor.Skip(prefix - 4);
            Add(ref cursor, kind, messages, size, flags);
        }
    }

    private void Add(ref Hdf5Cursor cursor, MessageKind kind, ReadOnlyMemory<byte> block, int size, int flags)
    {
        var (address, position) = (cursor.Address, cursor.Position);
        cursor.Skip(size);
        var message = new HeaderMessage(kind, address, block.Slice(position, size));
        if ((flags & SharedFlag) != 0)
        {
            _messages.Add(Resolve(_file, message, _depth));
        }
        else if (kind == MessageKind.Continuation)
        {
            var body = message.Open(_file);
            _continuations.Enqueue((body.Offset(), body.Length()));
        }
        else
        {
            _messages.Add(message);
        }
    }

    /// <summary>The message that a shared one stands for: a type with a name of its own, say.</summary>
    public static HeaderMessage Resolve(Hdf5Bytes file, HeaderMessage message) => Resolve(file, message, 0);

    private static HeaderMessage Resolve(Hdf5Bytes file, HeaderMessage message, int depth)
    {
        var body = message.Open(file);
        var version = body.Version(1, 3, "shared message");
        var type = body.Byte();
        body.Skip(version == 1 ? 6 : 0);
        if (version == 3 && type == 1)
        {
            throw new DataFormatException(
                file.Path, $"offset {file.Origin + message.Address:N0}", "a message in a shared heap", "messages in the header of their object",
                "Write the file again without shared object header messages (h5repack, or h5py.File with its defaults).");
        }

        var other = body.Offset();
        return (depth == MostSharing ? null : Read(file, other, depth + 1).Find(message.Kind))
            ?? throw file.Damaged(message.Address, $"a reference to offset {other:N0}", "an object that has the message");
    }

    private IEnumerable<(long Address, byte[] Bytes)> Blocks()
    {
        for (var count = 0; _continuations.TryDequeue(out var next); count++)
        {
            if (count == MostBlocks)
            {
                throw _file.Damaged(next.Address, $"an object header in more than {MostBlocks:N0} blocks", "fewer");
            }

            yield return (next.Address, _file.Read(next.Address, next.Length));
        }
    }
}
