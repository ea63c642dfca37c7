namespace EmbeddingProjector.Projections.Pca;

/// <summary>A symmetric positive semidefinite d × d matrix of which only products with vectors are needed.</summary>
internal interface ISymmetricOperator
{
    /// <summary>d.</summary>
    int Size { get; }

    /// <summary>The number of vectors that one product costs no more for than one vector.</summary>
    int BlockWidth { get; }

    /// <summary>av ← A v for each row of v <c>[vectors, d]</c>; the bytes do not depend on the number of threads.</summary>
    void Multiply(double[] v, double[] av, CancellationToken cancellationToken);
}
