using System.Text;

namespace EmbeddingProjector.Databases.Relations;

/// <summary>Names as people write them on a command line: parts that are separated, each in double quotes where it holds a separator.</summary>
public static class ColumnNames
{
    /// <summary><c>title,"a, b","we""ird"</c> as three names.</summary>
    public static IReadOnlyList<string> Parse(string text) => Split(text, ',');

    /// <summary><c>"my schema".items</c> as two parts.</summary>
    internal static IReadOnlyList<string> ParseQualified(string text) => Split(text, '.');

    /// <summary>A name as SQL has it: in double quotes, those within it doubled.</summary>
    internal static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The one that a person means: exactly, or, where that is not there, whatever the case; null when there is none or more than one.</summary>
    internal static T? Find<T>(IEnumerable<T> all, string wanted, Func<T, string> nameOf)
        where T : class
    {
        var list = all.ToList();
        return list.Find(x => nameOf(x) == wanted)
            ?? (list.FindAll(x => string.Equals(nameOf(x), wanted, StringComparison.OrdinalIgnoreCase)) is [var only] ? only : null);
    }

    /// <summary>"a", "b" and 3 more, or "none".</summary>
    internal static string Some(IReadOnlyCollection<string> names, int most = 8) => names.Count == 0 ? "none"
        : string.Join(", ", names.Take(most).Select(n => $"\"{n}\"")) + (names.Count > most ? $" and {names.Count - most:N0} more" : "");

    private static List<string> Split(string text, char separator)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<string>();
        var part = new StringBuilder();
        var (quoted, wasQuoted) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                part.Append('"');
                i++;
            }
            else if (text[i] == '"' && (quoted || part.ToString().Trim().Length == 0))
            {
                part = quoted ? part : part.Clear();
                (quoted, wasQuoted) = (!quoted, true);
            }
            else if (text[i] == separator && !quoted)
            {
                Add();
            }
            else
            {
                part.Append(text[i]);
            }
        }

        Add();
        return parts;

        void Add()
        {
            var name = wasQuoted ? part.ToString() : part.ToString().Trim();
            if (name.Length > 0)
            {
                parts.Add(name);
            }

            part.Clear();
            wasQuoted = false;
        }
    }
}
