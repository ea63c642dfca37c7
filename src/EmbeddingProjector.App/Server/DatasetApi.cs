using EmbeddingProjector.App.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>/api/datasets</c>: opening a tensor, its state, and the card of one row.</summary>
internal static class DatasetApi
{
    /// <summary>Adds the routes.</summary>
    public static void MapDatasets(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/datasets").WithTags("Data sets");
        group.MapPost("", Open).WithName("OpenDataset").WithSummary("Opens one tensor; 202 while it is being read");
        group.MapGet("/{id}", GetAsync).WithName("GetDataset").WithSummary("The state of a data set; ?wait=SECONDS answers when it changes");
        group.MapGet("/{id}/rows/{row:int}", Row).WithName("GetRow").WithSummary("The card of one row");
    }

    private static Results<Ok<DatasetJson>, Accepted<DatasetJson>> Open(OpenDatasetJson body, DatasetCatalog catalog)
    {
        if (body.Run is null || body.Tensor is null)
        {
            throw ApiException.BadRequest("The body must name \"run\" and \"tensor\".");
        }

        var dataset = catalog.Open(body.Run, body.Tensor);
        var description = DatasetDescription.Describe(dataset);
        return description is LoadingDatasetJson ? TypedResults.Accepted($"datasets/{dataset.Id}", description) : TypedResults.Ok(description);
    }

    private static async Task<Ok<DatasetJson>> GetAsync(string id, double? wait, DatasetCatalog catalog, RequestEnd end)
    {
        var dataset = catalog.Get(id);
        var changed = dataset.Changed.Next;
        if (dataset.State is DatasetState.Loading)
        {
            await LongPoll.WaitAsync(changed, wait, end.Token).ConfigureAwait(false);
        }

        return TypedResults.Ok(DatasetDescription.Describe(dataset));
    }

    private static Ok<RowJson> Row(string id, int row, DatasetCatalog catalog)
    {
        using var use = catalog.Use(id);
        var vectors = use.Data.Vectors;
        RowCheck.Require(row, vectors.RowCount);
        var sum = 0.0;
        foreach (var x in vectors.Row(row))
        {
            sum += (double)x * x;
        }

        var columns = use.Data.Metadata?.Columns ?? [];
        var norm = Math.Sqrt(sum);
        return TypedResults.Ok(new RowJson(
            row, [.. columns.Select(c => new RowValueJson(c.Name, c.Text(row)))], double.IsFinite(norm) ? norm : null));
    }
}

/// <summary>Checks row numbers of requests.</summary>
internal static class RowCheck
{
    /// <summary>The bytes of a body that names selected rows, at most: a million row numbers.</summary>
    public const int LargestBody = 16 << 20;

    /// <summary>The selected rows that a body names, each once.</summary>
    /// <exception cref="ApiException">400 when it names none; 404 for a row that there is not.</exception>
    public static int[] RequireSelected(IReadOnlyList<int>? rows, int rowCount)
    {
        var selected = rows?.Distinct().ToArray() ?? throw ApiException.BadRequest("The body must name the selected \"rows\".");
        foreach (var row in selected)
        {
            Require(row, rowCount);
        }

        return selected;
    }

    /// <summary>Refuses a row that there is not.</summary>
    /// <exception cref="ApiException">404.</exception>
    public static void Require(int row, int rowCount)
    {
        if ((uint)row >= (uint)rowCount)
        {
            throw ApiException.NotFound(
                rowCount == 0 ? "There are no rows." : $"There is no row {row}: rows are 0 to {rowCount - 1}.");
        }
    }
}
