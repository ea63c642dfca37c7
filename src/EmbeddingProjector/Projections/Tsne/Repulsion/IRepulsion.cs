namespace EmbeddingProjector.Projections.Tsne.Repulsion;

/// <summary>
/// A way of computing how all points push each other apart: Fᵢ = Σⱼ (yᵢ − yⱼ) / (1 + ‖yᵢ − yⱼ‖²)² for every point, and
/// Z = Σᵢ Σ_{j≠i} 1 / (1 + ‖yᵢ − yⱼ‖²), by which the forces are divided.
/// </summary>
internal interface IRepulsion : IDisposable
{
    /// <summary>Writes the forces, one plane of <see cref="Layout.Capacity"/> floats for each axis, and returns Z.</summary>
    unsafe double Compute(Layout layout, float* forces, CancellationToken cancellationToken);
}
