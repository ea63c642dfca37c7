using EmbeddingProjector.App.Wire;
using EmbeddingProjector.LogDirectory;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>GET /api/workspace</c>: what there is, and what is wrong with it.</summary>
internal static class WorkspaceApi
{
    /// <summary>Adds the route.</summary>
    public static void MapWorkspace(this IEndpointRouteBuilder routes) => routes
        .MapGet("/workspace", Get)
        .WithName("GetWorkspace")
        .WithSummary("What there is: runs, their tensors, and everything found wrong")
        .WithTags("Workspace");

    private static Results<Ok<WorkspaceJson>, StatusCodeHttpResult> Get(HttpContext context, LogDirectoryWatcher watcher, UploadedRuns uploads)
    {
        var snapshot = watcher.Current;
        return EntityTagCheck.Answered(context, ETags.Of("workspace", snapshot.Version))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(Describe(snapshot, uploads));
    }

    private static WorkspaceJson Describe(LogSnapshot snapshot, UploadedRuns uploads) => new(
        Title(snapshot),
        snapshot.Path,
        snapshot.Kind switch { LogSourceKind.File => "file", LogSourceKind.Database => "database", _ => "directory" },
        snapshot.Version,
        [.. snapshot.Runs.Select(run => Describe(run, uploads.Has(run.Name)))],
        [.. snapshot.Problems.Select(DatasetDescription.Describe)]);

    private static RunJson Describe(Run run, bool isUploaded) => new(
        run.Name,
        DatasetDescription.Shorten(run.ConfigPath, run.Directory),
        DatasetDescription.Shorten(run.CheckpointPath, run.Directory),
        [.. run.Embeddings.Select(e => Describe(run, e))],
        [.. run.Problems.Select(DatasetDescription.Describe)],
        isUploaded);

    private static TensorJson Describe(Run run, Embedding embedding) => new(
        embedding.TensorName,
        embedding.Shape.Count == 2 ? embedding.Shape[0] : null,
        embedding.Shape.Count == 2 ? embedding.Shape[1] : null,
        embedding.ElementType,
        DatasetDescription.Shorten(embedding.MetadataPath, run.Directory),
        embedding.Sprite is not null,
        embedding.BookmarksPath is not null,
        embedding.Version,
        embedding.Step,
        embedding.WrittenAt is null,
        [.. embedding.Problems.Select(DatasetDescription.Describe)]);

    private static string Title(LogSnapshot snapshot)
    {
        var path = snapshot.Path;
        if (snapshot.Kind == LogSourceKind.Database)
        {
            return path;
        }

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return name.Length > 0 ? name : path;
    }
}
