namespace EmbeddingProjector.Training;

/// <summary>Makes data sets, and batches of them.</summary>
public static class Dataset
{
    /// <summary>The elements of a list, in its order.</summary>
    public static Dataset<T> FromList<T>(IReadOnlyList<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return new Dataset<T>(elements.GetEnumerator, elements.Count);
    }

    /// <summary>
    /// Groups of <paramref name="batchSize"/> texts in order, each group padded with 0 to its longest
    /// (<c>padded_batch(batchSize, padded_shapes=((None,), ()))</c>). The last group may be smaller.
    /// </summary>
    /// <param name="examples">The texts.</param>
    /// <param name="batchSize">The number of texts of a batch.</param>
    /// <param name="dropRemainder">Whether a last group that is not full is left out.</param>
    public static Dataset<PaddedBatch> PaddedBatch(this Dataset<LabeledSequence> examples, int batchSize, bool dropRemainder = false)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var count = dropRemainder ? examples.Cardinality / batchSize : (examples.Cardinality + batchSize - 1) / batchSize;
        return new Dataset<PaddedBatch>(() => Batches(examples, batchSize, dropRemainder).GetEnumerator(), count);
    }

    private static IEnumerable<PaddedBatch> Batches(Dataset<LabeledSequence> examples, int batchSize, bool dropRemainder) =>
        examples.Chunk(batchSize)
            .Where(group => group.Length == batchSize || !dropRemainder)
            .Select(group => new PaddedBatch(group));
}
