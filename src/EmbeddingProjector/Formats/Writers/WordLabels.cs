using System.Globalization;

namespace EmbeddingProjector.Formats.Writers;

/// <summary>The word of each row for formats that name rows: the label, with "_" for white space; the number of the row where there is none.</summary>
internal sealed class WordLabels(MetadataTable? metadata)
{
    private readonly MetadataColumn? _column = metadata?.DefaultLabel;
    private long _changed;
    private long _missing;

    /// <summary>What had to be changed.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. _changed > 0 ? [$"{_changed:N0} labels held white space, which separates words in this format; it was written as \"_\"."] : (string[])[],
        .. _missing > 0 ? [$"{_missing:N0} rows have no label; their numbers, from 0, were written as words."] : (string[])[],
    ];

    /// <summary>The word of a row.</summary>
    public string Word(int row)
    {
        if (_column?.Text(row) is not { Length: > 0 } text)
        {
            _missing++;
            return row.ToString(CultureInfo.InvariantCulture);
        }

        if (!text.Any(char.IsWhiteSpace))
        {
            return text;
        }

        _changed++;
        return string.Concat(text.Select(c => char.IsWhiteSpace(c) ? '_' : c));
    }
}
