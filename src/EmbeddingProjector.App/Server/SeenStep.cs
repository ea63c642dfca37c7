using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>Where the rows stood at one version of the vectors, as a layout gave it.</summary>
/// <param name="Number">Counts the versions that were seen, from 1.</param>
/// <param name="DatasetId">The data set that it was.</param>
/// <param name="VectorsVersion">Tells its vectors from those of other versions.</param>
/// <param name="Step">The training step, where it is known.</param>
/// <param name="WrittenAt">When the vectors were written (UTC).</param>
/// <param name="Rows">n.</param>
/// <param name="Map">The positions of the run.</param>
/// <param name="Components">Its components, where it has any; the positions are a choice of them.</param>
internal sealed record SeenStep(
    int Number, string DatasetId, string VectorsVersion, long? Step, DateTime? WrittenAt, int Rows, Positions Map, IComponentRun? Components)
{
    /// <summary>The bytes of positions that it keeps alive.</summary>
    public long Bytes => (4L * Map.Values.Length) + (4L * Rows * (Components?.ComponentCount ?? 0));

    /// <summary>How a person calls it: "step 1,200", else "version 3".</summary>
    public string Name => Step is { } step ? $"step {step:N0}" : $"version {Number:N0}";

    /// <summary>The positions along the picked components, as the run gave them.</summary>
    public Positions Raw(IReadOnlyList<int>? picked) => picked is null || Components is null ? Map : Components.Select(picked);
}
