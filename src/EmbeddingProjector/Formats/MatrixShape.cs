namespace EmbeddingProjector.Formats;

/// <summary>The conditions under which a tensor is a table of vectors.</summary>
internal static class MatrixShape
{
    /// <summary>n and d of a tensor that can be a table.</summary>
    /// <exception cref="DataFormatException">It has another number of axes, no columns, or more rows than a table can have.</exception>
    public static (int Rows, int Columns) Require(string path, TensorInfo tensor)
    {
        var shape = $"the shape [{string.Join(", ", tensor.Shape)}]";
        if (tensor.Shape.Count != 2)
        {
            throw new DataFormatException(path, $"tensor \"{tensor.Name}\"", shape, "two axes: rows and columns");
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
