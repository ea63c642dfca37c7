namespace EmbeddingProjector.Formats.Columnar;

/// <summary>How long the lists of a column are; rows without a list, or with a list of nothing, do not count.</summary>
internal sealed class ListLengths
{
    private long _row;

    /// <summary>The rows that have a list.</summary>
    public long Rows { get; private set; }

    /// <summary>The length of the first list; 0 where there is none.</summary>
    public long First { get; private set; }

    /// <summary>The length of the shortest list.</summary>
    public long Shortest { get; private set; } = long.MaxValue;

    /// <summary>The length of the longest list.</summary>
    public long Longest { get; private set; }

    /// <summary>The first row whose list has another length than the first list; −1 where there is none.</summary>
    public long FirstOther { get; private set; } = -1;

    /// <summary>Lists of one length by what is said of the file.</summary>
    public static ListLengths Same(long rows, long length) => new() { Rows = rows, First = length, Shortest = length, Longest = length };

    /// <summary>Takes the length of the next row into account; 0 where it has no list.</summary>
    public void Add(long length)
    {
        if (length > 0)
        {
            First = First == 0 ? length : First;
            FirstOther = FirstOther < 0 && length != First ? _row : FirstOther;
            (Shortest, Longest) = (Math.Min(Shortest, length), Math.Max(Longest, length));
            Rows++;
        }

        _row++;
    }
}
