namespace EmbeddingProjector.Neighbors;

/// <summary>Progress of a part of some work, as progress of the whole.</summary>
internal sealed class ProgressPart(IProgress<double> whole, double from, double to) : IProgress<double>
{
    public void Report(double value) => whole.Report(from + ((to - from) * value));
}
