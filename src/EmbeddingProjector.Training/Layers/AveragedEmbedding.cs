using EmbeddingProjector.Training.Kernels;

namespace EmbeddingProjector.Training.Layers;

/// <summary>
/// An <see cref="Embedding"/> followed by a <see cref="GlobalAveragePooling1D"/>, as one stage: the sum of the rows of the text's ids, plus
/// row 0 as often as there are pads, over the padded length. The vectors of every place, <c>[batch, time, features]</c>, are never written.
/// </summary>
internal sealed class AveragedEmbedding(Embedding embedding) : ISequenceLayer
{
    private readonly Activations _output = new();
    private readonly float[] _placeGradient = new float[embedding.OutputDim];

    public Activations Forward(PaddedBatch batch)
    {
        GlobalAveragePooling1D.RequireTime(batch.PaddedLength);
        embedding.Prepare(batch);
        var table = embedding.Table.Values;
        var output = _output.Reshape(batch.Count, 1, embedding.OutputDim);
        for (var text = 0; text < batch.Count; text++)
        {
            var mean = output.Row(text);
            RowSums.Sum(table, batch.Ids(text), mean);
            VectorSums.AddMultiple(batch.PaddedLength - batch.Ids(text).Length, table[..embedding.OutputDim], mean);
            foreach (ref var value in mean)
            {
                value /= batch.PaddedLength;
            }
        }

        return output;
    }

    public void Backward(PaddedBatch batch, Activations outputGradient)
    {
        var gradient = embedding.Table.Gradient;
        for (var text = 0; text < batch.Count; text++)
        {
            var ids = batch.Ids(text);
            var mean = outputGradient.Row(text);
            for (var i = 0; i < mean.Length; i++)
            {
                _placeGradient[i] = mean[i] / batch.PaddedLength;
            }

            RowSums.Add(gradient, ids, _placeGradient);
            if (ids.Length < batch.PaddedLength)
            {
                VectorSums.AddMultiple(batch.PaddedLength - ids.Length, _placeGradient, gradient.AsSpan(0, mean.Length));
            }
        }
    }
}
