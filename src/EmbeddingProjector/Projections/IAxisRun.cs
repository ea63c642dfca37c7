namespace EmbeddingProjector.Projections;

/// <summary>A run whose axes mean something that can be written beside them.</summary>
public interface IAxisRun : IProjectionRun
{
    /// <summary>What stands at the ends of each axis, in order; known from the start.</summary>
    IReadOnlyList<AxisLabel> Axes { get; }
}

/// <summary>What stands at the ends of an axis.</summary>
/// <param name="Low">At the end of small values (left, below, far); empty for nothing.</param>
/// <param name="High">At the end of large values (right, above, near); empty for nothing.</param>
/// <param name="LowRows">How many rows the low end stands for; null where it stands for none in particular.</param>
/// <param name="HighRows">How many rows the high end stands for; null where it stands for none in particular.</param>
public sealed record AxisLabel(string Low, string High, int? LowRows = null, int? HighRows = null);
