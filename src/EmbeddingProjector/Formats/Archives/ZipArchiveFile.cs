using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Archives;

/// <summary>
/// A zip archive (PKWARE APPNOTE 6.3, with ZIP64) whose members are read where they lie, so that stored ones can be read at any place and
/// mapped.
/// </summary>
internal sealed class ZipArchiveFile : IDisposable
{
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const int CentralLength = 46;
    private const int LocalLength = 30;
    private const int MostComment = ushort.MaxValue;
    private const uint EndMagic = 0x06054b50;
    private const uint LocatorMagic = 0x07064b50;
    private const uint End64Magic = 0x06064b50;
    private const uint CentralMagic = 0x02014b50;
    private const uint LocalMagic = 0x04034b50;
    private const int Zip64Field = 1;

    private ZipArchiveFile(string path, SafeFileHandle file, IReadOnlyList<ZipEntry> entries)
    {
        Path = path;
        File = file;
        Entries = entries;
    }

    /// <summary>The path of the archive.</summary>
    public string Path { get; }

    /// <summary>The open archive.</summary>
    public SafeFileHandle File { get; }

    /// <summary>Its members, in the order of its directory.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>Whether a file begins as a zip archive does.</summary>
    public static bool IsZip(ReadOnlySpan<byte> firstBytes) => firstBytes is [(byte)'P', (byte)'K', 3, 4, ..];

    /// <summary>Opens an archive and reads its directory.</summary>
    /// <exception cref="DataFormatException">It has none, or it is damaged.</exception>
    public static ZipArchiveFile Open(string path)
    {
        var file = FileBytes.Open(path);
        try
        {
            return new ZipArchiveFile(path, file, ReadDirectory(path, file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Where the (packed) bytes of a member begin.</summary>
    public long DataOffset(ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalLength];
        FileBytes.ReadExactly(Path, File, entry.HeaderOffset, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalMagic)
        {
            throw Damaged(Path, $"offset {entry.HeaderOffset:N0}", $"no header of \"{entry.Name}\"");
        }

        var offset = entry.HeaderOffset + LocalLength
            + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        return offset + entry.PackedLength <= RandomAccess.GetLength(File)
            ? offset
            : throw Damaged(Path, $"member \"{entry.Name}\"", "it goes on beyond the end of the archive");
    }

    /// <summary>A member as a stream of its unpacked bytes, from the first to the last; the checksum is verified at the end.</summary>
    public ZipMember Read(ZipEntry entry)
    {
        if (entry.Problem is { } problem)
        {
            throw new DataFormatException(Path, $"member \"{entry.Name}\"", problem);
        }

        var packed = new FilePart(File, DataOffset(entry), entry.PackedLength);
        return new ZipMember(Path, entry, entry.IsStored ? packed : new DeflateStream(packed, CompressionMode.Decompress));
    }

    public void Dispose() => File.Dispose();

    private static List<ZipEntry> ReadDirectory(string path, SafeFileHandle file)
    {
        var length = RandomAccess.GetLength(file);
        var (offset, size) = FindDirectory(path, file, length);
        if (offset < 0 || size < 0 || offset > length - size || size > Array.MaxLength)
        {
            throw Damaged(path, null, $"a directory of {size:N0} bytes at offset {offset:N0}");
        }

        var bytes = new byte[size];
        FileBytes.ReadExactly(path, file, offset, bytes);
        var entries = new List<ZipEntry>();
        var rest = bytes.AsSpan();
        while (rest.Length >= CentralLength && BinaryPrimitives.ReadUInt32LittleEndian(rest) == CentralMagic)
        {
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
            var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]);
            var total = CentralLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            if (total > rest.Length)
            {
                throw Damaged(path, $"member {entries.Count + 1:N0} of the directory", "an entry that is cut off");
            }

            entries.Add(ReadEntry(path, rest[..total], nameLength, extraLength, length));
            rest = rest[total..];
        }

        return entries;
    }

    private static ZipEntry ReadEntry(string path, ReadOnlySpan<byte> bytes, int nameLength, int extraLength, long fileLength)
    {
        var name = Encoding.UTF8.GetString(bytes.Slice(CentralLength, nameLength));
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(bytes[42..]);
        for (var extra = bytes.Slice(CentralLength + nameLength, extraLength); extra.Length >= 4;)
        {
            var fieldLength = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Zip64Field)
            {
                var field = extra.Slice(4, fieldLength);
                length = Wide(ref field, length);
                packed = Wide(ref field, packed);
                offset = Wide(ref field, offset);
            }

            extra = extra[(4 + fieldLength)..];
        }

        if (packed < 0 || length < 0 || offset < 0 || packed > fileLength || offset > fileLength)
        {
            throw Damaged(path, $"member \"{name}\"", $"a length of {packed:N0} bytes at offset {offset:N0}");
        }

        var method = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (method == 0 && packed != length)
        {
            throw Damaged(path, $"member \"{name}\"", $"{packed:N0} stored bytes that should be {length:N0}");
        }

        return new ZipEntry(
            name, method, (BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) & 1) != 0, BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]), packed, length, offset);
    }

    private static long Wide(ref ReadOnlySpan<byte> field, long value)
    {
        if (value != uint.MaxValue || field.Length < sizeof(long))
        {
            return value;
        }

        value = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[sizeof(long)..];
        return value;
    }

    private static (long Offset, long Size) FindDirectory(string path, SafeFileHandle file, long length)
    {
        var tail = new byte[(int)Math.Min(length, EndLength + MostComment)];
        FileBytes.ReadExactly(path, file, length - tail.Length, tail);
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndMagic)
            {
                continue;
            }

            var end = tail.AsSpan(at);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            return FindDirectory64(path, file, length - tail.Length + at) ?? (offset, size);
        }

        throw Damaged(path, $"offset {length:N0}", "no directory at the end");
    }

    private static (long Offset, long Size)? FindDirectory64(string path, SafeFileHandle file, long end)
    {
        if (end < LocatorLength)
        {
            return null;
        }

        Span<byte> locator = stackalloc byte[LocatorLength];
        FileBytes.ReadExactly(path, file, end - LocatorLength, locator);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorMagic)
        {
            return null;
        }

        var offset = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        Span<byte> record = stackalloc byte[End64Length];
        if (offset < 0 || offset > end - End64Length)
        {
            throw Damaged(path, $"offset {end - LocatorLength:N0}", $"a directory at offset {offset:N0}");
        }

        FileBytes.ReadExactly(path, file, offset, record);
        return BinaryPrimitives.ReadUInt32LittleEndian(record) == End64Magic
            ? (BinaryPrimitives.ReadInt64LittleEndian(record[48..]), BinaryPrimitives.ReadInt64LittleEndian(record[40..]))
            : throw Damaged(path, $"offset {offset:N0}", "no ZIP64 directory");
    }

    private static DataFormatException Damaged(string path, string? place, string found) =>
        new(path, place, found, "a zip archive", "It was cut short or damaged; copy or write it again.");
}
