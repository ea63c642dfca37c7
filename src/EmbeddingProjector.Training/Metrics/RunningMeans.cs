using EmbeddingProjector.Training.Layers;
using EmbeddingProjector.Training.Losses;

namespace EmbeddingProjector.Training.Metrics;

/// <summary>
/// Loss and metrics over the batches seen so far, each text counting once (a smaller last batch counts less), summed in float64.
/// </summary>
internal sealed class RunningMeans(BinaryCrossentropy loss, IReadOnlyList<BinaryAccuracy> metrics)
{
    private readonly long[] _right = new long[metrics.Count];
    private double _lossSum;
    private long _texts;

    /// <summary>Adds a batch; with <paramref name="gradient"/>, leaves ∂(mean loss of the batch)/∂output there, <c>[batch, 1]</c>.</summary>
    public void Add(PaddedBatch batch, Activations outputs, Activations? gradient = null)
    {
        gradient?.Reshape(batch.Count, 1, 1);
        for (var text = 0; text < batch.Count; text++)
        {
            var (output, label) = (outputs.Values[text], batch.Label(text));
            _lossSum += loss.Loss(output, label);
            for (var metric = 0; metric < _right.Length; metric++)
            {
                _right[metric] += metrics[metric].IsRight(output, label) ? 1 : 0;
            }

            if (gradient is not null)
            {
                gradient.Values[text] = (float)(loss.Derivative(output, label) / batch.Count);
            }
        }

        _texts += batch.Count;
    }

    public Logs ToLogs() => new(
    [
        KeyValuePair.Create("loss", _lossSum / _texts),
        .. metrics.Select((metric, i) => KeyValuePair.Create(metric.Name, (double)_right[i] / _texts)),
    ]);
}
