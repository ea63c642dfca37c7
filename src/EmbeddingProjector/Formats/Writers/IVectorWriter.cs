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

    /// <summary>Writes the vectors, every float32 so that it reads back as the same number, and as much of the metadata as the format takes.</summary>
    /// <returns>What could not be kept as it was; empty when all was.</returns>
    IReadOnlyList<string> Write(Stream stream, VectorTable vectors, MetadataTable? metadata, CancellationToken cancellationToken);
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
