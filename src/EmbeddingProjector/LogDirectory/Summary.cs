using System.Globalization;
using System.Runtime.CompilerServices;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Writes embeddings into a log directory the way <c>SummaryWriter.add_embedding</c> of PyTorch and tensorboardX does, for the same viewers: <c>&lt;step&gt;/&lt;tag&gt;/</c> with
/// <c>tensors.tsv</c>, <c>metadata.tsv</c> and <c>sprite.png</c>, and an entry in <c>projector_config.pbtxt</c>.
/// </summary>
/// <remarks>
/// Unlike there, the entries of earlier and of other programs stay, values are escaped, sprites may have any size, and a reader never sees half a file. An
/// embedding of the same step and tag is replaced. Safe for use from several threads and processes.
/// </remarks>
/// <param name="logDir">The log directory; created if need be.</param>
/// <param name="time">The clock for the event file; null for that of the system.</param>
public sealed class Summary(string logDir, TimeProvider? time = null)
{
    /// <summary>The log directory.</summary>
    public string LogDir { get; } = string.IsNullOrEmpty(logDir) ? throw new ArgumentException("A directory is needed.", nameof(logDir)) : logDir;

    /// <summary>Adds an embedding with a label for each row, or without labels.</summary>
    /// <param name="matrix">The vectors, <c>[n, d]</c>.</param>
    /// <param name="metadata">n labels, or null.</param>
    /// <param name="labelImages">n pictures, or null.</param>
    /// <param name="globalStep">The step of the training.</param>
    /// <param name="tag">The name of the embedding.</param>
    /// <exception cref="ArgumentException">Counts differ.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="DataFormatException">The directory has a config that cannot be read; it is left as it is.</exception>
    public void AddEmbedding(
        VectorTable matrix, IEnumerable<string?>? metadata = null, ImageTensor? labelImages = null, long globalStep = 0, string tag = "default")
    {
        var table = metadata is null ? null : Table([MetadataColumn.FromTexts("label", metadata)]);
        Add(matrix, table, labelImages, globalStep, tag);
    }

    /// <summary>Adds an embedding with several columns of metadata.</summary>
    /// <param name="matrix">The vectors, <c>[n, d]</c>.</param>
    /// <param name="metadata">n rows with a value for each name of <paramref name="metadataHeader"/>.</param>
    /// <param name="labelImages">n pictures, or null.</param>
    /// <param name="globalStep">The step of the training.</param>
    /// <param name="tag">The name of the embedding.</param>
    /// <param name="metadataHeader">The names of the columns.</param>
    /// <exception cref="ArgumentException">Counts differ, or a name appears twice.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="DataFormatException">The directory has a config that cannot be read; it is left as it is.</exception>
    public void AddEmbedding(
        VectorTable matrix, IEnumerable<IReadOnlyList<string?>> metadata, ImageTensor? labelImages, long globalStep, string tag, IReadOnlyList<string> metadataHeader)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(metadataHeader);
        var columns = metadataHeader.Select(name => new MetadataColumnBuilder(name)).ToArray();
        var row = 0;
        foreach (var values in metadata)
        {
            if (values.Count != columns.Length)
            {
                throw new ArgumentException($"Row {row} of the metadata has {values.Count} values, the header {columns.Length}.", nameof(metadata));
            }

            for (var column = 0; column < columns.Length; column++)
            {
                columns[column].Add(values[column]);
            }

            row++;
        }

        Add(matrix, Table([.. columns.Select(c => c.Build())]), labelImages, globalStep, tag);
    }

    /// <summary>Adds an embedding with a table of metadata.</summary>
    /// <inheritdoc cref="AddEmbedding(VectorTable, IEnumerable{string?}?, ImageTensor?, long, string)"/>
    [OverloadResolutionPriority(-1)] // A null is a null list of labels.
    public void AddEmbedding(VectorTable matrix, MetadataTable metadata, ImageTensor? labelImages = null, long globalStep = 0, string tag = "default")
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Add(matrix, metadata, labelImages, globalStep, tag);
    }

    private static MetadataTable Table(IReadOnlyList<MetadataColumn> columns) => new(columns.Count == 0 ? 0 : columns[0].RowCount, columns);

    private void Add(VectorTable matrix, MetadataTable? metadata, ImageTensor? labelImages, long globalStep, string tag)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentException.ThrowIfNullOrEmpty(tag);
        ArgumentOutOfRangeException.ThrowIfNegative(globalStep);
        RequireCount(metadata?.RowCount, matrix.RowCount, "labels", nameof(metadata));
        RequireCount(labelImages?.Count, matrix.RowCount, "images", nameof(labelImages));

        var step = globalStep.ToString("D5", CultureInfo.InvariantCulture);
        var folder = $"{step}/{Encode(tag)}";
        var embedding = new EmbeddingInfo { TensorName = $"{tag}:{step}", TensorPath = $"{folder}/tensors.tsv" };
        TsvVectorWriter.Write(Path.Combine(LogDir, embedding.TensorPath), matrix);
        if (metadata is not null)
        {
            embedding.MetadataPath = $"{folder}/metadata.tsv";
            MetadataWriter.Write(Path.Combine(LogDir, embedding.MetadataPath), metadata);
        }
        else
        {
            File.Delete(Path.Combine(LogDir, folder, "metadata.tsv"));
        }

        if (labelImages is { Count: > 0 })
        {
            embedding.Sprite = SpriteWriter.Write(Path.Combine(LogDir, folder, "sprite.png"), labelImages);
            embedding.Sprite.ImagePath = $"{folder}/{embedding.Sprite.ImagePath}";
        }
        else
        {
            File.Delete(Path.Combine(LogDir, folder, "sprite.png"));
        }

        ConfigAppender.Add(LogDir, embedding);
        EventFile.Ensure(LogDir, time ?? TimeProvider.System);
    }

    private static void RequireCount(int? count, int rows, string what, string parameter)
    {
        if (count is { } found && found != rows)
        {
            throw new ArgumentException($"{found} {what} for {rows} vectors; expected one for each.", parameter);
        }
    }

    // The tag is a name of one folder; the percent sign first, for it is what the others are escaped by.
    private static string Encode(string tag)
    {
        var encoded = tag.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2f", StringComparison.Ordinal).Replace("\\", "%5c", StringComparison.Ordinal);
        return encoded is "." or ".." ? encoded.Replace(".", "%2e", StringComparison.Ordinal) : encoded;
    }
}
