namespace EmbeddingProjector.Formats.Columnar;

/// <summary>What the cells of a column are.</summary>
internal enum ColumnKind
{
    /// <summary>One number a row.</summary>
    Number,

    /// <summary>A list of numbers a row; lists of lists count as one list.</summary>
    List,

    /// <summary>A text, a date or a truth value a row.</summary>
    Text,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>A column as the schema has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its cells are.</param>
/// <param name="ElementType">The type of its elements, in numpy's words where it is a number.</param>
internal sealed record ColumnarColumn(string Name, ColumnKind Kind, string ElementType);

/// <summary>
/// Takes the numbers of one row that are there, and how many of its list are not; no numbers where the row has none. The span is valid during the call.
/// </summary>
internal delegate void VisitRow(long row, ReadOnlySpan<double> values, int missing);

/// <summary>An open file of named columns that are stored in batches of rows. Members may raise whatever the library beneath raises.</summary>
internal abstract class ColumnarFile : IDisposable
{
    /// <summary>The columns, in file order.</summary>
    public abstract IReadOnlyList<ColumnarColumn> Columns { get; }

    /// <summary>The rows of each batch.</summary>
    public abstract IReadOnlyList<long> BatchRows { get; }

    /// <summary>The number of rows.</summary>
    public long RowCount => BatchRows.Sum();

    /// <summary>Whether <see cref="Uniform"/> begins to read at once, on another thread, so that it pays to ask for the next batch before this one is taken.</summary>
    public virtual bool ReadsAhead => false;

    /// <summary>How long the lists of a column are.</summary>
    public abstract ListLengths Lengths(int column);

    /// <summary>
    /// The numbers of a column where every row of the batch has exactly <paramref name="length"/> of them, row after row; null where some row has another number,
    /// or none.
    /// </summary>
    public abstract ElementSource? Uniform(int batch, int column, int length);

    /// <summary>The vectors of a column of lists where they lie in the file, <c>[n, length]</c>; null where their layout does not allow it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="length">d.</param>
    /// <param name="inOrder">Whether they are read in order, when they are asked for, instead of mapped.</param>
    public virtual VectorTable? InFile(int column, int length, bool inOrder) => null;

    /// <summary>Hands out the numbers of a column of numbers or lists, row by row; rows are counted within the batch.</summary>
    public abstract void VisitNumbers(int batch, int column, VisitRow visit);

    /// <summary>The cells of a column of numbers or texts; null where there is none.</summary>
    public abstract IEnumerable<string?> Texts(int batch, int column);

    public abstract void Dispose();
}
