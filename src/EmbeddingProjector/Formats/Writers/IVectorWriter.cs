namespace EmbeddingProjector.Formats.Writers;

/// <summary>Writes vectors as one file. An instance holds no state; block by block, so that a mapped table may be larger than memory.</summary>
public interface IVectorWriter
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>The endings of the files, with their dot.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>How much of the metadata goes into the file.</summary>
    WrittenMetadata Metadata { get; }

    /// <summary>Whether maps of the rows are written too, so that they are found when the file is opened.</summary>
    bool HoldsMaps => false;

    /// <summary>Writes the vectors, every float32 so that it reads back as the same number, and as much of the rest as the format takes.</summary>
    /// <returns>What could not be kept as it was, besides what the properties say; empty when all was.</returns>
    IReadOnlyList<string> Write(Stream stream, WrittenTable table, CancellationToken cancellationToken);
}

/// <summary>What is written.</summary>
/// <param name="Vectors">The vectors <c>[n, d]</c>, asked for from the first row to the last.</param>
/// <param name="Metadata">n rows, or null.</param>
public sealed record WrittenTable(VectorTable Vectors, MetadataTable? Metadata = null)
{
    /// <summary>Maps of the same rows.</summary>
    public IReadOnlyList<StoredMap> Maps { get; init; } = [];
}

/// <summary>How much of the metadata a format takes.</summary>
public enum WrittenMetadata
{
    /// <summary>None: it goes into a file beside.</summary>
    None,

    /// <summary>The label of each row.</summary>
    Label,

    /// <summary>All columns.</summary>
    All,
}
