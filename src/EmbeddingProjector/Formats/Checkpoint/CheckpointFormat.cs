namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>TensorFlow checkpoints as a vector format. A path is a prefix or any file of the checkpoint; see <see cref="CheckpointReader"/>.</summary>
public sealed class CheckpointFormat : IVectorFormat
{
    private CheckpointFormat()
    {
    }

    /// <summary>The format.</summary>
    public static CheckpointFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "TensorFlow checkpoint (prefix or .index)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        var prefix = CheckpointReader.PrefixOf(path);
        var index = TensorBundle.IndexPath(prefix);
        if (prefix == path)
        {
            // Other tools also put P.index beside a file P, so that a file of its own content wins unless the index is a table.
            return File.Exists(path) ? TableFile.HasMagic(path) || (File.Exists(index) && TableFile.HasMagic(index)) : File.Exists(index) || CheckpointV1.FindFiles(path).Count > 0;
        }

        // A damaged index with data files beside it is still a checkpoint, and its error the useful one.
        return path != index || !File.Exists(index) || TableFile.HasMagic(index) || HasDataFile(prefix);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken) => CheckpointReader.Open(path, cancellationToken).Tensors;

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(settings);
        return new VectorFile(CheckpointReader.Open(path, cancellationToken).Read(tensor.Name, settings, cancellationToken), null, []);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        CheckpointReader.Open(path, cancellationToken).Visit(tensor.Name, visit, cancellationToken);
    }

    private static bool HasDataFile(string prefix)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(prefix));
        return Directory.Exists(directory) && Directory.EnumerateFiles(directory, Path.GetFileName(prefix) + ".data-*-of-*").Any();
    }
}
