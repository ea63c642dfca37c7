using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Projections.Tsne.Interpolation;

/// <summary>From map coordinates to grid coordinates: u = x × scale + origin, so many nodes from the first.</summary>
internal readonly struct GridFrame
{
    private readonly float _originX;
    private readonly float _originY;

    /// <summary>
    /// A frame that puts the corner (<paramref name="minimumX"/>, <paramref name="minimumY"/>) of the map inside the margin that splines
    /// need.
    /// </summary>
    public GridFrame(float spacing, float minimumX, float minimumY)
    {
        // Half a node of room, so that rounding never carries a point over the margin.
        Scale = 1 / spacing;
        _originX = SplineBasis.Reach + 0.5f - (minimumX * Scale);
        _originY = SplineBasis.Reach + 0.5f - (minimumY * Scale);
    }

    /// <summary>Nodes in a unit of the map.</summary>
    public float Scale { get; }

    /// <summary>How many nodes an extent of the map needs, margins included.</summary>
    public static int NodesFor(float extent, float spacing) => (int)(extent / spacing) + SplineBasis.Support + 2;

    /// <summary>The column of the node before x, and how far x is from it, 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Column(float x, out float fraction) => Split(MathF.FusedMultiplyAdd(x, Scale, _originX), out fraction);

    /// <summary>The row of the node before y, and how far y is from it, 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Row(float y, out float fraction) => Split(MathF.FusedMultiplyAdd(y, Scale, _originY), out fraction);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Split(float u, out float fraction)
    {
        var node = (int)u;
        fraction = u - node;
        return node;
    }
}
