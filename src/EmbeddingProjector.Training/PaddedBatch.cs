namespace EmbeddingProjector.Training;

/// <summary>
/// A batch of texts, each padded with 0 at its end to the longest of the batch: <c>[count, paddedLength]</c> ids and <c>[count]</c> labels.
/// </summary>
/// <remarks>
/// The zeros are known by their number and not stored: the ids of a text are those of the example itself, and every consumer counts the
/// <c>PaddedLength − Ids(i).Length</c> pads that follow them. Immutable.
/// </remarks>
public sealed class PaddedBatch
{
    private readonly LabeledSequence[] _examples;

    /// <summary>A batch of the given examples, in their order.</summary>
    /// <exception cref="ArgumentException">No example was given.</exception>
    public PaddedBatch(IReadOnlyList<LabeledSequence> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0)
        {
            throw new ArgumentException("A batch holds at least one example.", nameof(examples));
        }

        _examples = [.. examples];
        PaddedLength = _examples.Max(example => example.Ids.Length);
    }

    /// <summary>The number of texts.</summary>
    public int Count => _examples.Length;

    /// <summary>T, the length of the longest text, to which all others are padded.</summary>
    public int PaddedLength { get; }

    /// <summary>The ids of text <paramref name="index"/> without its padding.</summary>
    public ReadOnlySpan<int> Ids(int index) => _examples[index].Ids.Span;

    /// <summary>The label of text <paramref name="index"/>: 0 or 1.</summary>
    public int Label(int index) => _examples[index].Label;

    /// <summary>The labels, <c>[count]</c>.</summary>
    public int[] ToLabels() => Array.ConvertAll(_examples, example => example.Label);

    /// <summary>The ids with their padding, <c>[count, paddedLength]</c>.</summary>
    public int[,] ToIds()
    {
        var ids = new int[Count, PaddedLength];
        for (var i = 0; i < Count; i++)
        {
            var text = Ids(i);
            for (var t = 0; t < text.Length; t++)
            {
                ids[i, t] = text[t];
            }
        }

        return ids;
    }
}
