namespace EmbeddingProjector.Databases.Relations;

/// <summary>What was decided and met while reading, in words.</summary>
internal static class RelationNotes
{
    /// <summary>The notes of a reading.</summary>
    public static IEnumerable<string> Of(RelationVector vector, IReadOnlyList<RelationColumn> metadata, IReadOnlyList<string> left, long rows, long rowsNotSent, long rowsMetWithout, long expected)
    {
        yield return vector.IsOneColumn ? $"The vectors are the column \"{vector.Columns[0].Name}\" ({vector.Columns[0].TypeName})."
            : $"The vectors are {vector.Columns.Count:N0} columns of numbers, {ColumnNames.Some([.. vector.Columns.Select(c => c.Name)], 6)}.";
        if (metadata.Count > 0)
        {
            yield return $"Metadata: {ColumnNames.Some([.. metadata.Select(c => c.Name)], 6)}.";
        }

        if (left.Count > 0)
        {
            yield return $"Left out, because a cell of metadata is one text or number: {ColumnNames.Some(left, 6)}.";
        }

        var rowsWithout = rowsNotSent + rowsMetWithout;
        if (rowsWithout > 0)
        {
            yield return $"Rows without a vector were left out: {rowsWithout:N0}.";
        }

        if (rows + rowsMetWithout != expected)
        {
            yield return $"{rows:N0} rows were read; there were {expected:N0} when they were counted.";
        }
    }
}
