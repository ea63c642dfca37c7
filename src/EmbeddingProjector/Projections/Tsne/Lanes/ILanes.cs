namespace EmbeddingProjector.Projections.Tsne.Lanes;

/// <summary>
/// A handful of float32 numbers that are worked on together. A kernel written over it is compiled once for each width: 16 and 8 for the
/// hardware, 1 as the scalar twin that the others are tested against.
/// </summary>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>How many numbers.</summary>
    static abstract int Count { get; }

    static abstract TSelf Load(float* source);

    static abstract TSelf Create(float value);

    void Store(float* target);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a × b + c with one rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>1 / a to within two units in the last place; a is positive and neither tiny nor huge.</summary>
    static abstract TSelf Reciprocal(TSelf a);

    /// <summary>e^a for a from −80 to 0, to within about 2 in 10⁷.</summary>
    static abstract TSelf Exp(TSelf a);

    static abstract TSelf SquareRoot(TSelf a);

    static abstract TSelf Min(TSelf a, TSelf b);

    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>
    /// For each lane <paramref name="then"/> where <paramref name="test"/> is above 0, else <paramref name="otherwise"/>.
    /// </summary>
    static abstract TSelf IfPositive(TSelf test, TSelf then, TSelf otherwise);

    /// <summary>source[indices[l]] for each lane l.</summary>
    static abstract TSelf Gather(float* source, int* indices);

    /// <summary>pairs[2 indices[l]] and pairs[2 indices[l] + 1] for each lane l.</summary>
    static abstract (TSelf First, TSelf Second) GatherPairs(float* pairs, int* indices);

    /// <summary>The sum of the lanes.</summary>
    static abstract float Sum(TSelf a);
}
