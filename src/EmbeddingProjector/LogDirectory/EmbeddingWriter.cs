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
        ArgumentNullException.ThrowIfNull(vectors);
        return Write(path, new EmbeddingData(vectors, metadata, []), null, cancellationToken);
    }

    /// <summary>The same for all that belongs to the vectors: maps go into formats that hold them, sprite and bookmarks into log directories.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="data">What was read.</param>
    /// <param name="source">What it was read from, for its sprite and bookmarks; null for none.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>What was written, and what could not be kept as it was or at all, in words.</returns>
    /// <exception cref="ArgumentException">No format has that ending.</exception>
    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    public static IReadOnlyList<string> Write(string path, EmbeddingData data, Embedding? source, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(data);
        var (vectors, metadata) = (data.Vectors, data.Metadata);
        var notes = new List<string>();
        if (Path.EndsInDirectorySeparator(path) || Directory.Exists(path) || Path.GetExtension(path).Length == 0)
        {
            WriteLogDirectory(path, vectors, metadata, source, notes, cancellationToken);
            notes.AddRange(Lost(data.Maps, null, "a log directory"));
            return notes;
        }

        if (path.EndsWith(".ckpt", StringComparison.OrdinalIgnoreCase))
        {
            new Checkpoint((TensorName, vectors)).Write(path, cancellationToken);
            notes.Add($"Wrote the checkpoint {path}, tensor \"{TensorName}\", {vectors.RowCount:N0} × {vectors.ColumnCount:N0}.");
            WriteBeside(path, metadata, notes);
            notes.AddRange(Lost(data.Maps, source, "a checkpoint"));
            return notes;
        }

        var writer = VectorWriters.For(path) ?? throw new ArgumentException(
            $"{path}: no format with the ending \"{Path.GetExtension(path)}\" is written. Write one of: "
            + $"{string.Join(", ", VectorWriters.All.SelectMany(w => w.Extensions))}, .ckpt, or a directory.", nameof(path));
        IReadOnlyList<string> changes = [];
        PartialFile.Write(path, stream => changes = writer.Write(stream, new WrittenTable(vectors, metadata) { Maps = data.Maps }, cancellationToken));
        notes.Add($"Wrote {path} ({writer.Name}), {vectors.RowCount:N0} × {vectors.ColumnCount:N0}.");
        notes.AddRange(changes);
        if (writer.Metadata == WrittenMetadata.None || (writer.Metadata == WrittenMetadata.Label && metadata?.Columns.Count > 1))
        {
            WriteBeside(path, metadata, notes);
        }

        notes.AddRange(Lost(writer.HoldsMaps ? [] : data.Maps, source, $"a file of this format ({writer.Name})"));
        return notes;
    }

    // What is not written, a line for each kind.
    private static IEnumerable<string> Lost(IReadOnlyList<StoredMap> maps, Embedding? source, string place)
    {
        if (maps.Count > 0)
        {
            var names = maps.Select(m => m.Name).ToList();
            var all = names.Count == 1 ? $"map {names[0]} is" : $"maps {string.Join(", ", names.SkipLast(1))} and {names[^1]} are";
            var holders = VectorWriters.All.Where(w => w.HoldsMaps).Select(w => w.Extensions[0]).ToList();
            yield return $"The {all} not written: {place} cannot hold maps beside the vectors ({string.Join(", ", holders)} can).";
        }

        if (source?.Sprite is { } sprite)
        {
            yield return $"The pictures of the points ({Path.GetFileName(sprite.Path)}) are not written: {place} cannot hold them, a log directory can.";
        }

        if (source?.BookmarksPath is { } bookmarks)
        {
            yield return $"The bookmarks ({Path.GetFileName(bookmarks)}) are not written: {place} cannot hold them, a log directory can.";
        }
    }

    private static void WriteLogDirectory(
        string directory, VectorTable vectors, MetadataTable? metadata, Embedding? source, List<string> notes, CancellationToken cancellationToken)
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

        if (source?.Sprite is { } sprite)
        {
            info.Sprite = new SpriteMetadata { ImagePath = Copy(sprite.Path, "sprite", directory, notes) };
            info.Sprite.SingleImageDim.Add(sprite.ThumbnailWidth);
            info.Sprite.SingleImageDim.Add(sprite.ThumbnailHeight);
        }

        info.BookmarksPath = source?.BookmarksPath is { } bookmarks ? Copy(bookmarks, "bookmarks", directory, notes) : "";
        config.Embeddings.Add(info);
        Projector.VisualizeEmbeddings(directory, config);
        notes.Insert(0, $"Wrote the log directory {directory}: {Path.GetFileName(checkpoint)}, {vectors.RowCount:N0} × {vectors.ColumnCount:N0}{(metadata is null ? "" : $", {MetadataName}")} and projector_config.pbtxt.");
    }

    private static string Copy(string path, string name, string directory, List<string> notes)
    {
        var copy = name + Path.GetExtension(path);
        using var original = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        PartialFile.Write(Path.Combine(directory, copy), original.CopyTo);
        notes.Add($"Wrote {copy}, a copy of {path}.");
        return copy;
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
