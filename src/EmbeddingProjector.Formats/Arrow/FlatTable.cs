using System.Buffers.Binary;
using System.Text;

namespace EmbeddingProjector.Formats.Arrow;

/// <summary>
/// A table of a FlatBuffers message (https://flatbuffers.dev/internals): fields are found by their number, absent ones have a default. Every offset is checked
/// against the message, and a wrong one is an <see cref="InvalidDataException"/>.
/// </summary>
internal readonly struct FlatTable
{
    private const int OffsetBytes = 4;
    private const int VtableHeader = 4;

    private readonly ReadOnlyMemory<byte> _message;
    private readonly int _position;

    private FlatTable(ReadOnlyMemory<byte> message, int position)
    {
        _message = message;
        _position = position;
    }

    /// <summary>The table with which a message begins.</summary>
    public static FlatTable Root(ReadOnlyMemory<byte> message) => new FlatTable(message, 0).At(0);

    /// <summary>The bytes of the whole message.</summary>
    public int MessageLength => _message.Length;

    public long Int64(int field) => Find(field) is > 0 and var at ? BinaryPrimitives.ReadInt64LittleEndian(Bytes(at, sizeof(long))) : 0;

    public int Int32(int field, int otherwise = 0) => Find(field) is > 0 and var at ? BinaryPrimitives.ReadInt32LittleEndian(Bytes(at, sizeof(int))) : otherwise;

    public short Int16(int field, short otherwise = 0) => Find(field) is > 0 and var at ? BinaryPrimitives.ReadInt16LittleEndian(Bytes(at, sizeof(short))) : otherwise;

    public byte Byte(int field) => Find(field) is > 0 and var at ? Bytes(at, 1)[0] : (byte)0;

    public string? Text(int field) =>
        Find(field) is > 0 and var at && Follow(at) is var text ? Encoding.UTF8.GetString(Bytes(text + OffsetBytes, Length(text, 1))) : null;

    public FlatTable? Table(int field) => Find(field) is > 0 and var at ? At(at) : null;

    /// <summary>The number of tables in a vector.</summary>
    public int Count(int field) => Find(field) is > 0 and var at ? Length(Follow(at), OffsetBytes) : 0;

    /// <summary>One table of a vector.</summary>
    public FlatTable TableAt(int field, int index) => At(Follow(Find(field)) + OffsetBytes + (index * OffsetBytes));

    /// <summary>A vector of structures or numbers of <paramref name="size"/> bytes each.</summary>
    public ReadOnlySpan<byte> Structures(int field, int size) =>
        Find(field) is > 0 and var at && Follow(at) is var vector ? Bytes(vector + OffsetBytes, Length(vector, size) * size) : [];

    private FlatTable At(int at) => new(_message, Follow(at));

    // Where the field lies, from the table of offsets; 0 when it is absent.
    private int Find(int field)
    {
        var vtable = Checked(_position - (long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(_position, sizeof(int))));
        var entry = VtableHeader + (sizeof(ushort) * field);
        if (entry + sizeof(ushort) > BinaryPrimitives.ReadUInt16LittleEndian(Bytes(vtable, sizeof(ushort))))
        {
            return 0;
        }

        var offset = BinaryPrimitives.ReadUInt16LittleEndian(Bytes(vtable + entry, sizeof(ushort)));
        return offset == 0 ? 0 : Checked(_position + (long)offset);
    }

    private int Follow(int at) => Checked(at + (long)BinaryPrimitives.ReadUInt32LittleEndian(Bytes(at, OffsetBytes)));

    private int Length(int vector, int size)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(Bytes(vector, OffsetBytes));
        return length <= (uint)(_message.Length - vector) / size ? (int)length : throw new InvalidDataException($"its description states a list of {length:N0} parts in {_message.Length:N0} bytes");
    }

    private int Checked(long position) =>
        position >= 0 && position < _message.Length ? (int)position : throw new InvalidDataException($"its description of {_message.Length:N0} bytes points at byte {position:N0}");

    private ReadOnlySpan<byte> Bytes(int at, int count) =>
        at >= 0 && count <= _message.Length - at ? _message.Span.Slice(at, count) : throw new InvalidDataException($"its description of {_message.Length:N0} bytes points at byte {at:N0}");
}
