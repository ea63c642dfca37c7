using System.Formats.Tar;
using System.IO.Compression;

namespace EmbeddingProjector.Training.Reviews;

/// <summary>Reads <c>aclImdb_v1.tar.gz</c> from its beginning to its end, without writing anything to disk.</summary>
internal static class ReviewArchive
{
    private const string Remedy = "Get the archive again, or give no path to have it downloaded.";

    public static ReviewCollection Read(string path, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        RequireGzip(path, file);
        var reviews = new ReviewCollection(path);
        try
        {
            using var unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            using var marked = new EndMarkStream(unpacked);
            using var archive = new TarReader(marked, leaveOpen: true);
            while (archive.GetNextEntry() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (entry is { DataStream: { } data, EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile }
                    && ReviewName.Of(entry.Name, path) is { } name)
                {
                    ReviewFile.RequireSize(path, entry.Name, entry.Length);
                    var bytes = new byte[entry.Length];
                    data.ReadExactly(bytes);
                    reviews.Add(name, bytes);
                }
            }

            // The checksum of the whole stands at the end, after the archive's own end mark.
            marked.CopyTo(Stream.Null);
            if (!marked.IsAtEndMark)
            {
                throw new EndOfStreamException("it ends without the end mark of an archive");
            }
        }
        // Damaged headers make the reader fail in many ways; only what the disk or the caller did is not the archive's fault.
        catch (Exception fault) when (fault is EndOfStreamException
            or not (DataFormatException or OperationCanceledException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            throw new DataFormatException(
                path, $"offset {file.Position} of {file.Length}", $"the archive is cut or damaged here, after {reviews.Count} reviews ({fault.Message})",
                "a whole tar archive packed by gzip", Remedy, fault);
        }

        return reviews.Checked();
    }

    private static void RequireGzip(string path, FileStream file)
    {
        Span<byte> first = stackalloc byte[16];
        first = first[..file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (!first.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            throw new DataFormatException(
                path, "offset 0", first.IsEmpty ? "the file is empty" : $"bytes {Convert.ToHexString(first)}", "a gzip file (1F8B…): aclImdb_v1.tar.gz", Remedy);
        }
    }
}
