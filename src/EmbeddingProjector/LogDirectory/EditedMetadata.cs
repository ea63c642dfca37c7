namespace EmbeddingProjector.LogDirectory;

/// <summary>Metadata with the edits over it that are kept for it.</summary>
/// <param name="Metadata">The metadata as edited; that of the file where no edit counts, null where there is neither.</param>
/// <param name="EditedCells">How many cells were edited and say so now.</param>
/// <param name="Problems">What there is to say of the edits: where they are, and which of them do not count.</param>
public sealed record EditedMetadata(MetadataTable? Metadata, int EditedCells, IReadOnlyList<LogProblem> Problems)
{
    /// <summary>Reads the edits and lays them over the metadata. Edits that cannot be read are a problem of the result.</summary>
    /// <param name="file">Where edits are kept.</param>
    /// <param name="metadata">The metadata of the file; null for none.</param>
    /// <param name="rows">n.</param>
    public static EditedMetadata Load(MetadataEditFile file, MetadataTable? metadata, int rows)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            return Over(metadata, rows, file, file.Load());
        }
        catch (DataFormatException e)
        {
            return new(metadata, 0, [new(ProblemSeverity.Warning, e.MessageWithoutRemedy, e.Remedy, file.Location)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(metadata, 0, [new(ProblemSeverity.Warning, $"The edits of the metadata cannot be read: {e.Message}", null, file.Location)]);
        }
    }

    /// <summary>Lays edits over the metadata.</summary>
    /// <param name="metadata">The metadata of the file; null for none.</param>
    /// <param name="rows">n.</param>
    /// <param name="file">Where the edits are kept.</param>
    /// <param name="edits">The edits.</param>
    public static EditedMetadata Over(MetadataTable? metadata, int rows, MetadataEditFile file, MetadataEdits edits)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(edits);
        var edited = edits.Apply(metadata, rows, out var outdated);
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
        return new(edited, edits.CellCount - outdated, problems);
    }

    private static string Cells(int count) => count == 1 ? "1 edited value is" : $"{count:N0} edited values are";
}
