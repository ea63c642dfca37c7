using EmbeddingProjector.Training.Metrics;

namespace EmbeddingProjector.Training.Callbacks;

/// <summary>
/// Called while <see cref="Sequential.Fit"/> runs, on its thread and between steps: the weights may be read, saved and evaluated. An
/// exception ends the training and reaches the caller.
/// </summary>
public abstract class Callback
{
    /// <summary>Before the first epoch.</summary>
    public virtual void OnTrainBegin(Sequential model)
    {
    }

    /// <summary>Before an epoch.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="steps">The number of steps of the epoch; null when it is not known beforehand.</param>
    public virtual void OnEpochBegin(int epoch, long? steps)
    {
    }

    /// <summary>After a step.</summary>
    /// <param name="batch">The step in this epoch, from 0.</param>
    /// <param name="logs">Means over the epoch so far.</param>
    public virtual void OnTrainBatchEnd(long batch, Logs logs)
    {
    }

    /// <summary>After an epoch and its validation.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="logs">Means over the epoch, and "val_" those of the validation.</param>
    public virtual void OnEpochEnd(int epoch, Logs logs)
    {
    }

    /// <summary>After the last epoch; not called when the training ended with an exception.</summary>
    public virtual void OnTrainEnd()
    {
    }
}
