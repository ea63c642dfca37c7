using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Writers;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Writes vectors and their metadata: as a file of the format that its ending names, as a TensorFlow checkpoint (<c>.ckpt</c>), or as a whole log
/// directory (a directory, or a path without ending) with checkpoint, metadata and config.
/// </summary>
public static class EmbeddingWriter
{
    private const string TensorName = "embedding";
    private const string MetadataName = "metadata.tsv";

    /// <summary>Writes; every float32 reads back as the same number. Files appear whole or not at all.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metadata">n rows, or null.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>What was written, and what could not be kept as it was, in words.</returns>
    /// <exception cref="ArgumentException">No format has that ending.</exception>
    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    public static IReadOnlyList<string> Write(string path, VectorTable vectors, MetadataTable? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(vectors);
        var notes = new List<string>();
        if (Path.EndsInDirectorySeparator(path) || Directory.Exists(path) || Path.GetExtension(path).Length == 0)
        {
            WriteLogDirectory(path, vectors, metadata, notes, cancellationToken);
            return notes;
        }

        if (path.EndsWith(".ckpt", StringComparison.OrdinalIgnoreCase))
        {
            new Checkpoint((TensorName, vectors)).Write(path, cancellationToken);
            notes.Add($"Wrote the checkpoint {path}, tensor \"{TensorName}\", {vectors.RowCount:N0} × {vectors.ColumnCount:N0}.");
            WriteBeside(path, metadata, notes);
            return notes;
        }

        var writer = VectorWriters.For(path) ?? throw new ArgumentException(
            $"{path}: no format with the ending \"{Path.GetExtension(path)}\" is written. Write one of: "
            + $"{string.Join(", ", VectorWriters.All.SelectMany(w => w.Extensions))}, .ckpt, or a directory.", nameof(path));
        IReadOnlyList<string> changes = [];
        PartialFile.Write(path, stream => changes = writer.Write(stream, vectors, metadata, cancellationToken));
        notes.Add($"Wrote {path} ({writer.Name}), {vectors.RowCount:N0} × {vectors.ColumnCount:N0}.");
        notes.AddRange(changes);
        if (writer.Metadata == WrittenMetadata.None || (writer.Metadata == WrittenMetadata.Label && metadata?.Columns.Count > 1))
        {
            WriteBeside(path, metadata, notes);
        }

        return notes;
    }

    private static void WriteLogDirectory(string directory, VectorTable vectors, MetadataTable? metadata, List<string> notes, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var checkpoint = new Checkpoint((TensorName, vectors)).Save(Path.Combine(directory, "embedding.ckpt"), cancellationToken);
        var config = new ProjectorConfig();
        var info = new EmbeddingInfo { TensorName = $"{TensorName}/.ATTRIBUTES/VARIABLE_VALUE" };
        if (metadata is { Columns.Count: > 0 })
        {
            info.MetadataPath = MetadataName;
            WriteMetadata(Path.Combine(directory, MetadataName), metadata, notes);
        }

        config.Embeddings.Add(info);
        Projector.VisualizeEmbeddings(directory, config);
        notes.Insert(0, $"Wrote the log directory {directory}: {Path.GetFileName(checkpoint)}, {vectors.RowCount:N0} × {vectors.ColumnCount:N0}{(metadata is null ? "" : $", {MetadataName}")} and projector_config.pbtxt.");
    }

    // The name by which it is found again when the vectors are opened.
    private static void WriteBeside(string path, MetadataTable? metadata, List<string> notes)
    {
        if (metadata is { Columns.Count: > 0 })
        {
            var beside = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path) + "_" + MetadataName);
            WriteMetadata(beside, metadata, notes);
            notes.Add($"Wrote the metadata to {beside}.");
        }
    }

    private static void WriteMetadata(string path, MetadataTable metadata, List<string> notes)
    {
        MetadataWriter.Write(path, metadata);
        var changed = metadata.Columns.Sum(c => c.Values.Count(v => v.AsSpan().ContainsAny('\t', '\n', '\r')));
        if (changed > 0)
        {
            notes.Add($@"{changed:N0} different values of the metadata hold tabs or line ends, which TSV cannot; they were written as \t, \n and \r.");
        }
    }
}
