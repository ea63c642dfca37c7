using System.Globalization;

namespace EmbeddingProjector.Formats;

/// <summary>The conditions under which a tensor is a table of vectors.</summary>
internal static class MatrixShape
{
    /// <summary>
    /// What to do about a tensor that has not two axes. Nothing is flattened unasked, in no format: [n, a, b] may be n points of a·b numbers, or n·a points of b.
    /// </summary>
    public static string Remedy(IReadOnlyList<long> shape) => shape.Count < 3
        ? "A map needs two axes: one row for each point. Save the tensor reshaped to rows × columns."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"A map needs two axes: one row for each point. Save it reshaped: .reshape({shape[0]}, -1) makes a point of each entry of the first axis, .reshape(-1, {shape[^1]}) of each vector along the last.");

    /// <summary>n and d of a tensor that can be a table.</summary>
    /// <exception cref="DataFormatException">It has another number of axes, no columns, or more rows than a table can have.</exception>
    public static (int Rows, int Columns) Require(string path, TensorInfo tensor)
    {
        var shape = $"the shape [{string.Join(", ", tensor.Shape)}]";
        if (tensor.Shape.Count != 2)
        {
            throw new DataFormatException(path, $"tensor \"{tensor.Name}\"", shape, "two axes: rows and columns", Remedy(tensor.Shape));
        }

        var (rows, columns) = (tensor.Shape[0], tensor.Shape[1]);
        if (rows is < 0 or > int.MaxValue || columns < 1 || columns > Array.MaxLength)
        {
            throw new DataFormatException(
                path, $"tensor \"{tensor.Name}\"", shape, $"at most {int.MaxValue:N0} rows, and from 1 to {Array.MaxLength:N0} columns");
        }

        return ((int)rows, (int)columns);
    }
}
