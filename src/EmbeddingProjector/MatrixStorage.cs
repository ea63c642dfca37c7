namespace EmbeddingProjector;

/// <summary>Where the rows of a matrix may lie.</summary>
/// <param name="InOrder">
/// True for a caller that goes through the rows from the first to the last: a file beyond the limit whose layout would let it be mapped is then read a stretch at a
/// time when its rows are asked for. It may be cut or rewritten meanwhile without harm to the process: that ends in a <see cref="DataFormatException"/> from the table.
/// </param>
public sealed record MatrixStorage(bool InOrder = false)
{
    internal const string MappedNote =
        "The file is mapped, not read, because it would fill more than half of the memory: write a new version to another name, not over it.";

    private const long LittleMemory = 128L << 20;

    /// <summary>In order, with 128 MiB of memory: for a caller that goes through the rows once, so that memory is bounded and no business of his.</summary>
    public static MatrixStorage Once { get; } = new(InOrder: true) { MemoryLimit = LittleMemory };

    /// <summary>In memory up to half of it, in any order.</summary>
    public static MatrixStorage Default { get; } = new();

    /// <summary>
    /// The most bytes of a matrix that are held in memory: half of what the process may use, if nothing else is said. Beyond it a file is mapped where its layout
    /// allows it, and the rows go into a temporary file where not (see <see cref="VectorTable.StorageNote"/>).
    /// </summary>
    /// <remarks>
    /// Reading costs one pass over the file and makes the table independent of it; a mapped table dies, and the process with it, when the file is cut under it. So
    /// mapping is kept for what memory cannot hold.
    /// </remarks>
    public long MemoryLimit { get; init; } = HalfOfMemory;

    internal static long HalfOfMemory => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Whether memory is meant to hold a matrix of this size.</summary>
    internal bool Holds(long rows, long columns) => (Int128)rows * columns * sizeof(float) <= MemoryLimit;
}
