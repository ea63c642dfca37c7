namespace EmbeddingProjector.Formats;

/// <summary>
/// Vectors that lie in no file: a table of a database, the answer to a query. What <see cref="IVectorFormat"/> is for files. Used from several
/// threads at once. All members raise <see cref="DataFormatException"/> for what cannot be reached or used, with <see cref="Name"/> in the place of
/// the path, and nothing else but <see cref="OperationCanceledException"/>.
/// </summary>
public interface IVectorSource
{
    /// <summary>What people know it by: "postgres://host:5432/shop". It never holds a password.</summary>
    string Name { get; }

    /// <summary>What there is to be read, with the number of rows that have a vector.</summary>
    IReadOnlyList<TensorInfo> List(CancellationToken cancellationToken);

    /// <summary>Reads one as float32 <c>[n, d]</c>, with the columns that stand beside it. What changed since it was listed is read as it is now.</summary>
    VectorFile Read(TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken);

    /// <summary>Hands every value of one to <paramref name="visit"/>, as float64, row by row.</summary>
    void Visit(TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken);
}
