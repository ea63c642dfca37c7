namespace EmbeddingProjector.Formats.Text;

/// <summary>Where the records of delimited text end: at a line end that is not inside quotes.</summary>
/// <param name="separator">What stands between cells.</param>
internal sealed class DelimitedEnds(byte separator) : RecordEnds
{
    /// <inheritdoc/>
    public override int Find(ReadOnlySpan<byte> bytes)
    {
        // Only a quote at the begin of a cell opens one, so that each has to be looked at; where there are none, the last line end is the end.
        var end = 0;
        for (var position = 0; ;)
        {
            var quote = bytes[position..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return Math.Max(end, bytes.LastIndexOf((byte)'\n') is var last && last >= position ? last + 1 : end);
            }

            var at = position + quote;
            var line = bytes[position..at].LastIndexOf((byte)'\n');
            end = line >= 0 ? position + line + 1 : end;
            if (at > 0 && bytes[at - 1] != separator && bytes[at - 1] != '\n')
            {
                position = at + 1;
                continue;
            }

            position = EndOfQuotes(bytes, at + 1);
            if (position < 0)
            {
                return end;
            }
        }
    }

    private static int EndOfQuotes(ReadOnlySpan<byte> bytes, int position)
    {
        while (true)
        {
            var quote = bytes[position..].IndexOf((byte)'"');
            // A quote at the very end may be the first half of two.
            if (quote < 0 || position + quote + 1 >= bytes.Length)
            {
                return -1;
            }

            position += quote + 1;
            if (bytes[position] != '"')
            {
                return position;
            }

            position++;
        }
    }
}
