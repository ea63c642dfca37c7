using EmbeddingProjector.Formats.Text;

namespace EmbeddingProjector.Databases.Relations;

/// <summary>Which columns of a table or query are its vectors, and which become metadata.</summary>
internal static class ColumnChoice
{
    /// <summary>The vectors: as the person says, else every column of vectors; empty when there is none.</summary>
    /// <param name="place">Source and table, for errors.</param>
    /// <param name="table">What the name of a tensor begins with.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="wanted">What the person says; null for nothing.</param>
    /// <exception cref="DataFormatException">What the person says is not there, or holds no numbers.</exception>
    public static IReadOnlyList<RelationVector> Vectors(RelationPlace place, string? table, IReadOnlyList<RelationColumn> columns, IReadOnlyList<string>? wanted)
    {
        if (wanted is not { Count: > 0 })
        {
            return [.. columns.Where(c => c.Use == ColumnUse.Vector).Select(c => new RelationVector(NameOf(table, c.Name), [c]))];
        }

        var found = wanted.Select(name => Find(place, columns, name)).ToList();
        if (found is [{ Use: ColumnUse.Vector } one])
        {
            return [new(NameOf(table, one.Name), [one])];
        }

        if (found.FirstOrDefault(c => c.Use != ColumnUse.Number) is { } wrong)
        {
            throw new DataFormatException(
                place.Source, place.Where, $"a column \"{wrong.Name}\" of the type {wrong.TypeName}",
                found.Count == 1 ? "a type of several numbers a row" : "one column of vectors, or several of one number each", Candidates(columns));
        }

        return found.Count > 1
            ? [Several(table, null, found)]
            : throw new DataFormatException(
                place.Source, place.Where, $"a column \"{found[0].Name}\" of one number a row ({found[0].TypeName})", "several numbers a row",
                $"{Candidates(columns)} Several columns of numbers make a vector too: --vector x,y,z.");
    }

    /// <summary>Columns of one number each that look like the dimensions of a vector, by the rules that hold for tables of text.</summary>
    public static IReadOnlyList<RelationVector> NumberedVectors(string? table, IReadOnlyList<RelationColumn> columns, IReadOnlyList<DelimitedColumn> judged) =>
    [
        .. DelimitedTensor.Find(judged).Where(t => !t.IsList)
            .Select(t => Several(table, t.Name, [.. t.Columns.Select(i => columns[i])])),
    ];

    /// <summary>The columns that become metadata, and the names of those left out.</summary>
    /// <exception cref="DataFormatException">One that the person names is not there.</exception>
    public static (IReadOnlyList<RelationColumn> Kept, IReadOnlyList<string> Left) Metadata(
        RelationPlace place, IReadOnlyList<RelationColumn> columns, RelationVector vector, IReadOnlyList<string>? wanted)
    {
        if (wanted is not null)
        {
            return ([.. wanted.Select(name => Find(place, columns, name)).DistinctBy(c => c.Name)], []);
        }

        var beside = columns.Except(vector.Columns).ToList();
        return (
            [.. beside.Where(c => c.Use is ColumnUse.Number or ColumnUse.Text).DistinctBy(c => c.Name)],
            [.. beside.Where(c => c.Use is ColumnUse.Vector or ColumnUse.Other).Select(c => c.Name)]);
    }

    /// <summary>"Columns of vectors: …" as the remedy of an error.</summary>
    public static string Candidates(IReadOnlyList<RelationColumn> columns)
    {
        var vectors = columns.Where(c => c.Use == ColumnUse.Vector).Select(c => $"{c.Name} ({c.TypeName})").ToList();
        return vectors.Count > 0 ? $"Its columns of vectors: {ColumnNames.Some(vectors)}."
            : $"It has no column of vectors. Its columns: {ColumnNames.Some([.. columns.Select(c => $"{c.Name} ({c.TypeName})")])}.";
    }

    private static RelationVector Several(string? table, string? name, List<RelationColumn> columns) =>
        new(NameOf(table, name ?? $"{columns[0].Name} … {columns[^1].Name}"), columns);

    private static string NameOf(string? table, string column) => table is null ? column : $"{table}.{column}";

    private static RelationColumn Find(RelationPlace place, IReadOnlyList<RelationColumn> columns, string name) =>
        ColumnNames.Find(columns, name, c => c.Name)
        ?? throw new DataFormatException(
            place.Source, place.Where, $"no column \"{name}\"", $"one of: {ColumnNames.Some([.. columns.Select(c => c.Name)], 20)}", Candidates(columns));
}

/// <summary>Where something was found, for errors.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="Where">"table \"items\"", "the query"; null for the whole source.</param>
internal sealed record RelationPlace(string Source, string? Where);
