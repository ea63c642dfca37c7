using EmbeddingProjector.Training.Metrics;

namespace EmbeddingProjector.Training;

/// <summary>What <see cref="Sequential.Fit"/> measured, epoch by epoch.</summary>
public sealed class History
{
    private readonly List<Logs> _epochs = [];
    private readonly List<TimeSpan> _durations = [];

    internal History()
    {
    }

    /// <summary>For each epoch its "loss", metrics, "val_loss" and "val_" metrics: means over the epoch while training, and after it.</summary>
    public IReadOnlyList<Logs> Epochs => _epochs;

    /// <summary>How long the steps of each epoch took, without the validation.</summary>
    public IReadOnlyList<TimeSpan> Durations => _durations;

    /// <summary>One measure over the epochs: <c>history["val_loss"]</c>.</summary>
    public IReadOnlyList<double> this[string name] => [.. _epochs.Select(epoch => epoch[name])];

    internal void Add(Logs logs, TimeSpan duration)
    {
        _epochs.Add(logs);
        _durations.Add(duration);
    }
}
