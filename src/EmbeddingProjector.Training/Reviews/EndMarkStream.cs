namespace EmbeddingProjector.Training.Reviews;

/// <summary>
/// Passes a tar archive on and remembers whether it ended with its end mark, two blocks of zeros (POSIX, "ustar Interchange Format"). Without it an
/// archive that was cut between two files looks whole, as the decompressor does not tell a cut from an end.
/// </summary>
internal sealed class EndMarkStream(Stream archive) : Stream
{
    private const int EndMark = 2 * 512;

    private long _zeros;

    /// <summary>Whether the bytes read so far end with the mark.</summary>
    public bool IsAtEndMark => _zeros >= EndMark;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = archive.Read(buffer);
        var last = buffer[..count].LastIndexOfAnyExcept((byte)0);
        _zeros = last < 0 ? _zeros + count : count - last - 1;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
