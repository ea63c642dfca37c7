using EmbeddingProjector.Formats.Hdf5;

namespace EmbeddingProjector.Formats;

/// <summary>
/// HDF5 files (<c>.h5</c>, <c>.hdf5</c>, <c>.h5ad</c>): every dataset of two axes is a candidate. What h5py writes is read, in one piece or in chunks, plain or packed by gzip, LZF,
/// shuffle and fletcher32; also the weights of Keras, the files of ann-benchmarks, and AnnData with the columns and maps of its rows.
/// </summary>
/// <remarks>Source: HDF5 File Format Specification, version 3.0.</remarks>
public sealed class Hdf5Format : IVectorFormat
{
    private Hdf5Format()
    {
    }

    /// <summary>The format.</summary>
    public static Hdf5Format Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "HDF5 (.h5, .hdf5, .h5ad)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes) => Superblock.IsIn(firstBytes);

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken)
    {
        using var file = Hdf5File.Open(path, cancellationToken);
        return Hdf5Tensors.List(file);
    }

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(tensor);
        using var file = Hdf5File.Open(path, cancellationToken);
        return Hdf5Tensors.Read(file, tensor.Name, canBeMapped: true, settings, cancellationToken);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(tensor);
        using var file = Hdf5File.Open(path, cancellationToken);
        Hdf5Tensors.Visit(file, tensor.Name, visit, cancellationToken);
    }
}
