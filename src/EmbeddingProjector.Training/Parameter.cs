using EmbeddingProjector.Training.Optimizers;

namespace EmbeddingProjector.Training;

/// <summary>
/// Weights that are trained: <c>[rows, columns]</c> float32, row-major; a bias has one row. They are read and replaced as copies, between
/// steps.
/// </summary>
public sealed class Parameter
{
    private readonly float[] _values;

    internal Parameter(string name, IReadOnlyList<int> shape)
    {
        Name = name;
        Shape = shape;
        Columns = shape[^1];
        Rows = shape.Count == 1 ? 1 : shape[0];
        _values = new float[Rows * Columns];
        Gradient = new float[_values.Length];
    }

    /// <summary>The layer and the role, as Keras writes them: "embedding/embeddings", "dense_1/kernel".</summary>
    public string Name { get; }

    /// <summary><c>[rows, columns]</c> of a matrix, <c>[columns]</c> of a bias.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The number of rows; 1 for a bias.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The number of weights.</summary>
    public int Count => _values.Length;

    /// <summary>The weights in place. Rows whose updates are deferred may lie behind: see <see cref="Settle"/>.</summary>
    internal Span<float> Values => _values;

    /// <summary>
    /// ∂L/∂weights of the last backward pass, <c>[rows, columns]</c>. Where updates are deferred, a row's is kept until it is applied, and then 0.
    /// </summary>
    internal float[] Gradient { get; }

    /// <summary>Set when the gradient of most rows is 0 at most steps: the rows that the last backward pass reached.</summary>
    internal TouchedRows? Touched { get; init; }

    /// <summary>Brings rows up to date whose updates the optimizer put off; null while there is none.</summary>
    internal IDeferredUpdates? Deferred { get; set; }

    /// <summary>The weights as a table that later steps do not change.</summary>
    public VectorTable ToTable()
    {
        Settle();
        return VectorTable.FromArray([.. _values], Rows, Columns);
    }

    /// <summary>Replaces the weights; what an optimizer remembers of earlier steps stays.</summary>
    /// <exception cref="ArgumentException">The table has another shape.</exception>
    public void Assign(VectorTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.RowCount != Rows || table.ColumnCount != Columns)
        {
            throw new ArgumentException(
                $"\"{Name}\" holds {Rows} × {Columns} weights; the given table has {table.RowCount} × {table.ColumnCount}.", nameof(table));
        }

        // Updates that were put off belong to the old weights, but their moments to the steps to come.
        Settle();
        for (var row = 0; row < Rows; row++)
        {
            table.Row(row).CopyTo(_values.AsSpan(row * Columns, Columns));
        }
    }

    /// <summary>Brings every row up to the last step.</summary>
    internal void Settle() => Deferred?.CatchUpAll();

    /// <summary>Draws each weight uniformly from [−limit, limit).</summary>
    internal void FillUniform(float limit, ulong seed)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = limit * ((2 * CounterRandom.Unit(seed, (ulong)i)) - 1);
        }
    }
}
