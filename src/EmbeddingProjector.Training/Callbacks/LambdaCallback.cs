using EmbeddingProjector.Training.Metrics;

namespace EmbeddingProjector.Training.Callbacks;

/// <summary>A callback made of functions.</summary>
/// <param name="onEpochBegin">Given the epoch, from 0.</param>
/// <param name="onTrainBatchEnd">Given the step in the epoch, from 0, and the means so far.</param>
/// <param name="onEpochEnd">Given the epoch, from 0, and its means.</param>
public sealed class LambdaCallback(
    Action<int>? onEpochBegin = null, Action<long, Logs>? onTrainBatchEnd = null, Action<int, Logs>? onEpochEnd = null) : Callback
{
    /// <inheritdoc/>
    public override void OnEpochBegin(int epoch, long? steps) => onEpochBegin?.Invoke(epoch);

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(long batch, Logs logs) => onTrainBatchEnd?.Invoke(batch, logs);

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs) => onEpochEnd?.Invoke(epoch, logs);
}
