using System.Buffers;
using System.Buffers.Binary;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>Builds one block of a table file, the twin of <see cref="TableBlock"/>: keys share a prefix with the one before, except at restarts.</summary>
/// <param name="restartInterval">Every how many entries a key is written out in full.</param>
internal sealed class TableBlockBuilder(int restartInterval)
{
    private readonly ArrayBufferWriter<byte> _entries = new();
    private readonly List<int> _restarts = [0];
    private int _sinceRestart;

    /// <summary>The last key that was added.</summary>
    public byte[] LastKey { get; private set; } = [];

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _entries.WrittenCount == 0;

    /// <summary>How many bytes the block has as it stands.</summary>
    public int Size => _entries.WrittenCount + (_restarts.Count * sizeof(uint)) + sizeof(uint);

    /// <summary>Adds an entry; its key is greater than the last.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var shared = 0;
        if (_sinceRestart == restartInterval)
        {
            _restarts.Add(_entries.WrittenCount);
            _sinceRestart = 0;
        }
        else
        {
            shared = key.CommonPrefixLength(LastKey);
        }

        Varint.Write(_entries, (ulong)shared);
        Varint.Write(_entries, (ulong)(key.Length - shared));
        Varint.Write(_entries, (ulong)value.Length);
        _entries.Write(key[shared..]);
        _entries.Write(value);
        LastKey = key.ToArray();
        _sinceRestart++;
    }

    /// <summary>The block as stored, before the trailer.</summary>
    public byte[] ToBytes()
    {
        var block = new byte[Size];
        _entries.WrittenSpan.CopyTo(block);
        var rest = block.AsSpan(_entries.WrittenCount);
        foreach (var restart in _restarts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, restart);
            rest = rest[sizeof(uint)..];
        }

        BinaryPrimitives.WriteInt32LittleEndian(rest, _restarts.Count);
        return block;
    }

    /// <summary>Begins a new block.</summary>
    public void Clear()
    {
        _entries.Clear();
        _restarts.RemoveRange(1, _restarts.Count - 1);
        _sinceRestart = 0;
        LastKey = [];
    }
}
