namespace EmbeddingProjector.Formats;

/// <summary>
/// A way of storing vectors that may also hold what is known of rows, without vectors: labels and columns. Errors and bounds are those of <see cref="IVectorFormat"/>.
/// </summary>
public interface IMetadataFormat : IVectorFormat
{
    /// <summary>Whether this is a file of metadata of the format; text that begins as the format does may be labels.</summary>
    bool RecognizesMetadata(string path, ReadOnlySpan<byte> firstBytes) => Recognizes(path, firstBytes);

    /// <summary>Reads all rows; fields that hold vectors are left out.</summary>
    MetadataTable ReadMetadata(string path, CancellationToken cancellationToken);
}
