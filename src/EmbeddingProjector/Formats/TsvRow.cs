namespace EmbeddingProjector.Formats;

/// <summary>The cells of one line of TSV. A tab at the very end closes the last cell; it does not open another.</summary>
internal ref struct TsvRow(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line.Length > 1 && line[^1] == '\t' ? line[..^1] : line;
    private bool _done;

    public bool Next(out ReadOnlySpan<byte> cell)
    {
        if (_done)
        {
            cell = default;
            return false;
        }

        var length = _rest.IndexOf((byte)'\t');
        if (length < 0)
        {
            cell = _rest;
            _done = true;
        }
        else
        {
            cell = _rest[..length];
            _rest = _rest[(length + 1)..];
        }

        return true;
    }

    /// <summary>Reads the next cell as a number where it is a plain one, without looking for its end first; otherwise leaves it to <see cref="Next"/>.</summary>
    public bool TryNextNumber(out double value)
    {
        var length = DecimalNumber.ParsePrefix(_rest, out value);
        if (_done || length == 0 || (length < _rest.Length && _rest[length] != '\t'))
        {
            return false;
        }

        _done = length == _rest.Length;
        _rest = _done ? default : _rest[(length + 1)..];
        return true;
    }
}
