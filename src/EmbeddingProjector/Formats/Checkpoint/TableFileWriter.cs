using System.Buffers;
using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>
/// Writes a sorted table, the twin of <see cref="TableFile"/>, uncompressed. Sizes of blocks, restarts and the keys of the index are
/// those of TensorFlow's own builder (tensorflow/tsl/lib/io/table_builder), so that the same entries give the same bytes.
/// </summary>
/// <param name="stream">Takes the table.</param>
internal sealed class TableFileWriter(Stream stream)
{
    private const int BlockSize = 256 << 10;
    private const int RestartInterval = 16;

    private readonly TableBlockBuilder _data = new(RestartInterval);
    private readonly TableBlockBuilder _index = new(1);
    private long _offset;

    // The block that was written last waits for the key that follows it: the key of its index entry lies between the two.
    private (byte[] LastKey, BlockHandle Handle)? _pending;

    /// <summary>Adds an entry; its key is greater (bytes compared as unsigned numbers) than the last.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if ((long)key.Length + value.Length >= 2 * BlockSize)
        {
            Flush();
        }

        if (_pending is { } pending)
        {
            AddToIndex(Separator(pending.LastKey, key), pending.Handle);
            _pending = null;
        }

        _data.Add(key, value);
        if (_data.Size >= BlockSize)
        {
            Flush();
        }
    }

    /// <summary>Writes what is left, the index and the footer.</summary>
    public void Finish()
    {
        Flush();
        var metaindex = Write(new TableBlockBuilder(RestartInterval).ToBytes());
        if (_pending is { } pending)
        {
            AddToIndex(Successor(pending.LastKey), pending.Handle);
            _pending = null;
        }

        var index = Write(_index.ToBytes());
        stream.Write(new TableFooter(metaindex, index).ToBytes());
    }

    // The shortest key that is not below the last of one block and below the first of the next.
    private static byte[] Separator(byte[] last, ReadOnlySpan<byte> next)
    {
        var i = next.CommonPrefixLength(last);
        return i < last.Length && i < next.Length && last[i] < 0xff && last[i] + 1 < next[i]
            ? [.. last.AsSpan(0, i), (byte)(last[i] + 1)]
            : last;
    }

    // The shortest key that is not below the last of all.
    private static byte[] Successor(byte[] last)
    {
        var i = last.AsSpan().IndexOfAnyExcept((byte)0xff);
        return i < 0 ? last : [.. last.AsSpan(0, i), (byte)(last[i] + 1)];
    }

    private void AddToIndex(byte[] key, BlockHandle handle)
    {
        var value = new ArrayBufferWriter<byte>();
        handle.Write(value);
        _index.Add(key, value.WrittenSpan);
    }

    private void Flush()
    {
        if (!_data.IsEmpty)
        {
            _pending = (_data.LastKey, Write(_data.ToBytes()));
            _data.Clear();
        }
    }

    private BlockHandle Write(byte[] block)
    {
        // The trailer: how the block is compressed (0, not at all) and the checksum of both.
        Span<byte> trailer = stackalloc byte[1 + sizeof(uint)];
        trailer[0] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[1..], Crc32C.Mask(Crc32C.Extend(Crc32C.Compute(block), trailer[..1])));
        stream.Write(block);
        stream.Write(trailer);
        var handle = new BlockHandle(_offset, block.Length);
        _offset += block.Length + trailer.Length;
        return handle;
    }
}
