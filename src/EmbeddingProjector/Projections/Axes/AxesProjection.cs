using System.Globalization;

namespace EmbeddingProjector.Projections.Axes;

/// <summary>
/// Axes that the person spans: from the rows that match one text to those that match another (as in the original projector), or from any
/// selection of rows to any other. Source: the projector's custom axes (Smilkov et al., "Embedding Projector", arXiv:1611.05469).
/// </summary>
public sealed class AxesProjection : IProjection
{
    internal const string SearchBy = "search_by";

    private static readonly (string Low, string High, string Name)[] _axes =
    [
        ("left", "right", "horizontal"),
        ("down", "up", "vertical"),
        ("far", "near", "depth"),
    ];

    /// <inheritdoc/>
    public string Name => "axes";

    /// <inheritdoc/>
    public string Title => "Custom";

    /// <inheritdoc/>
    public IReadOnlyList<ProjectionParameter> Parameters { get; } =
    [
        new(SearchBy, "Search by", ParameterKind.Text, "",
            "The metadata column (its name, or # and its zero-based index) that is searched; empty for the one that labels rows."),
        .. _axes.SelectMany(axis => new[] { axis.Low, axis.High }.SelectMany(end => new ProjectionParameter[]
        {
            new(end, TitleOf(end), ParameterKind.Text, "", $"Rows with this text stand at the {end} end of the {axis.Name} axis.", "TensorBoard's projector"),
            new(RegexOf(end), $"{TitleOf(end)} is a pattern", ParameterKind.Flag, "false", $"Whether {end} is a regular expression.", "TensorBoard's projector"),
            new(RowsOf(end), $"{TitleOf(end)} rows", ParameterKind.Text, "",
                $"The rows at the {end} end as a list such as 3, 7, 10-20; they take the place of the text."),
        })),
    ];

    /// <inheritdoc/>
    public IProjectionRun Start(ProjectionInput input, ParameterValues values)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(values);
        if (input.Dimensions is not (2 or 3))
        {
            throw new ArgumentException($"A map has 2 or 3 dimensions, not {input.Dimensions}.", nameof(input));
        }

        var notes = new List<string>();
        var axes = _axes.Take(input.Dimensions).Select(axis => Axis(input, values, axis.Low, axis.High, axis.Name, notes)).ToArray();
        if (axes.All(axis => axis is null))
        {
            throw new ArgumentException("Nothing spans an axis yet. Give a text (or a list of rows) for left, right, up or down.");
        }

        return new AxisRun("projecting", [.. axes.Select(a => a?.Label ?? new AxisLabel("", ""))], token => Project(input, axes, notes, token));
    }

    private static string TitleOf(string end) => char.ToUpperInvariant(end[0]) + end[1..];

    private static string RegexOf(string end) => end + "_regex";

    private static string RowsOf(string end) => end + "_rows";

    /// <summary>The axis between two ends; null, and a note, when both are left open.</summary>
    private static CustomAxis? Axis(ProjectionInput input, ParameterValues values, string low, string high, string name, List<string> notes)
    {
        var (from, to) = (End(input, values, low), End(input, values, high));
        if (from is null && to is null)
        {
            notes.Add($"Nothing spans the {name} axis, so all rows are at 0 on it: give {low} or {high}.");
            return null;
        }

        return CustomAxis.Between(
            input.Vectors,
            from?.Rows,
            to?.Rows,
            new AxisLabel(from?.Label ?? "all rows", to?.Label ?? "all rows", from?.Rows.Length, to?.Rows.Length));
    }

    private static (int[] Rows, string Label)? End(ProjectionInput input, ParameterValues values, string end)
    {
        var n = input.Vectors.RowCount;
        if (values.Text(RowsOf(end)) is { Length: > 0 } list)
        {
            var listed = RowQuery.Listed(list, n, RowsOf(end));
            return (listed, Named(input, listed));
        }

        if (values.Text(end) is not { Length: > 0 } text)
        {
            return null;
        }

        var searched = values.Text(SearchBy);
        var column = searched.Length > 0 ? Supervision.FindColumn(input, searched, SearchBy) : input.Metadata?.DefaultLabel;
        var rows = RowQuery.Matching(column, n, text, values.Flag(RegexOf(end)), end);
        return (rows, text);
    }

    /// <summary>What a list of rows is called beside its axis: by its first row.</summary>
    private static string Named(ProjectionInput input, int[] rows)
    {
        var first = input.Metadata?.DefaultLabel?.Text(rows[0]) ?? string.Create(CultureInfo.InvariantCulture, $"row {rows[0]}");
        return rows.Length == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first} and {rows.Length - 1:N0} more");
    }

    private static AxisRun.Outcome Project(
        ProjectionInput input, CustomAxis?[] axes, List<string> notes, CancellationToken cancellationToken)
    {
        const int rowsPerTask = 1024;
        var (n, dimensions) = (input.Vectors.RowCount, input.Dimensions);
        var positions = new float[n * dimensions];
        var isPlaced = new bool[n];
        ParallelBlocks.For(
            (n + rowsPerTask - 1) / rowsPerTask,
            input.Threads,
            task =>
            {
                for (var row = task * rowsPerTask; row < Math.Min(n, (task + 1) * rowsPerTask); row++)
                {
                    var vector = input.Vectors.Row(row);
                    isPlaced[row] = !vector.ContainsAnyExceptInRange(float.MinValue, float.MaxValue);
                    for (var axis = 0; axis < dimensions && isPlaced[row]; axis++)
                    {
                        var coordinate = axes[axis]?.Coordinate(vector) ?? 0;
                        positions[(row * dimensions) + axis] = (float)Math.Clamp(coordinate, float.MinValue, float.MaxValue);
                    }
                }
            },
            cancellationToken);
        BesideTheMap.Place(positions, dimensions, isPlaced);
        BesideTheMap.Describe(isPlaced, notes.Add);
        return new AxisRun.Outcome(new Positions(positions, dimensions), notes);
    }
}
