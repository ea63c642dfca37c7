using EmbeddingProjector.Databases.Relations;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>What is kept of a tensor of PostgreSQL.</summary>
/// <param name="Relation">The table, view or query.</param>
/// <param name="RowsWithout">How many of its rows have no vector.</param>
internal sealed record PostgresTensor(PostgresRelation Relation, long RowsWithout);

/// <summary>Vectors in a table, a view or a query of PostgreSQL: <c>vector</c> and its kin of pgvector, arrays of numbers, or columns of numbers.</summary>
internal sealed class PostgresSource(PostgresAddress address, DatabaseRequest request) : RelationSource<PostgresTensor>(address.Name, request)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<(RelationTensor, PostgresTensor)> Find(CancellationToken cancellationToken)
    {
        using var session = PostgresSession.Open(address, cancellationToken);
        var catalog = new PostgresCatalog(address, session, cancellationToken);
        var found = new List<(RelationTensor, PostgresTensor)>();
        foreach (var relation in Relations(catalog))
        {
            var place = new RelationPlace(Name, relation.Where);
            var vectors = ColumnChoice.Vectors(place, relation.Name, relation.Columns, Request.Vector);
            if (vectors.Count == 0)
            {
                throw new DataFormatException(
                    Name, relation.Where, "no column of vectors",
                    "a column of the type vector, halfvec or sparsevec (pgvector), or an array of numbers", $"{ColumnChoice.Candidates(relation.Columns)} Columns of numbers make a vector by --vector x,y,z.");
            }

            // What is named wrong is said before anything is counted.
            _ = ColumnChoice.Metadata(place, relation.Columns, vectors[0], Request.Metadata);
            found.AddRange(vectors.Select(v => Describe(session, relation, place, v, cancellationToken)));
        }

        return found;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Stream(
        RelationTensor tensor, PostgresTensor beside, IReadOnlyList<RelationColumn> metadata, RowSink sink, CancellationToken cancellationToken)
    {
        var copy = new PostgresCopy(address, beside.Relation, new(tensor.Vector), [.. metadata.Cast<PostgresColumn>()], Request);
        copy.Run(sink, tensor.Info.Shape[0], cancellationToken);
        return copy.Losses;
    }

    /// <inheritdoc/>
    protected override long RowsWithout(PostgresTensor beside) => beside.RowsWithout;

    /// <inheritdoc/>
    protected override string RemedyForLengths(RelationTensor tensor)
    {
        var column = (PostgresColumn)tensor.Vector.Columns[0];
        var length = column.Encoding == VectorEncoding.Array ? "cardinality" : "vector_dims";
        return $"Leave the others out: {Request.Leaving($"{length}({ColumnNames.Quote(column.Name)}) = {tensor.Info.Shape[1]}")}.";
    }

    private IEnumerable<PostgresRelation> Relations(PostgresCatalog catalog)
    {
        if (Request.Query is { } query)
        {
            return [catalog.Describe(query)];
        }

        var choice = catalog.Choice();
        return (Request.Table is { } table ? [choice.Named(table)] : choice.WithVectors(Request.ListsAllTables)).Select(catalog.Describe);
    }

    private (RelationTensor, PostgresTensor) Describe(
        PostgresSession session, PostgresRelation relation, RelationPlace place, RelationVector vector, CancellationToken cancellationToken)
    {
        var chosen = new PostgresVector(vector);
        var (rows, present) = session.Query(
            $"SELECT count(*), count(*) FILTER (WHERE {chosen.PresentSql}) {RowsOf(relation.FromSql, "true")}",
            r => (r.GetInt64(0), r.GetInt64(1)), relation.Where, cancellationToken)[0];
        var dimensions = present == 0 ? 0 : new PostgresCopy(address, relation, chosen, [], Request).FirstLength(session, cancellationToken);
        var info = new TensorInfo(
            vector.Name, vector.ElementType, [present, dimensions], Problem: present > 0 ? null : rows == 0 ? "there are no rows" : $"none of the {rows:N0} rows has a vector");
        return (new(info, place, vector, relation.Columns), new(relation, rows - present));
    }
}
