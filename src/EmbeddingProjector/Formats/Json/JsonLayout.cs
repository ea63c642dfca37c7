using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Formats.Json;

/// <summary>Where records stand in a JSON file.</summary>
/// <param name="Container">How they stand to each other.</param>
/// <param name="Offset">Where the first begins.</param>
internal sealed record JsonPlace(JsonContainer Container, long Offset)
{
    /// <summary>The records, in stretches.</summary>
    public TextChunks Open(string path) => new(path, new JsonEnds(Container), Offset);
}

/// <summary>Vectors that a JSON file holds.</summary>
/// <param name="Name">The field or member that holds them; null when they have no name.</param>
/// <param name="Place">Where the records are.</param>
/// <param name="Field">The field of a record; empty when the record itself is the vector.</param>
/// <param name="Dimensions">d.</param>
internal sealed record JsonTensor(string? Name, JsonPlace Place, string Field, int Dimensions);

/// <summary>
/// What a JSON file holds: records (JSON lines, or an array, also inside an object), vectors by label, or whole columns by name.
/// </summary>
/// <param name="Tensors">What can be taken as vectors, the best guess first.</param>
/// <param name="Records">Where the records are; null for columns.</param>
/// <param name="Columns">Members that are columns of their own: lists of numbers, texts or records.</param>
internal sealed record JsonLayout(IReadOnlyList<JsonTensor> Tensors, JsonPlace? Records, IReadOnlyList<JsonMember> Columns)
{
    private const int ProbedRecords = 100;

    private static readonly string[] _vectorWords = ["embed", "vector", "feature", "emb", "vec"];

    /// <summary>Looks at the outermost level and at the first records.</summary>
    /// <exception cref="DataFormatException">It is no JSON.</exception>
    public static JsonLayout Probe(string path, CancellationToken cancellationToken)
    {
        var outline = JsonOutline.Read(path, cancellationToken);
        var first = new JsonPlace(JsonContainer.Sequence, outline.RootOffset);
        var inside = outline.RootOffset + 1;
        if (IsLines(path) || outline.IsFollowed)
        {
            return OfRecords(path, first);
        }

        if (outline.Root is JsonShape.Records or JsonShape.Lists or JsonShape.Words)
        {
            return OfRecords(path, new JsonPlace(JsonContainer.Array, inside));
        }

        if (outline.Root != JsonShape.Object || outline.Members.Count == 0)
        {
            return new JsonLayout([], null, []);
        }

        if (outline.Members.Any(m => m.Shape == JsonShape.Lists) && OfColumns(path, outline.Members) is { Tensors.Count: > 0 } columns)
        {
            return columns;
        }

        var wrapped = outline.Members.Where(m => m.Shape == JsonShape.Records)
            .Select(m => (Member: m, Layout: OfRecords(path, new JsonPlace(JsonContainer.Array, m.Offset + 1))))
            .OrderByDescending(w => w.Layout.Tensors.Count)
            .ToList();
        if (wrapped.Count > 0)
        {
            return wrapped[0].Layout;
        }

        if (outline.Members.All(m => m.Shape == JsonShape.Numbers) || outline.Members.All(m => m.Shape == JsonShape.Object))
        {
            return OfRecords(path, new JsonPlace(JsonContainer.Members, inside));
        }

        return outline.Members.All(m => m.Shape is JsonShape.Numbers or JsonShape.Words or JsonShape.Records)
            ? OfColumns(path, outline.Members)
            : OfRecords(path, first);
    }

    private static bool IsLines(string path)
    {
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);
    }

    private static JsonLayout OfRecords(string path, JsonPlace place) => new(
        [.. Candidates(path, place).Select(c => new JsonTensor(c.Field.Length > 0 ? c.Field : null, place, c.Field, c.Length))], place, []);

    private static JsonLayout OfColumns(string path, IReadOnlyList<JsonMember> members)
    {
        var tensors = members.Where(m => m.Shape == JsonShape.Lists)
            .SelectMany(m => Candidates(path, new JsonPlace(JsonContainer.Array, m.Offset + 1)).Where(c => c.Field.Length == 0)
                .Select(c => new JsonTensor(m.Name, new JsonPlace(JsonContainer.Array, m.Offset + 1), "", c.Length)))
            .OrderBy(t => Rank(t.Name!)).ThenByDescending(t => t.Dimensions)
            .ToList();
        return new JsonLayout(tensors, null, [.. members.Where(m => m.Shape is JsonShape.Numbers or JsonShape.Words or JsonShape.Records)]);
    }

    // Fields that hold an array of numbers in most of the first records.
    private static List<(string Field, int Length)> Candidates(string path, JsonPlace place)
    {
        using var chunks = place.Open(path);
        if (chunks.Next() is not { } chunk)
        {
            return [];
        }

        var found = new Dictionary<string, (int Records, int Length)>(StringComparer.Ordinal);
        var records = 0;
        var text = new JsonText(chunk.Bytes);
        try
        {
            for (; records < ProbedRecords && text.Peek() is not ((byte)0 or (byte)']' or (byte)'}'); records++)
            {
                if (place.Container == JsonContainer.Members)
                {
                    text.String(out _);
                    text.Take((byte)':', "a colon");
                }

                Look(ref text, "", found, 0);
                text.TryTake((byte)',');
            }
        }
        catch (InvalidDataException)
        {
            // Whoever reads the records says what is wrong, and where.
            records = Math.Max(records, 1);
        }

        chunk.Return();
        return
        [
            .. found.Where(f => 2 * f.Value.Records >= records)
                .OrderBy(f => f.Value.Length == 1).ThenBy(f => Rank(f.Key)).ThenByDescending(f => f.Value.Length)
                .Select(f => (f.Key, f.Value.Length)),
        ];
    }

    private static void Look(ref JsonText text, string field, Dictionary<string, (int Records, int Length)> found, int level)
    {
        const int MostLevels = 8;
        var next = text.Peek();
        if (next == '{' && level < MostLevels)
        {
            text.Take((byte)'{', "an object");
            while (!text.TryTake((byte)'}'))
            {
                var key = text.String(out _);
                text.Take((byte)':', "a colon");
                var name = JsonText.Unescape(key);
                Look(ref text, field.Length == 0 ? name : $"{field}.{name}", found, level + 1);
                if (!text.TryTake((byte)',') && text.Peek() != '}')
                {
                    throw text.Unexpected("a comma or the end of the object");
                }
            }
        }
        else
        {
            if (next == '[' && CountNumbers(text) is > 0 and var length)
            {
                found[field] = found.TryGetValue(field, out var known) ? (known.Records + 1, known.Length) : (1, length);
            }

            text.Raw();
        }
    }

    // Works on a copy, so that an array of something else is taken as a whole afterwards.
    private static int CountNumbers(JsonText copy)
    {
        try
        {
            return copy.Numbers([]);
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    private static int Rank(string name)
    {
        var rank = Array.FindIndex(_vectorWords, w => name.Contains(w, StringComparison.OrdinalIgnoreCase));
        return rank < 0 ? _vectorWords.Length : rank;
    }
}
