using EmbeddingProjector.App.Wire;
using EmbeddingProjector.Neighbors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary><c>POST /api/datasets/{id}/nearest</c>: the rows nearest to a sum of rows, or to a vector that was pasted in.</summary>
internal static class ExpressionApi
{
    private const int DefaultCount = 10;
    private const int MaximumCount = 1000;
    private const int MaximumTerms = 100;

    /// <summary>Adds the route.</summary>
    public static void MapExpressions(this IEndpointRouteBuilder routes) => routes
        .MapPost("/datasets/{id}/nearest", PostAsync)
        .WithName("GetNearest")
        .WithSummary("The rows nearest to an expression over labels (\"king - man + woman\"), or to a vector of numbers")
        .WithTags("Data sets");

    private static async Task<Ok<NearestJson>> PostAsync(
        string id, NearestRequest request, DatasetCatalog catalog, ComputeSlots slots, ServerOptions options, RequestEnd end)
    {
        var count = request.Count ?? DefaultCount;
        if (count is < 1 or > MaximumCount)
        {
            throw ApiException.BadRequest($"count = {count} is not possible: it takes 1 to {MaximumCount}.");
        }

        NeighborApi.RequireKnown(request.Metric);
        using var use = catalog.Use(id);
        var data = use.Data;
        var metric = ChosenDistance.Of(request.Metric, data.Metric).Metric;
        var text = request.Expression ?? "";
        var notes = new List<string>();
        List<TermJson> said = [];
        float[] vector;
        if (VectorExpression.Numbers(text) is { Length: > 1 } numbers)
        {
            vector = numbers.Length == data.Vectors.ColumnCount
                ? numbers
                : throw ApiException.BadRequest($"{numbers.Length} numbers were given; the vectors of this data set have {data.Vectors.ColumnCount}.");
        }
        else
        {
            said = Terms(text, Labels(data.Metadata, request.Column), data.Vectors.RowCount, notes);
            vector = VectorExpression.Sum(data.Vectors, metric, [.. said.Select(term => (term.Factor, term.Row))]);
        }

        // The terms themselves are nearly always the nearest, and say nothing.
        var own = said.Select(term => term.Row).ToHashSet();
        var found = await slots.RunAsync(
            () => use.Dataset.Index(data, options.Threads, end.Token).Query(metric, vector, count + own.Count, end.Token), end.Token).ConfigureAwait(false);
        var neighbors = found.Rows.Zip(found.Distances, (row, distance) => new NeighborJson(row, double.IsFinite(distance) ? distance : null))
            .Where(neighbor => !own.Contains(neighbor.Row))
            .Take(count);
        return TypedResults.Ok(new NearestJson(metric.Name(), said, [.. neighbors], found.Note is null ? notes : [.. notes, found.Note]));
    }

    private static MetadataColumn? Labels(MetadataTable? metadata, int? column)
    {
        if (column is not { } index)
        {
            return metadata?.DefaultLabel;
        }

        return metadata is not null && (uint)index < (uint)metadata.Columns.Count
            ? metadata.Columns[index]
            : throw ApiException.BadRequest($"There is no column {index}: this data set has {metadata?.Columns.Count ?? 0}.");
    }

    private static List<TermJson> Terms(string text, MetadataColumn? labels, int rows, List<string> notes)
    {
        IReadOnlyList<ExpressionTerm> terms;
        try
        {
            terms = VectorExpression.Parse(text);
        }
        catch (FormatException e)
        {
            throw ApiException.BadRequest(e.Message, "Write names with + or - between them, as in: king - man + woman");
        }

        if (terms.Count > MaximumTerms)
        {
            throw ApiException.BadRequest($"{terms.Count} terms were given; at most {MaximumTerms} are added up.");
        }

        return [.. terms.Select(term => new TermJson(RowOf(term.Name, labels, rows, notes), term.Name, term.Factor))];
    }

    // The row of a label as it is written; in another case where none is written so.
    private static int RowOf(string name, MetadataColumn? labels, int rows, List<string> notes)
    {
        if (labels is null)
        {
            return int.TryParse(name, out var number) && (uint)number < (uint)rows
                ? number
                : throw ApiException.BadRequest($"The points have no labels; \"{name}\" is no row number from 0 to {rows - 1}.");
        }

        foreach (var comparison in (StringComparison[])[StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase])
        {
            var (first, count) = (-1, 0);
            var codes = labels.Codes;
            var wanted = Enumerable.Range(0, labels.Values.Count).Where(code => string.Equals(labels.Values[code], name, comparison)).ToHashSet();
            for (var row = 0; wanted.Count > 0 && row < codes.Length; row++)
            {
                if (wanted.Contains(codes[row]))
                {
                    first = first < 0 ? row : first;
                    count++;
                }
            }

            if (first >= 0)
            {
                if (count > 1)
                {
                    notes.Add($"{count:N0} points are called \"{name}\"; the first of them, {first}, is taken.");
                }

                return first;
            }
        }

        throw ApiException.BadRequest($"No point is called \"{name}\".", $"Names are those of the column \"{labels.Name}\"; put a name with + or - in it in quotes.");
    }
}
