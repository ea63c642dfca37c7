namespace EmbeddingProjector.Formats;

/// <summary>
/// A way of storing what is known of rows, without vectors: labels and columns. Errors and bounds are those of <see cref="IVectorFormat"/>.
/// </summary>
public interface IMetadataFormat
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <inheritdoc cref="IVectorFormat.ReadsGzip"/>
    bool ReadsGzip { get; }

    /// <inheritdoc cref="IVectorFormat.Recognizes"/>
    bool Recognizes(string path, ReadOnlySpan<byte> firstBytes);

    /// <summary>Reads all rows; fields that hold vectors are left out.</summary>
    MetadataTable ReadMetadata(string path, CancellationToken cancellationToken);
}
