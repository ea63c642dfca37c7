using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>One entry of a table file.</summary>
internal readonly record struct TableEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);

/// <summary>
/// A sorted table of keys and values in a file (LevelDB's "SSTable", doc/table_format.md): data blocks, a metaindex (unused), an index whose
/// values point at the data blocks, a footer. Every block carries a checksum, which is verified when the block is read.
/// </summary>
internal sealed class TableFile : IDisposable
{
    private const int TrailerSize = 5;

    // A writer repeats a key in full every 16 entries, so honest keys stay well below this multiple of the file.
    private const int KeyBytesPerFileByte = 64;

    private readonly SafeFileHandle _file;
    private readonly long _length;
    private readonly TableFooter _footer;

    private TableFile(string path, SafeFileHandle file, long length, TableFooter footer)
    {
        Path = path;
        _file = file;
        _length = length;
        _footer = footer;
    }

    public string Path { get; }

    /// <summary>Whether the file ends with the magic number of a table.</summary>
    public static bool HasMagic(string path)
    {
        using var file = FileBytes.Open(path);
        var length = RandomAccess.GetLength(file);
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        return length >= TableFooter.Size
            && RandomAccess.Read(file, magic, length - sizeof(ulong)) == sizeof(ulong)
            && BinaryPrimitives.ReadUInt64LittleEndian(magic) == TableFooter.Magic;
    }

    /// <summary>Opens a table and reads its footer.</summary>
    public static TableFile Open(string path)
    {
        var file = FileBytes.Open(path);
        try
        {
            var length = RandomAccess.GetLength(file);
            if (length < TableFooter.Size)
            {
                throw new DataFormatException(
                    path, null, $"{length:N0} bytes", $"a table file, which ends with a footer of {TableFooter.Size} bytes",
                    "The file was cut short, or is not the index of a checkpoint.");
            }

            Span<byte> footer = stackalloc byte[TableFooter.Size];
            FileBytes.ReadExactly(path, file, length - TableFooter.Size, footer);
            try
            {
                return new TableFile(path, file, length, TableFooter.Parse(footer));
            }
            catch (InvalidDataException e)
            {
                throw new DataFormatException(
                    path, $"footer at offset {length - TableFooter.Size:N0}", e.Message, null,
                    "The file was cut short, or is not the index of a checkpoint.", e);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All entries, by ascending key (bytes compared as unsigned numbers). A value is valid as long as it is referenced.</summary>
    public IEnumerable<TableEntry> Entries(CancellationToken cancellationToken)
    {
        var keyBudget = (_length + (1 << 10)) * KeyBytesPerFileByte;
        var previous = ReadOnlyMemory<byte>.Empty;
        var first = true;
        long end = 0;
        foreach (var indexEntry in Entries(_footer.Index, "index block", keyBudget))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var handle = DataBlock(indexEntry.Value);
            if (handle.Offset < end)
            {
                throw Broken("index block", _footer.Index.Offset, $"a data block at offset {handle.Offset:N0} that overlaps the one before it, which ends at {end:N0}");
            }

            foreach (var entry in Entries(handle, "data block", keyBudget))
            {
                keyBudget -= entry.Key.Length;
                if (!first && previous.Span.SequenceCompareTo(entry.Key.Span) >= 0)
                {
                    throw Broken("data block", handle.Offset, "keys that are not in ascending order");
                }

                first = false;
                previous = entry.Key;
                yield return entry;
            }

            end = handle.Offset + handle.Size + TrailerSize;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The exception for something wrong in a block.</summary>
    public DataFormatException Broken(string kind, long offset, string found, string? expected = null, Exception? inner = null) =>
        new(Path, $"{kind} at offset {offset:N0}", found, expected, "The file is damaged; copy or write it again.", inner);

    private IEnumerable<TableEntry> Entries(BlockHandle handle, string kind, long keyBudget)
    {
        var block = Parse(handle, kind, () => new TableBlock(ReadBlock(handle, kind)));
        while (Parse(handle, kind, () => block.Next(ref keyBudget)))
        {
            yield return new TableEntry(block.Key, block.Value);
        }
    }

    private BlockHandle DataBlock(ReadOnlyMemory<byte> value) => Parse(_footer.Index, "index block", () =>
    {
        var bytes = value.Span;
        return BlockHandle.Read(ref bytes);
    });

    private T Parse<T>(BlockHandle handle, string kind, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (InvalidDataException e)
        {
            throw Broken(kind, handle.Offset, e.Message, null, e);
        }
    }

    private ReadOnlyMemory<byte> ReadBlock(BlockHandle handle, string kind)
    {
        var limit = _length - TableFooter.Size - TrailerSize;
        if (handle.Offset > limit || handle.Size > limit - handle.Offset || handle.Size > Array.MaxLength - TrailerSize)
        {
            throw Broken(kind, handle.Offset, $"a size of {handle.Size:N0} bytes", $"a block that ends before the footer at {_length - TableFooter.Size:N0} and is below 2 GiB");
        }

        var stored = GC.AllocateUninitializedArray<byte>((int)handle.Size + TrailerSize);
        FileBytes.ReadExactly(Path, _file, handle.Offset, stored);
        var covered = stored.AsSpan(0, (int)handle.Size + 1);
        var computed = Crc32C.Mask(Crc32C.Compute(covered));
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(stored.AsSpan(covered.Length));
        if (computed != expected)
        {
            throw Broken(kind, handle.Offset, $"bytes of checksum 0x{computed:x8} (masked crc32c)", $"0x{expected:x8} as stored after them");
        }

        return covered[^1] switch
        {
            0 => stored.AsMemory(0, (int)handle.Size),
            1 => SnappyBlock.Decompress(covered[..^1]),
            var compression => throw new InvalidDataException($"compression {compression}, where 0 (none) and 1 (snappy) are known"),
        };
    }
}
