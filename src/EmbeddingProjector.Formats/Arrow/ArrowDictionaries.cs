namespace EmbeddingProjector.Formats.Arrow;

/// <summary>The dictionaries of a file as texts: several columns and batches point into one.</summary>
internal sealed class ArrowDictionaries(ArrowMessages messages, ArrowContent content)
{
    private readonly Dictionary<long, (int Count, IReadOnlyList<string?> Texts)> _known = [];

    /// <summary>The cells of a column of indices.</summary>
    public IEnumerable<string?> Texts(ArrowArray column, int batch, long id)
    {
        var values = Values(column.Field, batch, id);
        foreach (var index in ArrowTexts.Of(content, column, column.Field.Stored))
        {
            yield return index is null ? null
                : int.TryParse(index, System.Globalization.CultureInfo.InvariantCulture, out var i) && i >= 0 && i < values.Count ? values[i]
                : throw new InvalidDataException($"column \"{column.Field.Name}\": index {index} into a dictionary of {values.Count:N0} values");
        }
    }

    private IReadOnlyList<string?> Values(ArrowField field, int batch, long id)
    {
        var count = messages.DictionaryCount(batch);
        if (_known.TryGetValue(id, out var known) && known.Count == count)
        {
            return known.Texts;
        }

        var texts = new List<string?>();
        foreach (var part in messages.Dictionaries(batch).Where(d => d.Id == id))
        {
            if (!part.Adds)
            {
                texts.Clear();
            }

            texts.AddRange(ArrowTexts.Of(content, part.Batch.Values(field), field.Type));
        }

        _known[id] = (count, texts);
        return texts;
    }
}
