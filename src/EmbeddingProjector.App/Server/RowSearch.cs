using System.Globalization;
using System.Text.RegularExpressions;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// Finds rows by the text of their metadata. Each distinct value is looked at once and the answer mapped to its rows. Rows without
/// metadata are labelled by their number, and that text is searched as any other: "17" finds rows 17, 117, 170 …
/// </summary>
internal static class RowSearch
{
    /// <summary>The longest text that may be searched for.</summary>
    public const int MaximumTextLength = 1000;

    // Nested counts such as (a{1000}){1000} would unfold to millions of states; the engine refuses patterns beyond this many.
    private const int MaximumPatternStates = 20_000;

    private const int ValuesPerCheck = 4096;

    static RowSearch() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", MaximumPatternStates);

    /// <summary>How a text is recognised.</summary>
    public delegate bool Matcher(ReadOnlySpan<char> text);

    /// <summary>A matcher for a substring (ignoring case) or a regular expression (ignoring case, non-backtracking).</summary>
    /// <exception cref="ApiException">400 for a text that is too long or a pattern that is wrong, with the place.</exception>
    public static Matcher Compile(string text, bool isPattern)
    {
        if (text.Length > MaximumTextLength)
        {
            throw ApiException.BadRequest(
                $"The text is {text.Length:N0} characters long; at most {MaximumTextLength:N0} are searched for.", "Search for a part of it.");
        }

        if (!isPattern)
        {
            return value => value.Contains(text, StringComparison.OrdinalIgnoreCase);
        }

        try
        {
            var pattern = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
            return value => pattern.IsMatch(value);
        }
        catch (RegexParseException e)
        {
            throw ApiException.BadRequest($"The regular expression is wrong at character {e.Offset}: {Reason(e)}", "Correct it, or search for plain text.");
        }
        catch (NotSupportedException)
        {
            throw ApiException.BadRequest(
                "This regular expression needs backtracking or is too large: look-around, back-references, atomic groups and huge counts are not supported.",
                "Write it without them.");
        }
    }

    /// <summary>The rows of which a column (any, when <paramref name="column"/> is null) matches, ascending.</summary>
    public static int[] Find(MetadataTable? metadata, int rowCount, Matcher matches, int? column, CancellationToken cancellationToken)
    {
        var found = new bool[rowCount];
        if (metadata is null || metadata.Columns.Count == 0)
        {
            MatchNumbers(found, matches, cancellationToken);
        }
        else if (column is { } index)
        {
            MatchColumn(metadata.Columns[index], found, matches, cancellationToken);
        }
        else
        {
            foreach (var each in metadata.Columns)
            {
                MatchColumn(each, found, matches, cancellationToken);
            }
        }

        return [.. Enumerable.Range(0, rowCount).Where(row => found[row])];
    }

    private static void MatchColumn(MetadataColumn column, bool[] found, Matcher matches, CancellationToken cancellationToken)
    {
        var matching = new bool[column.Values.Count];
        for (var i = 0; i < matching.Length; i++)
        {
            ThrowNowAndThen(i, cancellationToken);
            matching[i] = matches(column.Values[i]);
        }

        var codes = column.Codes;
        for (var row = 0; row < codes.Length; row++)
        {
            found[row] |= codes[row] >= 0 && matching[codes[row]];
        }
    }

    private static void MatchNumbers(bool[] found, Matcher matches, CancellationToken cancellationToken)
    {
        Span<char> digits = stackalloc char[11];
        for (var row = 0; row < found.Length; row++)
        {
            ThrowNowAndThen(row, cancellationToken);
            row.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
            found[row] = matches(digits[..length]);
        }
    }

    private static void ThrowNowAndThen(int step, CancellationToken cancellationToken)
    {
        if (step % ValuesPerCheck == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    // The message of the platform repeats the pattern; what follows the offset is the reason.
    private static string Reason(RegexParseException e)
    {
        var marker = string.Create(CultureInfo.InvariantCulture, $"at offset {e.Offset}. ");
        var at = e.Message.LastIndexOf(marker, StringComparison.Ordinal);
        return at < 0 ? e.Message : e.Message[(at + marker.Length)..];
    }
}
