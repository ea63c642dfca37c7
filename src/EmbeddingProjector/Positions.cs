namespace EmbeddingProjector;

/// <summary>Where each row stands in the map: <c>[n, 2|3]</c> float32, row-major, in the units of the projection that made them.</summary>
public sealed class Positions
{
    private readonly float[] _values;

    /// <summary>Positions over <paramref name="values"/> <c>[n, dimensions]</c>, which is not copied.</summary>
    public Positions(float[] values, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, 3);
        if (values.Length % dimensions != 0)
        {
            throw new ArgumentException($"{values.Length} numbers are not whole rows of {dimensions}.", nameof(values));
        }

        _values = values;
        Dimensions = dimensions;
        RowCount = values.Length / dimensions;
    }

    /// <summary>n, the number of rows.</summary>
    public int RowCount { get; }

    /// <summary>2 or 3.</summary>
    public int Dimensions { get; }

    /// <summary>All positions, <c>[n, dimensions]</c>.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>All positions as memory that can be handed to another thread.</summary>
    public ReadOnlyMemory<float> Memory => _values;

    /// <summary>The position of one row, <c>[dimensions]</c>.</summary>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * Dimensions, Dimensions);
}
