using EmbeddingProjector.Formats.Archives;
using EmbeddingProjector.Formats.Hdf5;
using Microsoft.Win32.SafeHandles;

namespace EmbeddingProjector.Formats;

/// <summary>
/// Models as Keras 3 saves them (<c>.keras</c>): a zip archive of a description and the weights, an HDF5 file. Weights carry the names of their layers;
/// nothing of the model is built or run.
/// </summary>
/// <remarks>Source: the documentation of keras.Model.save, and how its weights are named there.</remarks>
public sealed class KerasFormat : IVectorFormat
{
    private const string Weights = "model.weights.h5";
    private const string Description = "config.json";

    private KerasFormat()
    {
    }

    /// <summary>The format.</summary>
    public static KerasFormat Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "Keras models (.keras)";

    /// <inheritdoc/>
    public bool Recognizes(string path, ReadOnlySpan<byte> firstBytes)
    {
        const int NameOffset = 30;
        return ZipArchiveFile.IsZip(firstBytes)
            && (Path.GetExtension(path).Equals(".keras", StringComparison.OrdinalIgnoreCase)
                || (firstBytes.Length > NameOffset && firstBytes[NameOffset..].StartsWith("metadata.json"u8) && firstBytes.IndexOf("keras_version"u8) > 0));
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(string path, CancellationToken cancellationToken) =>
        Open(path, (file, names, _) => names.Rename(Hdf5Tensors.List(file)).Select(t => t.Shown).ToList(), cancellationToken);

    /// <inheritdoc/>
    public VectorFile Read(string path, TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(tensor);
        return Open(
            path, (file, names, isStored) => Hdf5Tensors.Read(file, Find(path, file, names, tensor), isStored, settings, cancellationToken) with { Metadata = null },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Visit(string path, TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        ArgumentNullException.ThrowIfNull(tensor);
        Open(
            path, (file, names, _) =>
            {
                Hdf5Tensors.Visit(file, Find(path, file, names, tensor), visit, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private static string Find(string path, Hdf5File file, KerasLayers names, TensorInfo tensor) =>
        names.Rename(Hdf5Tensors.List(file)).FirstOrDefault(t => t.Shown.Name == tensor.Name).Stored
        ?? throw new DataFormatException(path, null, $"no weights \"{tensor.Name}\"");

    private static TResult Open<TResult>(string path, Func<Hdf5File, KerasLayers, bool, TResult> use, CancellationToken cancellationToken)
    {
        using var archive = ZipArchiveFile.Open(path);
        var weights = archive.Entries.FirstOrDefault(e => e.Name == Weights)
            ?? throw new DataFormatException(path, null, $"an archive of {archive.Entries.Count:N0} members without \"{Weights}\"", "a model that Keras 3 saved");
        if (weights.Problem is { } problem)
        {
            throw new DataFormatException(path, $"member \"{Weights}\"", problem);
        }

        var layers = archive.Entries.FirstOrDefault(e => e.Name == Description) is { } description ? KerasLayers.Read(archive, description) : KerasLayers.None;
        if (weights.IsStored)
        {
            using var inPlace = Hdf5File.Open(path, archive.File, archive.DataOffset(weights), weights.Length, cancellationToken);
            return use(inPlace, layers, true);
        }

        // HDF5 is read back and forth, and what is deflated only from the front.
        using var unpacked = Unpack(archive, weights, cancellationToken);
        using var file = Hdf5File.Open(path, unpacked, 0, weights.Length, cancellationToken);
        return use(file, layers, false);
    }

    private static SafeFileHandle Unpack(ZipArchiveFile archive, ZipEntry entry, CancellationToken cancellationToken)
    {
        var name = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var file = File.OpenHandle(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        try
        {
            using var member = archive.Read(entry);
            var buffer = new byte[Math.Min(entry.Length, 1 << 18)];
            for (long done = 0; done < entry.Length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, entry.Length - done));
                member.ReadExactly(piece);
                RandomAccess.Write(file, piece, done);
                done += piece.Length;
            }

            member.Verify();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
