using EmbeddingProjector.Training.Callbacks;
using EmbeddingProjector.Training.Layers;
using EmbeddingProjector.Training.Metrics;

namespace EmbeddingProjector.Training;

/// <summary>Epochs of steps: forward, loss, backward, update; then the validation.</summary>
internal sealed class TrainingLoop(Sequential model, IReadOnlyList<Callback> callbacks, CancellationToken cancellationToken)
{
    private readonly Compiled _compiled = model.RequireCompiled();
    private readonly Activations _outputGradient = new();

    public History Run(BatchSource batches, int epochs, BatchSource? validation)
    {
        var history = new History();
        Each(callback => callback.OnTrainBegin(model));
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            Each(callback => callback.OnEpochBegin(epoch, batches.Steps));
            var start = TimeProvider.System.GetTimestamp();
            var logs = TrainEpoch(batches);
            var duration = TimeProvider.System.GetElapsedTime(start);
            if (validation is not null)
            {
                logs = logs.With("val_", Validate(validation));
            }

            history.Add(logs, duration);
            Each(callback => callback.OnEpochEnd(epoch, logs));
        }

        Each(callback => callback.OnTrainEnd());
        return history;
    }

    private Logs TrainEpoch(BatchSource batches)
    {
        var means = _compiled.NewMeans();
        var step = 0L;
        foreach (var batch in batches.Epoch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outputs = model.Forward(batch);
            means.Add(batch, outputs, _outputGradient);
            model.Backward(batch, _outputGradient);
            _compiled.Optimizer.Apply();
            if (callbacks.Count > 0)
            {
                var logs = means.ToLogs();
                Each(callback => callback.OnTrainBatchEnd(step, logs));
            }

            step++;
        }

        return means.ToLogs();
    }

    private Logs Validate(BatchSource batches)
    {
        var means = _compiled.NewMeans();
        foreach (var batch in batches.Epoch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            means.Add(batch, model.Forward(batch));
        }

        return means.ToLogs();
    }

    private void Each(Action<Callback> call)
    {
        foreach (var callback in callbacks)
        {
            call(callback);
        }
    }
}
