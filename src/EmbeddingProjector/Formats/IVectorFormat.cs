namespace EmbeddingProjector.Formats;

/// <summary>
/// A way of storing vectors in files: recognises, lists and reads. An instance holds no state and is used from several threads at once.
/// All members raise <see cref="DataFormatException"/> for a file that is not what it claims to be, and <see cref="IOException"/> or
/// <see cref="UnauthorizedAccessException"/> for one that cannot be opened; nothing else, whatever the bytes are. Memory is
/// allocated in proportion to the size of the file, never to a number that the file merely states.
/// </summary>
public interface IVectorFormat
{
    /// <summary>What people call it: "NumPy array (.npy)".</summary>
    string Name { get; }

    /// <summary>True when listing reads the file from front to back, to count its rows: a large file is then listed only when it is opened.</summary>
    bool ListsByReading => false;

    /// <summary>True when a file packed with gzip is unpacked on the way; <see cref="Recognizes"/> is then given its unpacked bytes, and its path without ".gz".</summary>
    bool ReadsGzip => false;

    /// <summary>True for tables whose other columns become metadata: a file beside them with a general name ("metadata.tsv") is then not taken for theirs.</summary>
    bool HasNamedColumns => false;

    /// <summary>Whether this is a file of the format, from its first bytes (up to 4,096) and its path. Content decides, the extension helps.</summary>
    bool Recognizes(string path, ReadOnlySpan<byte> firstBytes);

    /// <summary>What is inside, in file order, numeric or not.</summary>
    IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken);

    /// <summary>Reads a matrix (<see cref="TensorInfo.IsMatrix"/>) as float32 <c>[n, d]</c>, with the labels that stand beside it, if any.</summary>
    VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken);

    /// <summary>Hands every value of a numeric tensor of any shape to <paramref name="visit"/>, as float64, in the order in which the file stores them, in pieces of any length.</summary>
    void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken);
}

/// <summary>Takes the next values of a tensor; the span is valid during the call.</summary>
public delegate void VisitValues(ReadOnlySpan<double> values);

/// <summary>What a reader is told besides the path.</summary>
/// <param name="Shape">The shape <c>[n, d]</c>, for files that do not state one (.bytes); null or empty when unknown.</param>
/// <param name="Progress">Told the fraction read, 0 to 1, now and then, from the reading thread.</param>
public sealed record ReadSettings(IReadOnlyList<long>? Shape = null, IProgress<double>? Progress = null)
{
    /// <summary>No shape, no progress.</summary>
    public static ReadSettings Default { get; } = new();

    /// <summary>Where the rows may lie: in memory up to half of it, if nothing else is said.</summary>
    public MatrixStorage Storage { get; init; } = MatrixStorage.Default;
}

/// <summary>What was read from a file.</summary>
/// <param name="Vectors">The vectors <c>[n, d]</c>.</param>
/// <param name="Metadata">Labels or columns found beside the vectors, n rows; null when there are none.</param>
/// <param name="Notes">What the reader decided that a person may want to know: "The first line was read as a header."</param>
public sealed record VectorFile(VectorTable Vectors, MetadataTable? Metadata, IReadOnlyList<string> Notes)
{
    /// <summary>What the reader decided, and where the vectors lie when that is not memory.</summary>
    public IReadOnlyList<string> Notes { get; init; } = Vectors.StorageNote is { } note ? [.. Notes, note] : Notes;

    /// <summary>Maps of the same rows that the file brings along.</summary>
    public IReadOnlyList<StoredMap> Maps { get; init; } = [];

    /// <summary>The distance that the file was made for, where it states one that is known here: "cosine" or "euclidean"; else null.</summary>
    public string? Metric { get; init; }
}
