namespace EmbeddingProjector.Formats.Archives;

/// <summary>The unpacked bytes of one member of an archive, from the first to the last.</summary>
internal sealed class ZipMember(string path, ZipEntry entry, Stream stream) : IDisposable
{
    private Crc32 _checksum = new();
    private long _position;

    /// <summary>How many bytes are left.</summary>
    public long Left => entry.Length - _position;

    /// <summary>Fills the bytes.</summary>
    /// <exception cref="DataFormatException">The member ends before, or is damaged.</exception>
    public void ReadExactly(Span<byte> bytes)
    {
        for (var rest = bytes; rest.Length > 0;)
        {
            int read;
            try
            {
                read = stream.Read(rest);
            }
            catch (InvalidDataException e)
            {
                throw new DataFormatException(path, Place, "packed data that is damaged", null, "Copy or write the archive again.", e);
            }

            if (read == 0 || _position + read > entry.Length)
            {
                throw new DataFormatException(path, Place, read == 0 ? "the member ends here" : "the member goes on", $"{entry.Length:N0} bytes in all", "The archive is damaged; copy or write it again.");
            }

            _checksum.Append(rest[..read]);
            _position += read;
            rest = rest[read..];
        }
    }

    /// <summary>Compares the checksum, when all bytes have been read.</summary>
    public void Verify()
    {
        if (Left == 0 && _checksum.Value != entry.Checksum)
        {
            throw new DataFormatException(
                path, $"member \"{entry.Name}\"", $"the checksum {_checksum.Value:x8}", $"{entry.Checksum:x8}", "The archive is damaged; copy or write it again.");
        }
    }

    public void Dispose() => stream.Dispose();

    private string Place => $"member \"{entry.Name}\", offset {_position:N0}";
}
