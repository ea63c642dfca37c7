using EmbeddingProjector.App.Wire;
using EmbeddingProjector.LogDirectory;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/uploads</c>: files that a person brings to the page, and the tensors that they become.</summary>
internal static class UploadApi
{
    private const string ContentType = "application/octet-stream";
    private const int LongestAddress = 2000;
    private const int MostProblems = 8;

    /// <summary>Adds the routes.</summary>
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/uploads").WithTags("Uploads");
        group.MapGet("", List).WithName("GetUploads").WithSummary("How much room uploads take, and the runs that they became");
        group.MapPost("", TakeAsync).WithName("UploadFile").WithSummary("Takes a file in: its bytes are the body, its name is in the query")
            .Accepts<Stream>(ContentType);
        group.MapDelete("/{file}", Delete).WithName("DeleteUpload").WithSummary("Deletes a file that no run uses");
        group.MapPost("/tensors", Show).WithName("ShowUpload").WithSummary("Shows uploaded vectors, or a tensor with uploaded metadata");
        group.MapPost("/embeddings", ShowEmbedding).WithName("ShowUploadedEmbedding").WithSummary("Shows one embedding of a configuration that was fetched elsewhere");
        group.MapDelete("/runs", Remove).WithName("DeleteUploadedRun").WithSummary("Removes a run that was made of uploads, with its files");
    }

    private static Ok<UploadsJson> List(UploadedFiles files, UploadedRuns runs) => TypedResults.Ok(new UploadsJson(files.Bytes, files.MostBytes, runs.Names));

    private static async Task<Ok<UploadedFileJson>> TakeAsync(string name, HttpContext context, UploadedFiles files, OriginCheck origins, RequestEnd end)
    {
        // A browser sends this type to another site only after asking it, which no site here allows; and it says where it comes from.
        origins.Require(context.Request);
        if (context.Request.ContentType != ContentType)
        {
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, $"The body must be the bytes of the file, as {ContentType}.");
        }

        // The bound is on all files together and counted while they arrive.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var file = await files.TakeAsync(name, context.Request.Body, end.Token).ConfigureAwait(false);
        return TypedResults.Ok(new UploadedFileJson(file.Id, file.Name, file.Bytes));
    }

    private static NoContent Delete(string file, HttpContext context, UploadedRuns runs, OriginCheck origins)
    {
        origins.Require(context.Request);
        runs.Delete(file);
        return TypedResults.NoContent();
    }

    private static Ok<UploadedTensorJson> Show(UploadedTensorRequest request, UploadedRuns runs)
    {
        var (run, tensor) = request switch
        {
            { Vectors: { } vectors } => runs.Show(vectors, request.Metadata),
            { Metadata: { } metadata, Run: { } of, Tensor: { } name } => runs.ShowWith(metadata, of, name),
            _ => throw ApiException.BadRequest("The body must name \"vectors\", or \"metadata\" with the \"run\" and \"tensor\" that it describes."),
        };
        return TypedResults.Ok(new UploadedTensorJson(run, tensor));
    }

    private static Ok<UploadedTensorJson> ShowEmbedding(UploadedEmbeddingRequest request, UploadedRuns runs)
    {
        if (request is not { Config: { Length: > 0 and <= LongestAddress } config, Embedding: { TensorName: { Length: > 0 } name, TensorPath: { Length: > 0 } vectors } given })
        {
            throw ApiException.BadRequest(
                "The body must hold \"config\", the address of the configuration, and \"embedding\" with \"tensorName\" and \"tensorPath\".",
                "Paths are ids of uploaded files.");
        }

        var entry = new EmbeddingInfo { TensorName = name, TensorPath = vectors, MetadataPath = given.MetadataPath ?? "", BookmarksPath = given.BookmarksPath ?? "" };
        CopyTo(given.TensorShape, entry.TensorShape);
        if (given.Sprite is { ImagePath: { Length: > 0 } image })
        {
            entry.Sprite = new SpriteMetadata { ImagePath = image };
            CopyTo(given.Sprite.SingleImageDim, entry.Sprite.SingleImageDim);
        }

        var problems = (request.Problems ?? []).Take(MostProblems)
            .Select(p => new LogProblem(ProblemSeverity.Warning, p.Message ?? "", p.Remedy)).Where(p => p.Message.Length > 0);
        var (run, tensor) = runs.ShowOf(config, entry, [.. problems]);
        return TypedResults.Ok(new UploadedTensorJson(run, tensor));
    }

    private static NoContent Remove(string name, HttpContext context, UploadedRuns runs, OriginCheck origins)
    {
        origins.Require(context.Request);
        runs.Remove(name);
        return TypedResults.NoContent();
    }

    private static void CopyTo(IEnumerable<long>? numbers, IList<long> target)
    {
        foreach (var number in numbers ?? [])
        {
            target.Add(number);
        }
    }
}
