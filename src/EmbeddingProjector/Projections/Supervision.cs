using System.Globalization;

namespace EmbeddingProjector.Projections;

/// <summary>
/// What supervises a layout: a label for each row, from a column of the metadata. Rows without a value, and rows that carry the ignored
/// label, are not supervised.
/// </summary>
public static class Supervision
{
    /// <summary>The parameter that names the column.</summary>
    public static ProjectionParameter ColumnParameter { get; } = new(
        "supervise_by", "Supervise with", ParameterKind.Text, "",
        "The metadata column (its name, or # and its zero-based index) whose values pull equal rows together; empty for none.");

    /// <summary>The parameter that names the label which does not supervise.</summary>
    public static ProjectionParameter IgnoredLabelParameter { get; } = new(
        "ignored_label", "Ignored label", ParameterKind.Text, "",
        "Rows with this value in the supervising column are placed by their vectors alone; empty for none.",
        "TensorBoard's projector");

    /// <summary>The labels <c>[n]</c>, −1 for rows that are not supervised; null when no column is named.</summary>
    /// <param name="input">The rows and their metadata.</param>
    /// <param name="values">Values that hold both parameters above.</param>
    /// <exception cref="ArgumentException">There is no such column or no such value; the message says what there is.</exception>
    public static int[]? Labels(ProjectionInput input, ParameterValues values)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(values);
        var name = values.Text(ColumnParameter.Name);
        if (name.Length == 0)
        {
            return null;
        }

        var column = FindColumn(input, name, ColumnParameter.Name);
        var labels = column.Codes.ToArray();
        var ignored = values.Text(IgnoredLabelParameter.Name);
        if (ignored.Length > 0)
        {
            var code = column.Values.ToList().IndexOf(ignored);
            if (code < 0)
            {
                throw new ArgumentException($"{IgnoredLabelParameter.Name} = \"{ignored}\": column \"{column.Name}\" has no such value.");
            }

            foreach (ref var label in labels.AsSpan())
            {
                label = label == code ? -1 : label;
            }
        }

        return labels;
    }

    /// <summary>The column that a parameter names, by name or as "#" and its zero-based index.</summary>
    /// <exception cref="ArgumentException">There is none, or its rows are not those of the vectors.</exception>
    internal static MetadataColumn FindColumn(ProjectionInput input, string name, string parameter)
    {
        if (input.Metadata is not { } metadata || metadata.Columns.Count == 0)
        {
            throw new ArgumentException($"{parameter} = \"{name}\": this data set has no metadata columns.");
        }

        if (metadata.RowCount != input.Vectors.RowCount)
        {
            throw new ArgumentException(
                $"{parameter} = \"{name}\": the metadata has {metadata.RowCount:N0} rows, the vectors {input.Vectors.RowCount:N0}.");
        }

        var column = metadata.Columns.FirstOrDefault(c => c.Name == name);
        if (column is null && name.StartsWith('#')
            && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < metadata.Columns.Count)
        {
            column = metadata.Columns[index];
        }

        return column ?? throw new ArgumentException(
            $"{parameter} = \"{name}\": there is no such column. There are: {string.Join(", ", metadata.Columns.Select(c => c.Name))}.");
    }
}
