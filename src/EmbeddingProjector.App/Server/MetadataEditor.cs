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
            var file = FileOf(dataset, data);
            try
            {
                return Apply(data, file, file.Load());
            }
            catch (DataFormatException e)
            {
                return data.With(data.FileMetadata, [new(ProblemSeverity.Warning, ErrorAnswers.MessageOf(e), e.Remedy, file.Location)]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return data.With(data.FileMetadata, [new(ProblemSeverity.Warning, $"The edits of the metadata cannot be read: {e.Message}", null, file.Location)]);
            }
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

            var edited = Apply(use.Data, file, kept);
            use.Dataset.Enter(new DatasetState.Ready(edited));
            Edited?.Invoke(use.Dataset.Id, edited.MetadataVersion);
            return back;
        }
    }

    private static OpenedData Apply(OpenedData data, MetadataEditFile file, MetadataEdits edits)
    {
        var rows = data.Vectors.RowCount;
        var edited = edits.Apply(data.FileMetadata, rows, out var outdated);
        var problems = new List<LogProblem>();
        if (file.Location is { } path)
        {
            problems.Add(file.HasNoDirectory
                ? new(ProblemSeverity.Note, $"{Cells(edits.CellCount)} kept in {path}, by the place of the row; what they are edits of is as it was.", null, path)
                : file.IsElsewhere
                ? new(ProblemSeverity.Warning,
                    $"The log directory cannot be written, so {Cells(edits.CellCount)} kept in {path}.",
                    "Whoever else opens this directory does not see them. Download the metadata, or make the directory writable and edit again.", path)
                : new(ProblemSeverity.Note, $"{Cells(edits.CellCount)} kept beside the data; the metadata file is as it was.", null, path));
        }

        if (outdated > 0)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"{(outdated == 1 ? "1 edited value is" : $"{outdated:N0} edited values are")} not shown: the metadata file says something else there now than when they were edited.",
                "Edit these rows again, or delete the file of edits.", file.Location));
        }

        problems.AddRange(file.Aside().Select(aside => new LogProblem(
            ProblemSeverity.Warning,
            $"Edits that were made when there were {aside.Rows:N0} rows are kept aside: there are {rows:N0} now.",
            "They count again when the metadata has as many rows as then. Delete the file if they are not wanted.", aside.Path)));
        return data.With(edited, problems);
    }

    private static string Cells(int count) => count == 1 ? "1 edited value is" : $"{count:N0} edited values are";

    private MetadataEditFile FileOf(Dataset dataset, OpenedData data)
    {
        var (log, metadata) = (watcher.Current.Path, dataset.Embedding.MetadataPath);
        if (dataset.Embedding.Source.Reader is { } reader)
        {
            return new(new(reader.Name, dataset.Run.Name, dataset.Embedding.TensorName, metadata, data.Vectors.RowCount) { HasNoDirectory = true }, options.EditDirectory);
        }

        // Files that a person sent lie elsewhere; their edits stand beside them and go with them.
        var isSent = IsOutside(dataset.Run.Directory, log) || (metadata is not null && Directory.Exists(log) && IsOutside(metadata, log));
        return new(
            new(isSent ? metadata ?? dataset.Run.Directory : log, dataset.Run.Name, dataset.Embedding.TensorName, metadata, data.Vectors.RowCount),
            options.EditDirectory);
    }

    private static bool IsOutside(string path, string log) =>
        Path.GetRelativePath(Directory.Exists(log) ? log : Path.GetDirectoryName(Path.GetFullPath(log))!, path) is { } relative
        && (Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal));
}
