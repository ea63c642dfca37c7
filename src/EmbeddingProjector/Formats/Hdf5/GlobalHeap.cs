using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// Where values of any length lie: collections of numbered objects. A collection is read once and kept while there is room.
/// Source: HDF5 File Format Specification 3.0, III.E.
/// </summary>
internal sealed class GlobalHeap(Hdf5Bytes file)
{
    private const int MostKeptBytes = 64 << 20;

    private readonly Dictionary<long, Dictionary<int, ReadOnlyMemory<byte>>> _collections = [];
    private long _keptBytes;

    /// <summary>The object that an element refers to: a length, an address and a number; null where it refers to nothing.</summary>
    public ReadOnlyMemory<byte>? Find(ReadOnlySpan<byte> element)
    {
        var cursor = new Hdf5Cursor(file, 0, element);
        var length = cursor.UInt32();
        var address = cursor.Offset();
        var number = cursor.UInt32();
        if (address is 0 or Hdf5Bytes.Undefined)
        {
            return null;
        }

        if (!Collection(address).TryGetValue((int)Math.Min(number, int.MaxValue), out var value) || length > value.Length)
        {
            throw file.Damaged(address, $"no object {number:N0} of {length:N0} bytes in the heap", "the value of an element");
        }

        return value[..(int)length];
    }

    private Dictionary<int, ReadOnlyMemory<byte>> Collection(long address)
    {
        if (_collections.TryGetValue(address, out var known))
        {
            return known;
        }

        var headerLength = 8 + file.LengthSize;
        var header = new Hdf5Cursor(file, address, file.Read(address, headerLength));
        header.Signature("GCOL"u8);
        header.Version(1, 1, "global heap");
        header.Skip(3);
        var size = header.Length();
        var bytes = file.Read(address, size);
        var objects = Objects(new Hdf5Cursor(file, address, bytes), headerLength, bytes);
        if (_keptBytes + size > MostKeptBytes)
        {
            _collections.Clear();
            _keptBytes = 0;
        }

        _collections[address] = objects;
        _keptBytes += size;
        return objects;
    }

    private static Dictionary<int, ReadOnlyMemory<byte>> Objects(Hdf5Cursor cursor, int headerLength, byte[] bytes)
    {
        var objects = new Dictionary<int, ReadOnlyMemory<byte>>();
        cursor.Skip(headerLength);
        while (cursor.Left >= headerLength)
        {
            var start = cursor.Position;
            var number = BinaryPrimitives.ReadUInt16LittleEndian(cursor.Take(2));
            cursor.Skip(6);
            var size = cursor.Length();
            if (number == 0)
            {
                break;
            }

            objects[number] = bytes.AsMemory(cursor.Position, cursor.Take(size).Length);
            cursor.Align(start);
        }

        return objects;
    }
}
