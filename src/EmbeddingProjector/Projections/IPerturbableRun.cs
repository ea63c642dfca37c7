namespace EmbeddingProjector.Projections;

/// <summary>A run whose points can be shaken, to see what of the map holds.</summary>
public interface IPerturbableRun : IProjectionRun
{
    /// <summary>Moves every point a little; takes effect at the next step. Called from where <see cref="IProjectionRun.Set"/> may be.</summary>
    void Perturb();
}
