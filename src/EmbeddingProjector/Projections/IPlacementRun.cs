namespace EmbeddingProjector.Projections;

/// <summary>A run that can place further rows into the map it made, without moving what is there.</summary>
public interface IPlacementRun : IProjectionRun
{
    /// <summary>
    /// Places rows <c>[m, d]</c>: positions <c>[m, 2|3]</c>. Each row is placed by itself, so that a part of the rows gets the
    /// same positions.
    /// </summary>
    /// <param name="rows">Rows with as many columns as those of the map.</param>
    /// <param name="progress">Receives the share done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidOperationException">The map is not complete.</exception>
    /// <exception cref="ArgumentException">The rows have another number of columns.</exception>
    Positions Place(VectorTable rows, IProgress<double>? progress = null, CancellationToken cancellationToken = default);
}
