namespace EmbeddingProjector.Quality;

/// <summary>How a map is measured.</summary>
/// <param name="TrustworthinessNeighbors">k of trustworthiness and continuity.</param>
/// <param name="PreservationNeighbors">k of neighbor preservation.</param>
/// <param name="SampleRows">
/// On how many rows at most the measures are taken, each against all n rows. Null: on all up to <see cref="ExactRows"/> rows, on
/// <see cref="UsualSample"/> of more.
/// </param>
/// <param name="Seed">Which rows are sampled.</param>
/// <param name="Threads">The most threads to use, 0 for all cores; the result does not depend on it.</param>
public sealed record QualityOptions(
    int TrustworthinessNeighbors = 12, int PreservationNeighbors = 15, int? SampleRows = null, ulong Seed = 42, int Threads = 0)
{
    /// <summary>Up to so many rows all are measured.</summary>
    public const int ExactRows = 10_000;

    /// <summary>Of more rows so many are measured: the standard error of the measures is then below a thousandth or so.</summary>
    public const int UsualSample = 2_000;
}
