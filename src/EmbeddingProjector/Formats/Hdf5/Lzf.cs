namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// LibLZF's compression, which h5py offers as "lzf": runs of plain bytes, and references to at most 8,192 bytes back. Source: the description of the format in
/// liblzf (Marc Lehmann).
/// </summary>
internal static class Lzf
{
    private const int MostLiterals = 32;

    /// <summary>Unpacks into <paramref name="to"/> and returns the length; −1 for what is no LZF or needs more room.</summary>
    public static int Decompress(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var (at, done) = (0, 0);
        while (at < from.Length)
        {
            int control = from[at++];
            if (control < MostLiterals)
            {
                var count = control + 1;
                if (count > from.Length - at || count > to.Length - done)
                {
                    return -1;
                }

                from.Slice(at, count).CopyTo(to[done..]);
                at += count;
                done += count;
                continue;
            }

            var length = control >> 5;
            if (length == 7)
            {
                if (at == from.Length)
                {
                    return -1;
                }

                length += from[at++];
            }

            length += 2;
            if (at == from.Length)
            {
                return -1;
            }

            var back = ((control & 0x1f) << 8) + from[at++] + 1;
            if (back > done || length > to.Length - done)
            {
                return -1;
            }

            // What is referred to may reach into what is being written: byte by byte.
            for (var i = 0; i < length; i++, done++)
            {
                to[done] = to[done - back];
            }
        }

        return done;
    }
}
