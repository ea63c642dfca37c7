namespace EmbeddingProjector.Projections.Identity;

/// <summary>Data of at most three columns as it is: column 1 to the right, column 2 up, column 3 to the viewer.</summary>
public sealed class IdentityProjection : IProjection
{
    private const int MostColumns = 3;

    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public string Title => "As it is";

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionParameter> Parameters => [];

    /// <inheritdoc/>
    public IProjectionRun Start(ProjectionInput input, ParameterValues values)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Start(input, "column");
    }

    /// <summary>The same with a name for what lies along the axes.</summary>
    internal static IProjectionRun Start(ProjectionInput input, string axis)
    {
        if (input.Dimensions is not (2 or 3))
        {
            throw new ArgumentException($"A map has 2 or 3 dimensions, not {input.Dimensions}.", nameof(input));
        }

        var columns = input.Vectors.ColumnCount;
        if (columns > MostColumns)
        {
            throw new ArgumentException(
                $"These vectors have {columns:N0} columns; only data of at most {MostColumns} can be shown as it is. Choose PCA, t-SNE or UMAP.",
                nameof(input));
        }

        var axes = Enumerable.Range(1, Math.Min(columns, input.Dimensions)).Select(c => new AxisLabel("", $"{axis} {c}")).ToArray();
        return new AxisRun("copying", axes, _ => Copy(input));
    }

    private static AxisRun.Outcome Copy(ProjectionInput input)
    {
        var (n, d, dimensions) = (input.Vectors.RowCount, input.Vectors.ColumnCount, input.Dimensions);
        var values = new float[n * dimensions];
        var isPlaced = new bool[n];
        for (var row = 0; row < n; row++)
        {
            var vector = input.Vectors.Row(row);
            isPlaced[row] = !vector.ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
            if (isPlaced[row])
            {
                vector[..Math.Min(d, dimensions)].CopyTo(values.AsSpan(row * dimensions));
            }
        }

        BesideTheMap.Place(values, dimensions, isPlaced);
        var notes = new List<string>();
        BesideTheMap.Describe(isPlaced, notes.Add);
        if (d > dimensions)
        {
            notes.Add("Column 3 is not shown in a flat map.");
        }

        return new AxisRun.Outcome(new Positions(values, dimensions), notes);
    }
}
