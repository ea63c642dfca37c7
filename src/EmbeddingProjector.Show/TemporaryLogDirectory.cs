using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.Show;

/// <summary>
/// A log directory for as long as a map is shown, readable by this user alone: tensors.bytes, metadata.tsv, sprite.png, projector_config.pbtxt. It goes with
/// <see cref="Dispose"/>, or at the end of the process.
/// </summary>
internal sealed class TemporaryLogDirectory : IDisposable
{
    private TemporaryLogDirectory(string path)
    {
        Path = path;
        AppDomain.CurrentDomain.ProcessExit += AtProcessExit;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Writes one.</summary>
    public static TemporaryLogDirectory Write(VectorTable matrix, MetadataTable? metadata, ShowOptions options)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.RowCount == 0)
        {
            throw new ArgumentException("The matrix has no rows, so there is nothing to show.", nameof(matrix));
        }

        RequireCount(metadata?.RowCount, matrix.RowCount, "labels", nameof(metadata));
        RequireCount(options.Images?.Count, matrix.RowCount, "images", nameof(options));
        var directory = new TemporaryLogDirectory(Directory.CreateTempSubdirectory("embedding-projector-show-").FullName);
        try
        {
            directory.Fill(matrix, metadata, options);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= AtProcessExit;
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private void AtProcessExit(object? sender, EventArgs e) => Dispose();

    private static void RequireCount(int? count, int rows, string what, string parameter)
    {
        if (count is { } found && found != rows)
        {
            throw new ArgumentException($"{found} {what} for {rows} vectors; expected one for each.", parameter);
        }
    }

    private void Fill(VectorTable matrix, MetadataTable? metadata, ShowOptions options)
    {
        var config = new ProjectorConfig();
        var embedding = config.Embeddings.Add();
        embedding.TensorName = options.Name;
        embedding.TensorPath = "tensors.bytes";
        embedding.TensorShape.Add(matrix.RowCount);
        embedding.TensorShape.Add(matrix.ColumnCount);
        WriteTensors(System.IO.Path.Combine(Path, embedding.TensorPath), matrix);
        if (metadata is { Columns.Count: > 0 })
        {
            embedding.MetadataPath = "metadata.tsv";
            MetadataWriter.Write(System.IO.Path.Combine(Path, embedding.MetadataPath), metadata);
        }

        if (options.Images is { } images)
        {
            embedding.Sprite = SpriteWriter.Write(System.IO.Path.Combine(Path, "sprite.png"), images);
        }

        Projector.VisualizeEmbeddings(Path, config);
    }

    private static void WriteTensors(string path, VectorTable matrix)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        for (var row = 0; row < matrix.RowCount; row++)
        {
            if (BitConverter.IsLittleEndian)
            {
                file.Write(MemoryMarshal.AsBytes(matrix.Row(row)));
                continue;
            }

            var swapped = MemoryMarshal.Cast<float, int>(matrix.Row(row)).ToArray();
            BinaryPrimitives.ReverseEndianness(swapped, swapped);
            file.Write(MemoryMarshal.AsBytes<int>(swapped));
        }
    }
}
