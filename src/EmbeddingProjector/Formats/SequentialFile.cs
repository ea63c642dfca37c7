using System.IO.Compression;

namespace EmbeddingProjector.Formats;

/// <summary>
/// A file that is read once from front to back; one packed with gzip is unpacked on the way. A packed file may not expand without bound:
/// memory follows from what is on disk.
/// </summary>
internal sealed class SequentialFile : IDisposable
{
    // Real vectors shrink to a third or a tenth, pictures that are mostly empty to a hundredth.
    private const long MostExpansion = 256;
    private const long AlwaysAllowedBytes = 64L << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly GZipStream? _unpacked;
    private long _given;

    public SequentialFile(string path)
    {
        _path = path;
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
        Length = _file.Length;
        Span<byte> start = stackalloc byte[2];
        if (_file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && IsGzip(start))
        {
            _file.Position = 0;
            _unpacked = new GZipStream(_file, CompressionMode.Decompress);
        }

        _file.Position = 0;
    }

    /// <summary>The length of the file on disk when it was opened.</summary>
    public long Length { get; }

    /// <summary>Whether the bytes come out of gzip, so that their number is not known before the end.</summary>
    public bool IsPacked => _unpacked is not null;

    /// <summary>How much has been taken from the disk, 0 to 1.</summary>
    public double Fraction => Length == 0 ? 1 : Math.Min(1, _file.Position / (double)Length);

    /// <summary>How many bytes have been given out.</summary>
    public long Position => _given;

    /// <summary>Whether a file begins as gzip does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> firstBytes) => firstBytes is [0x1F, 0x8B, ..];

    /// <summary>The first unpacked bytes of a gzip file whose own first bytes are given; empty when there are none.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> firstBytes, int count)
    {
        var bytes = new byte[count];
        var used = 0;
        try
        {
            using var unpacked = new GZipStream(new MemoryStream(firstBytes.ToArray()), CompressionMode.Decompress);
            for (int read; used < count && (read = unpacked.Read(bytes, used, count - used)) > 0;)
            {
                used += read;
            }
        }
        catch (InvalidDataException)
        {
            // The first bytes end in the middle of a block, or are damaged; whoever reads the file says so.
        }

        return bytes[..used];
    }

    /// <summary>Reads some bytes; 0 at the end.</summary>
    public int Read(Span<byte> bytes)
    {
        if (_unpacked is null)
        {
            var plain = _file.Read(bytes);
            _given += plain;
            return plain;
        }

        int read;
        try
        {
            read = _unpacked.Read(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(
                _path, $"after {_given:N0} unpacked bytes", "gzip data that is damaged or ends too early", null, "Pack or copy the file again.", e);
        }

        _given += read;
        if (_given > AlwaysAllowedBytes && _given / MostExpansion > Length)
        {
            throw new DataFormatException(
                _path, null, $"{Length:N0} bytes of gzip that unpack to more than {_given:N0}", $"at most {MostExpansion} times the packed size",
                "If that is meant, unpack the file with gunzip and open the result.");
        }

        return read;
    }

    /// <summary>Fills the bytes.</summary>
    /// <exception cref="DataFormatException">The file ends before.</exception>
    public void ReadExactly(Span<byte> bytes)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var read = Read(bytes[done..]);
            if (read == 0)
            {
                throw new DataFormatException(
                    _path, $"offset {_given:N0}", "the file ends here", $"{bytes.Length - done:N0} more bytes", "It was cut short; copy or write it again.");
            }

            done += read;
        }
    }

    public void Dispose()
    {
        _unpacked?.Dispose();
        _file.Dispose();
    }
}
