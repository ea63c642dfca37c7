using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// Lays edits over the metadata of data sets, and makes new ones. What is on disk counts: each change begins with what is there, so that
/// two versions of one tensor that are open at once do not undo each other's edits.
/// </summary>
internal sealed class MetadataEditor(LogDirectoryWatcher watcher, ServerOptions options)
{
    private readonly Lock _gate = new();

    /// <summary>The metadata of a data set became another: its id, and the version that it has now. Raised in the order of the changes.</summary>
    public event Action<string, string>? Edited;

    /// <summary>The data with the edits that are kept for it.</summary>
    public OpenedData Apply(Dataset dataset, OpenedData data)
    {
        lock (_gate)
        {
            return data.With(EditedMetadata.Load(FileOf(dataset, data), data.FileMetadata, data.Vectors.RowCount));
        }
    }

    /// <summary>Makes edits, all or none: kept on disk first, then shown.</summary>
    /// <param name="use">The data set.</param>
    /// <param name="edits">The edits.</param>
    /// <returns>The edits that take these back.</returns>
    /// <exception cref="ArgumentException">What <see cref="MetadataEdits.Change"/> refuses.</exception>
    /// <exception cref="ApiException">422 when they can be kept nowhere.</exception>
    public IReadOnlyList<MetadataEdit> Change(DatasetUse use, IReadOnlyList<MetadataEdit> edits)
    {
        lock (_gate)
        {
            var file = FileOf(use.Dataset, use.Data);
            var kept = file.Load();
            var back = kept.Change(use.Data.FileMetadata, edits);
            try
            {
                file.Save(kept);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw ApiException.Unusable($"The edit cannot be kept: {e.Message}", "Give the account that runs the server write access to the log directory.");
            }

            var edited = use.Data.With(EditedMetadata.Over(use.Data.FileMetadata, use.Data.Vectors.RowCount, file, kept));
            use.Dataset.Enter(new DatasetState.Ready(edited));
            Edited?.Invoke(use.Dataset.Id, edited.MetadataVersion);
            return back;
        }
    }

    private MetadataEditFile FileOf(Dataset dataset, OpenedData data) =>
        new(MetadataEditKey.Of(watcher.Current.Path, dataset.Run, dataset.Embedding, data.Vectors.RowCount), options.EditDirectory);
}
