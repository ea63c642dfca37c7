using Microsoft.AspNetCore.OpenApi;

namespace EmbeddingProjector.App.Server;

/// <summary>What the OpenAPI document says besides what the routes say of themselves.</summary>
internal static class OpenApiDocument
{
    /// <summary>Adds title and description.</summary>
    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) ?? false;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Embedding Projector for .NET";
            document.Info.Version = typeof(OpenApiDocument).Assembly.GetName().Version?.ToString(3) ?? "0";
            document.Info.Description =
                "Vectors stay on the server; clients get positions, metadata columns and answers. Binary bodies are little-endian. "
                + "An error is {\"message\", \"remedy\"} with status 400, 404, 409, 413, 422 or 429.";
            return Task.CompletedTask;
        });
    }
}
