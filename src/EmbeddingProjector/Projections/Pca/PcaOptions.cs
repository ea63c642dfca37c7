namespace EmbeddingProjector.Projections.Pca;

/// <summary>How a principal component analysis is done.</summary>
/// <param name="Components">How many components are wanted; fewer are found when there are fewer rows or columns.</param>
/// <param name="Centred">Whether the mean is subtracted first.</param>
/// <param name="Seed">Start of the iterations: the same seed gives the same bytes.</param>
/// <param name="Solver">How the eigenpairs are found.</param>
/// <param name="Threads">The most threads to use; 0 for all cores. The result does not depend on it.</param>
public sealed record PcaOptions(int Components = 10, bool Centred = true, ulong Seed = 42, PcaSolver Solver = PcaSolver.Auto, int Threads = 0);
