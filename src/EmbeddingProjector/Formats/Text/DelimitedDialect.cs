namespace EmbeddingProjector.Formats.Text;

/// <summary>How delimited text separates its cells, found from its beginning.</summary>
/// <param name="Separator">A comma, semicolon, tab or bar.</param>
internal readonly record struct DelimitedDialect(byte Separator)
{
    private const int ProbedRecords = 50;

    /// <summary>The separators that are looked for; in a draw the first wins.</summary>
    private static ReadOnlySpan<byte> Candidates => ",\t;|"u8;

    /// <summary>The separator that gives the most cells in the same number on every line; null when none gives two.</summary>
    /// <param name="text">The beginning of a file.</param>
    /// <param name="isWhole">Whether it is all of it; else the last record may be cut.</param>
    public static DelimitedDialect? Find(ReadOnlySpan<byte> text, bool isWhole)
    {
        DelimitedDialect? best = null;
        var (bestCells, bestAgrees) = (1, false);
        foreach (var candidate in Candidates)
        {
            var (cells, agrees) = Measure(text, candidate, isWhole);
            if (cells > 1 && ((agrees && !bestAgrees) || (agrees == bestAgrees && cells > bestCells)))
            {
                (best, bestCells, bestAgrees) = (new DelimitedDialect(candidate), cells, agrees);
            }
        }

        return best;
    }

    /// <summary>The name of the separator, for messages.</summary>
    public string SeparatorName => (char)Separator switch
    {
        ',' => "commas",
        ';' => "semicolons",
        '\t' => "tabs",
        _ => "bars",
    };

    private static (int Cells, bool Agrees) Measure(ReadOnlySpan<byte> text, byte separator, bool isWhole)
    {
        var records = new DelimitedCells(text, separator, 1);
        var counts = new List<int>();
        while (counts.Count < ProbedRecords && records.NextRecord())
        {
            var cells = records.SkipRecord();
            // The last record of a text that goes on may have lost some cells.
            if (records.EndsInQuotes || (!isWhole && records.Position >= text.Length && counts.Count > 0))
            {
                break;
            }

            counts.Add(cells);
        }

        return counts.Count == 0 ? (0, false) : (counts[0], counts.TrueForAll(count => count == counts[0]));
    }
}
