using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>The elements of one bundle entry, with the checksum verified after the last.</summary>
internal sealed class ShardElements(string shardPath, SafeFileHandle file, string tensor, BundleEntry entry, bool bigEndian)
    : FileElements(shardPath, file, entry.Offset, entry.Type.Elements!, bigEndian)
{
    private uint _crc;

    protected override bool HasChecksum => true;

    public override void Complete()
    {
        var found = Crc32C.Mask(_crc);
        if (found != entry.Checksum && entry.Size > 0)
        {
            throw new DataFormatException(
                Path, $"tensor \"{tensor}\", {entry.Size:N0} bytes at offset {entry.Offset:N0}",
                $"bytes of checksum 0x{found:x8} (masked crc32c)", $"0x{entry.Checksum:x8} as the index states",
                "The data file is damaged or belongs to another save; copy or write the checkpoint again.");
        }
    }

    protected override void OnBytes(ReadOnlySpan<byte> bytes) => _crc = Crc32C.Extend(_crc, bytes);
}
