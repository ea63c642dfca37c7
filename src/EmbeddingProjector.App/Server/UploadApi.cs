using EmbeddingProjector.App.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/uploads</c>: files that a person brings to the page, and the tensors that they become.</summary>
internal static class UploadApi
{
    private const string ContentType = "application/octet-stream";

    /// <summary>Adds the routes.</summary>
    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/uploads").WithTags("Uploads");
        group.MapPost("", TakeAsync).WithName("UploadFile").WithSummary("Takes a file in: its bytes are the body, its name is in the query")
            .Accepts<Stream>(ContentType);
        group.MapPost("/tensors", Show).WithName("ShowUpload").WithSummary("Shows uploaded vectors, or a tensor with uploaded metadata");
    }

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

    private static Ok<UploadedTensorJson> Show(UploadedTensorRequest request, UploadedFiles files)
    {
        var (run, tensor) = request switch
        {
            { Vectors: { } vectors } => files.Show(vectors, request.Metadata),
            { Metadata: { } metadata, Run: { } of, Tensor: { } name } => files.ShowWith(metadata, of, name),
            _ => throw ApiException.BadRequest("The body must name \"vectors\", or \"metadata\" with the \"run\" and \"tensor\" that it describes."),
        };
        return TypedResults.Ok(new UploadedTensorJson(run, tensor));
    }
}
