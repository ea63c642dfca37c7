using EmbeddingProjector.Training.Metrics;

namespace EmbeddingProjector.Training.Callbacks;

/// <summary>
/// Calls a function every few steps, counted over all epochs, and once more after the last step when that was not one of them: to save
/// checkpoints while the model learns.
/// </summary>
/// <param name="every">The number of steps between calls.</param>
/// <param name="action">Given the number of steps that the optimizer has made.</param>
public sealed class StepCallback(int every, Action<long> action) : Callback
{
    private readonly int _every = every > 0
        ? every
        : throw new ArgumentOutOfRangeException(nameof(every), every, "There is at least one step between two calls.");

    private Sequential? _model;
    private long _called;

    /// <inheritdoc/>
    public override void OnTrainBegin(Sequential model)
    {
        _model = model;
        _called = model.Iterations;
    }

    /// <inheritdoc/>
    public override void OnTrainBatchEnd(long batch, Logs logs)
    {
        if (_model!.Iterations % _every == 0)
        {
            Call();
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd()
    {
        if (_called != _model!.Iterations)
        {
            Call();
        }
    }

    private void Call()
    {
        _called = _model!.Iterations;
        action(_called);
    }
}
