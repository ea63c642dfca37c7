using System.Runtime.Intrinsics;

namespace EmbeddingProjector.Projections.Tsne.Lanes;

/// <summary>Which width of <see cref="ILanes{TSelf}"/> a kernel runs with.</summary>
internal enum LaneWidth
{
    /// <summary>One number at a time.</summary>
    Scalar = 1,

    /// <summary>256-bit vectors.</summary>
    Eight = 8,

    /// <summary>512-bit vectors.</summary>
    Sixteen = 16,
}

/// <summary>What the hardware offers.</summary>
internal static class LaneWidths
{
    /// <summary>The widest that is accelerated.</summary>
    public static LaneWidth Best =>
        Vector512.IsHardwareAccelerated ? LaneWidth.Sixteen : Vector256.IsHardwareAccelerated ? LaneWidth.Eight : LaneWidth.Scalar;

    /// <summary>Every width that runs on this machine, for tests.</summary>
    public static IReadOnlyList<LaneWidth> All { get; } = [LaneWidth.Scalar, LaneWidth.Eight, LaneWidth.Sixteen];
}
