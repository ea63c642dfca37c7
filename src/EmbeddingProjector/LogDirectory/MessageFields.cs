using System.Globalization;

namespace EmbeddingProjector.LogDirectory;

/// <summary>The fields of one message, asked for by name and type; what nobody asked for is reported as unknown.</summary>
internal sealed class MessageFields(IReadOnlyList<TextFormatField> fields, string message, string path, List<LogProblem> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public List<LogProblem> Problems => problems;

    /// <summary>A text field; empty when it is absent. Given twice, the last one counts, and that is reported.</summary>
    public string Text(string name)
    {
        var values = Of(name);
        if (values.Count > 1)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"{FileName}, line {values[^1].Line}: the field \"{name}\" is given {values.Count} times in one {message}; the last one is used.",
                "Leave only one.", path));
        }

        return values.Count == 0 ? "" : Quoted(values[^1], name);
    }

    /// <summary>All values of a repeated text field.</summary>
    public IEnumerable<string> Texts(string name) => Of(name).Select(f => Quoted(f, name));

    /// <summary>All values of a repeated uint32 field.</summary>
    public IEnumerable<long> Numbers(string name) => Of(name).Select(f => Number(f, name));

    /// <summary>All values of a repeated field of type double.</summary>
    public IEnumerable<double> Reals(string name) => Of(name).Select(f =>
        double.TryParse(f.Value.Word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(f, $"a number for \"{name}\""));

    /// <summary>All values of a message field.</summary>
    public IEnumerable<MessageFields> Messages(string name, string type) =>
        Of(name).Select(f => f.Value.Message is { } inner
            ? new MessageFields(inner, type, path, problems)
            : throw Wrong(f, "\"{\" and the fields of a message"));

    /// <summary>Says which fields were not asked for; call it when all others have been read.</summary>
    public void ReportUnknown()
    {
        foreach (var field in fields.Where(f => !_known.Contains(f.Name)))
        {
            UnknownFields.Report(
                problems, path, $", line {field.Line}", field.Name, message,
                "Known fields: " + string.Join(", ", _known.Order(StringComparer.Ordinal)) + ".");
        }
    }

    private string FileName => Path.GetFileName(path);

    private List<TextFormatField> Of(string name)
    {
        _known.Add(name);
        return [.. fields.Where(f => string.Equals(f.Name, name, StringComparison.Ordinal))];
    }

    private string Quoted(TextFormatField field, string name) =>
        field.Value.Quoted ?? throw Wrong(field, $"a text in quotes: {name}: \"…\"");

    private long Number(TextFormatField field, string name)
    {
        if (field.Value.Word is { } word)
        {
            var hexadecimal = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            if (uint.TryParse(
                hexadecimal ? word.AsSpan(2) : word,
                hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }

        throw Wrong(field, $"a whole number from 0 to 4294967295 for \"{name}\"");
    }

    private DataFormatException Wrong(TextFormatField field, string expected) =>
        new(path, $"line {field.Value.Line}, column {field.Value.Column}", field.Value.Describe(), expected);
}
