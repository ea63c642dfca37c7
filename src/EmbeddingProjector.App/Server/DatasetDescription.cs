using EmbeddingProjector.App.Wire;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>Turns what the library knows into the JSON of docs/api.md.</summary>
internal static class DatasetDescription
{
    // The original spherizes by default from here on.
    private const int SpherizeFromDimensions = 50;

    /// <summary>The state of a data set.</summary>
    public static DatasetJson Describe(Dataset dataset)
    {
        var (id, run, tensor) = (dataset.Id, dataset.Run.Name, dataset.Embedding.TensorName);
        return dataset.State switch
        {
            DatasetState.Loading(var stage, var progress) => new LoadingDatasetJson(id, run, tensor, stage, progress),
            DatasetState.Failed(var message, var remedy) => new FailedDatasetJson(id, run, tensor, message, remedy),
            DatasetState.Ready(var data) => Describe(dataset, data),
            _ => throw new InvalidOperationException("A data set is loading, failed or ready."),
        };
    }

    /// <summary>A problem as the page shows it.</summary>
    public static ProblemJson Describe(LogProblem problem) => new(
        problem.Severity switch
        {
            ProblemSeverity.Note => "note",
            ProblemSeverity.Warning => "warning",
            _ => "error",
        },
        problem.Message,
        problem.Remedy,
        problem.Path);

    /// <summary>A path as a person of this run knows it: relative when it lies inside the run's directory.</summary>
    public static string? Shorten(string? path, string directory)
    {
        if (path is null)
        {
            return null;
        }

        var relative = Path.GetRelativePath(directory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : relative.Replace('\\', '/');
    }

    private static ReadyDatasetJson Describe(Dataset dataset, OpenedData data)
    {
        var columns = data.Metadata?.Columns ?? [];
        var label = data.Metadata?.DefaultLabel;
        var sprite = dataset.Embedding.Sprite;
        return new ReadyDatasetJson(
            dataset.Id,
            dataset.Run.Name,
            dataset.Embedding.TensorName,
            data.Vectors.RowCount,
            data.Vectors.ColumnCount,
            [.. columns.Select(Describe)],
            label is null ? null : columns.ToList().IndexOf(label),
            data.Vectors.ColumnCount >= SpherizeFromDimensions,
            ChosenDistance.Of(null, data.Metric).Metric.Name(),
            sprite is not null && data.Sprite is { Size: var size } image
                ? new SpriteJson(Path.GetFileName(sprite.Path), sprite.ThumbnailWidth, sprite.ThumbnailHeight, size.Width, size.Height, image.Version)
                : null,
            [.. data.Maps.Select(m => new StoredMapJson(m.Name, m.Positions.Dimensions))],
            [.. data.Problems.Select(Describe)],
            dataset.Run.CheckpointPath,
            Shorten(dataset.Embedding.MetadataPath, dataset.Run.Directory),
            data.MetadataVersion,
            dataset.Embedding.Step,
            dataset.Embedding.WrittenAt);
    }

    private static ColumnJson Describe(MetadataColumn column, int index)
    {
        double? min = null;
        double? max = null;
        if (column.IsNumeric)
        {
            foreach (var number in column.Numbers)
            {
                min = Math.Min(min ?? number, number);
                max = Math.Max(max ?? number, number);
            }
        }

        return new ColumnJson(index, column.Name, column.IsNumeric ? "number" : "text", column.Values.Count, column.MissingCount, min, max);
    }
}
