using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections.Tsne.Repulsion;

namespace EmbeddingProjector.Projections.Tsne;

/// <summary>What a run is told. The settable ones may change between steps.</summary>
internal sealed class TsneOptions
{
    public double Perplexity { get; private set; } = 30;

    /// <summary>0: until told to stop.</summary>
    public int Iterations { get; private set; } = 750;

    public int EarlyIterations { get; private set; } = 250;

    public double Exaggeration { get; private set; } = 12;

    /// <summary>Null: n / exaggeration.</summary>
    public double? LearningRate { get; set; }

    public double Theta { get; private set; } = 0.5;

    /// <summary>0 to 1.</summary>
    public double Supervision { get; private set; }

    public DistanceMetric Metric { get; init; } = DistanceMetric.Euclidean;

    public bool RandomStart { get; init; }

    /// <summary>Null: the cheapest.</summary>
    public RepulsionMethod? Repulsion { get; init; }

    /// <summary>Labels <c>[n]</c>, −1 for rows that are not supervised; null for none.</summary>
    public int[]? Labels { get; init; }

    /// <summary>Takes the checked value of a live parameter; null is "auto".</summary>
    public void Set(string parameter, double? value)
    {
        switch (parameter)
        {
            case TsneProjection.Perplexity:
                Perplexity = value!.Value;
                break;
            case TsneProjection.LearningRate:
                LearningRate = value;
                break;
            case TsneProjection.Iterations:
                Iterations = (int)value!.Value;
                break;
            case TsneProjection.EarlyIterations:
                EarlyIterations = (int)value!.Value;
                break;
            case TsneProjection.Exaggeration:
                Exaggeration = value!.Value;
                break;
            case TsneProjection.Theta:
                Theta = value!.Value;
                break;
            case TsneProjection.Supervise:
                Supervision = value!.Value / 100;
                break;
            default:
                throw new ArgumentException($"{parameter} is not a live parameter.", nameof(parameter));
        }
    }
}
