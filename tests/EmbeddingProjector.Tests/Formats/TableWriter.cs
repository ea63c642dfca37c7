using System.Buffers.Binary;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>Writes the sorted table that holds the index of a checkpoint, for files made in tests. Written from the specification, apart from the reader.</summary>
internal static class TableWriter
{
    /// <param name="entries">The entries, in any order.</param>
    /// <param name="entriesPerBlock">When to begin a new data block.</param>
    /// <param name="snappy">Whether data blocks are compressed.</param>
    /// <param name="restartInterval">How many entries share prefixes; TensorFlow writes 16.</param>
    /// <param name="damage">Changes the stored bytes of a block before the checksum is taken, so that damage gets past it.</param>
    public static byte[] Write(
        IEnumerable<(byte[] Key, byte[] Value)> entries, int entriesPerBlock = int.MaxValue, bool snappy = false, int restartInterval = 16,
        Func<byte[], byte[]>? damage = null)
    {
        damage ??= block => block;
        var file = new List<byte>();
        var index = new List<(byte[], byte[])>();
        foreach (var chunk in entries.OrderBy(e => e.Key, Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y))).Chunk(entriesPerBlock))
        {
            var handle = AddBlock(file, Block(chunk, restartInterval), snappy, damage);
            index.Add((chunk[^1].Key, handle));
        }

        var metaindex = AddBlock(file, Block([], 16), false, damage);
        var indexHandle = AddBlock(file, Block(index, 1), false, damage);
        var footer = new byte[48];
        metaindex.CopyTo(footer, 0);
        indexHandle.CopyTo(footer, metaindex.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(40), 0xdb4775248b80fb57);
        return [.. file, .. footer];
    }

    /// <summary>Crc32c bit by bit.</summary>
    public static uint MaskedChecksum(params byte[][] pieces)
    {
        var crc = uint.MaxValue;
        foreach (var value in pieces.SelectMany(piece => piece))
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82f63b78);
            }
        }

        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }

    private static byte[] AddBlock(List<byte> file, byte[] body, bool snappy, Func<byte[], byte[]> damage)
    {
        byte[] stored = [.. damage(snappy ? Compress(body) : body), (byte)(snappy ? 1 : 0)];
        byte[] handle = [.. ProtobufWriter.Varint((ulong)file.Count), .. ProtobufWriter.Varint((ulong)stored.Length - 1)];
        file.AddRange(stored);
        file.AddRange(BitConverter.GetBytes(MaskedChecksum(stored)));
        return handle;
    }

    private static byte[] Block(IReadOnlyList<(byte[] Key, byte[] Value)> entries, int restartInterval)
    {
        var body = new List<byte>();
        var restarts = new List<int> { 0 };
        byte[] previous = [];
        for (var i = 0; i < entries.Count; i++)
        {
            var (key, value) = entries[i];
            var shared = i % restartInterval == 0 ? 0 : key.AsSpan().CommonPrefixLength(previous);
            if (i > 0 && i % restartInterval == 0)
            {
                restarts.Add(body.Count);
            }

            body.AddRange([.. ProtobufWriter.Varint((ulong)shared), .. ProtobufWriter.Varint((ulong)(key.Length - shared)), .. ProtobufWriter.Varint((ulong)value.Length)]);
            body.AddRange(key[shared..]);
            body.AddRange(value);
            previous = key;
        }

        return [.. body, .. restarts.SelectMany(BitConverter.GetBytes), .. BitConverter.GetBytes(restarts.Count)];
    }

    // Literals of up to 300 bytes, and for a byte that repeats a copy of itself, which exercises every kind of element.
    private static byte[] Compress(byte[] body)
    {
        var output = new List<byte>(ProtobufWriter.Varint((ulong)body.Length));
        var position = 0;
        var kind = 0;
        while (position < body.Length)
        {
            var run = position == 0 ? 0 : body.AsSpan(position).IndexOfAnyExcept(body[position - 1]);
            run = Math.Min(run < 0 ? body.Length - position : run, 11);
            if (run >= 4)
            {
                output.AddRange((kind++ % 3) switch
                {
                    0 => [(byte)(1 | ((run - 4) << 2)), 1],
                    1 => [(byte)(2 | ((run - 1) << 2)), 1, 0],
                    _ => new byte[] { (byte)(3 | ((run - 1) << 2)), 1, 0, 0, 0 },
                });
                position += run;
                continue;
            }

            var length = 1;
            while (length < 300 && position + length < body.Length && !(position + length + 4 <= body.Length && !body.AsSpan(position + length, 4).ContainsAnyExcept(body[position + length - 1])))
            {
                length++;
            }

            output.AddRange(length <= 60 ? [(byte)((length - 1) << 2)] : length <= 256 ? [60 << 2, (byte)(length - 1)] : new byte[] { 61 << 2, (byte)(length - 1), (byte)((length - 1) >> 8) });
            output.AddRange(body.AsSpan(position, length));
            position += length;
        }

        return [.. output];
    }
}
