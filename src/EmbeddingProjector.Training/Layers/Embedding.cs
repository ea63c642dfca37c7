using EmbeddingProjector.Training.Kernels;

namespace EmbeddingProjector.Training.Layers;

/// <summary>
/// A vector for each id: ids <c>[batch, time]</c> → vectors <c>[batch, time, outputDim]</c>. Initial weights are uniform in [−0.05, 0.05), as in
/// Keras. There is no mask: id 0, the padding, has a vector like any other, and it is trained.
/// </summary>
public sealed class Embedding : Layer, ISequenceLayer
{
    private const float InitialLimit = 0.05f;

    private readonly Activations _output = new();

    /// <summary>Creates the layer.</summary>
    /// <param name="inputDim">The number of ids, 0 included: the size of the vocabulary.</param>
    /// <param name="outputDim">The length of each vector.</param>
    public Embedding(int inputDim, int outputDim)
        : base("embedding")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputDim, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputDim, 1);
        if ((long)inputDim * outputDim > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(inputDim), $"{inputDim} × {outputDim} weights are more than one array holds ({Array.MaxLength}).");
        }

        InputDim = inputDim;
        OutputDim = outputDim;
    }

    /// <summary>The number of ids.</summary>
    public int InputDim { get; }

    /// <summary>The length of each vector.</summary>
    public int OutputDim { get; }

    internal Parameter Table => Parameters[0];

    Activations ISequenceLayer.Forward(PaddedBatch batch)
    {
        Prepare(batch);
        var output = _output.Reshape(batch.Count, batch.PaddedLength, OutputDim);
        for (var (text, row) = (0, 0); text < batch.Count; text++)
        {
            var ids = batch.Ids(text);
            for (var t = 0; t < batch.PaddedLength; t++)
            {
                Table.Values.Slice((t < ids.Length ? ids[t] : 0) * OutputDim, OutputDim).CopyTo(output.Row(row++));
            }
        }

        return output;
    }

    void ISequenceLayer.Backward(PaddedBatch batch, Activations outputGradient)
    {
        for (var (text, row) = (0, 0); text < batch.Count; text++)
        {
            var ids = batch.Ids(text);
            for (var t = 0; t < batch.PaddedLength; t++)
            {
                RowSums.Add(Table.Gradient, [t < ids.Length ? ids[t] : 0], outputGradient.Row(row++));
            }
        }
    }

    /// <summary>
    /// Checks the ids, and brings the rows up to date that the batch uses; that leaves their gradient at 0.
    /// </summary>
    /// <exception cref="ArgumentException">An id has no row.</exception>
    internal void Prepare(PaddedBatch batch)
    {
        var touched = Table.Touched!;
        touched.Clear();
        var padded = false;
        for (var text = 0; text < batch.Count; text++)
        {
            var ids = batch.Ids(text);
            if (!IdRange.Holds(ids, InputDim))
            {
                throw IdWithoutRow(text, ids);
            }

            padded |= ids.Length < batch.PaddedLength;
            touched.Add(ids);
        }

        if (padded)
        {
            touched.Add([0]);
        }

        Table.Deferred?.CatchUp(touched.Rows);
    }

    private protected override LayerShape BuildWeights(LayerShape? input, ulong seed)
    {
        if (input is not null)
        {
            throw new ArgumentException($"An Embedding takes ids, so it comes first; here \"{Name}\" follows a layer that yields {input}.");
        }

        var table = new Parameter($"{Name}/embeddings", [InputDim, OutputDim]) { Touched = new TouchedRows(InputDim) };
        table.FillUniform(InitialLimit, seed);
        Parameters = [table];
        return new LayerShape(HasTime: true, OutputDim);
    }

    private ArgumentException IdWithoutRow(int text, ReadOnlySpan<int> ids)
    {
        var place = 0;
        while ((uint)ids[place] < (uint)InputDim)
        {
            place++;
        }

        return new ArgumentException(
            $"Text {text} of the batch has the id {ids[place]} at place {place}; the embedding \"{Name}\" has rows for ids 0 to {InputDim - 1}. Give it inputDim = the vocabulary's size.");
    }
}
