namespace EmbeddingProjector.Formats.Archives;

/// <summary>One file in a zip archive, as the archive's directory describes it.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Method">How it is packed: 0 stored, 8 deflate.</param>
/// <param name="IsEncrypted">Whether a password is needed.</param>
/// <param name="Checksum">The CRC-32 of its content.</param>
/// <param name="PackedLength">Its length in the archive.</param>
/// <param name="Length">Its own length.</param>
/// <param name="HeaderOffset">Where its header is in the archive.</param>
internal sealed record ZipEntry(string Name, int Method, bool IsEncrypted, uint Checksum, long PackedLength, long Length, long HeaderOffset)
{
    // As for gzip: what expands further is no table that somebody wants to see.
    private const long MostExpansion = 256;
    private const long AlwaysAllowedBytes = 64L << 20;

    /// <summary>Whether its bytes lie in the archive as they are.</summary>
    public bool IsStored => Method == 0;

    /// <summary>Why it cannot be read, or null.</summary>
    public string? Problem =>
        IsEncrypted ? "it is encrypted"
        : Method is not (0 or 8) ? $"it is packed by method {Method}, and only stored and deflated members are read"
        : Length > AlwaysAllowedBytes && Length / MostExpansion > PackedLength
            ? $"{PackedLength:N0} packed bytes would unpack to {Length:N0}, more than {MostExpansion} times as many; save it unpacked"
        : null;
}
