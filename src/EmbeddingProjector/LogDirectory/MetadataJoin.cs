using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Puts what a file of metadata says and what the file of vectors says itself side by side: row by row in order, or by a key column that both
/// have.
/// </summary>
internal static class MetadataJoin
{
    /// <summary>Reads a file of metadata for vectors that may have columns of their own.</summary>
    /// <param name="path">The file of metadata.</param>
    /// <param name="key">The column to join by; null to find one.</param>
    /// <param name="file">The vectors <c>[n, d]</c>.</param>
    /// <param name="problems">Takes what was found.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>n rows; null when there is nothing that can be used.</returns>
    public static MetadataTable? Read(string path, string? key, VectorFile file, ICollection<LogProblem> problems, CancellationToken cancellationToken)
    {
        var n = file.Vectors.RowCount;
        if (file.Metadata is { } own)
        {
            var found = new List<LogProblem>();
            var table = MetadataFile.Read(path, null, found, cancellationToken);
            if (table is not null && FindKey(key, own, table) is var (ownKey, otherKey) && (key is not null || table.RowCount != n || !SameOrder(ownKey, otherKey)))
            {
                foreach (var problem in found)
                {
                    problems.Add(problem);
                }

                return Beside(ByKey(path, ownKey, otherKey, table, problems), own);
            }
        }

        if (key is not null)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"{Path.GetFileName(path)} cannot be joined by \"{key}\": {(file.Metadata is null ? "the vectors bring no columns of their own" : "not both files have a column of that name")}; its lines were taken in order.",
                file.Metadata is null ? null : $"The vectors bring {LogProblems.Some([.. file.Metadata.Columns.Select(c => c.Name)])}.", path));
        }

        return MetadataFile.Read(path, n, problems, cancellationToken) is { } inOrder ? Beside(inOrder, file.Metadata) : file.Metadata;
    }

    // A key names each row of the metadata, and most rows of the vectors.
    private static (MetadataColumn Own, MetadataColumn Other)? FindKey(string? key, MetadataTable own, MetadataTable other)
    {
        foreach (var column in own.Columns.Where(c => key is null || string.Equals(c.Name, key, StringComparison.Ordinal)))
        {
            if (other.Column(column.Name) is { } match && (key is not null || (match.Values.Count == other.RowCount && 2 * Found(column, match) > own.RowCount)))
            {
                return (column, match);
            }
        }

        return null;
    }

    private static int Found(MetadataColumn own, MetadataColumn other)
    {
        var values = other.Values.ToHashSet(StringComparer.Ordinal);
        var known = own.Values.Select(values.Contains).ToArray();
        var found = 0;
        foreach (var code in own.Codes)
        {
            found += code >= 0 && known[code] ? 1 : 0;
        }

        return found;
    }

    private static bool SameOrder(MetadataColumn own, MetadataColumn other)
    {
        for (var row = 0; row < own.RowCount; row++)
        {
            if (!string.Equals(own.Text(row), other.Text(row), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static MetadataTable ByKey(string path, MetadataColumn ownKey, MetadataColumn otherKey, MetadataTable other, ICollection<LogProblem> problems)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var row = other.RowCount - 1; row >= 0; row--)
        {
            if (otherKey.Text(row) is { } text)
            {
                rows[text] = row;
            }
        }

        var places = new int[ownKey.RowCount];
        var missing = 0;
        string? firstMissing = null;
        for (var row = 0; row < places.Length; row++)
        {
            places[row] = ownKey.Text(row) is { } text && rows.TryGetValue(text, out var place) ? place : -1;
            missing += places[row] < 0 ? 1 : 0;
            firstMissing ??= places[row] < 0 ? ownKey.Text(row) ?? "(none)" : null;
        }

        problems.Add(new(
            ProblemSeverity.Note,
            $"{Path.GetFileName(path)} ({other.RowCount:N0} rows) was joined to the {places.Length:N0} vectors by \"{ownKey.Name}\".", null, path));
        if (missing > 0)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"{missing:N0} of {places.Length:N0} vectors have no row of that \"{ownKey.Name}\" in {Path.GetFileName(path)}; the first is \"{TextFormat.Shorten(firstMissing!)}\".",
                "Check that the file belongs to these vectors.", path));
        }

        if (rows.Count < other.RowCount - otherKey.MissingCount)
        {
            problems.Add(new(
                ProblemSeverity.Warning,
                $"{Path.GetFileName(path)} has {other.RowCount:N0} rows but only {rows.Count:N0} different values of \"{otherKey.Name}\"; the first row of each is used.", null, path));
        }

        return new(places.Length, [.. other.Columns.Select(c => MetadataColumn.FromTexts(c.Name, places.Select(p => p < 0 ? null : c.Text(p))))]);
    }

    private static MetadataTable Beside(MetadataTable table, MetadataTable? own) => own is null
        ? table
        : new(table.RowCount, [.. table.Columns, .. own.Columns.Where(c => table.Column(c.Name) is null)]);
}
