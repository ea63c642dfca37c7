using EmbeddingProjector.Training.Losses;
using EmbeddingProjector.Training.Metrics;
using EmbeddingProjector.Training.Optimizers;

namespace EmbeddingProjector.Training;

/// <summary>What <see cref="Sequential.Compile"/> chose.</summary>
internal sealed record Compiled(Adam Optimizer, BinaryCrossentropy Loss, IReadOnlyList<BinaryAccuracy> Metrics)
{
    public RunningMeans NewMeans() => new(Loss, Metrics);
}
