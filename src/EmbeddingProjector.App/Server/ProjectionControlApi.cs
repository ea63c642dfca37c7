using System.Text.Json;
using EmbeddingProjector.App.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmbeddingProjector.App.Server;

/// <summary>What steers a run under <c>/api/projections/{id}</c>; each answers its state.</summary>
internal static class ProjectionControlApi
{
    // A run takes orders between two steps, mostly at once; an answer waits so long to tell of the effect.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    /// <summary>Adds the routes.</summary>
    public static void MapProjectionControl(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/projections/{runId}").WithTags("Projections");
        group.MapPost("/pause", PauseAsync).WithName("PauseProjection").WithSummary("Has a run rest between two steps");
        group.MapPost("/resume", Resume).WithName("ResumeProjection").WithSummary("Lets a run that is paused, or rests, go on");
        group.MapPost("/stop", StopAsync).WithName("StopProjection").WithSummary("Ends a run early and keeps its positions");
        group.MapPost("/perturb", PerturbAsync).WithName("PerturbProjection").WithSummary("Shakes the map, to see what holds");
        group.MapPatch("/parameters", ChangeAsync).WithName("ChangeParameters").WithSummary("Changes live parameters of a run");
    }

    private static async Task<Ok<ProjectionRunJson>> PauseAsync(string runId, ProjectionQueue queue, RequestEnd end)
    {
        var job = queue.Get(runId);
        var changed = job.Changed.Next;
        job.Pause();
        return await AnswerAsync(job, job.State == JobState.Running ? changed : Task.CompletedTask, end).ConfigureAwait(false);
    }

    private static Ok<ProjectionRunJson> Resume(string runId, ProjectionQueue queue)
    {
        var job = queue.Get(runId);
        queue.Resume(job);
        return TypedResults.Ok(ProjectionApi.Describe(job));
    }

    private static async Task<Ok<ProjectionRunJson>> StopAsync(string runId, ProjectionQueue queue, RequestEnd end)
    {
        var job = queue.Get(runId);
        var changed = job.Changed.Next;
        job.Stop();
        return await AnswerAsync(job, job.State == JobState.Running ? changed : Task.CompletedTask, end).ConfigureAwait(false);
    }

    private static Task<Ok<ProjectionRunJson>> PerturbAsync(string runId, ProjectionQueue queue, RequestEnd end)
    {
        var job = queue.Get(runId);
        return AnswerAsync(job, queue.Perturb(job), end);
    }

    private static Task<Ok<ProjectionRunJson>> ChangeAsync(
        string runId, IReadOnlyDictionary<string, JsonElement> body, ProjectionQueue queue, RequestEnd end)
    {
        var job = queue.Get(runId);
        return AnswerAsync(job, queue.Change(job, ProjectionRequest.Texts(body)), end);
    }

    private static async Task<Ok<ProjectionRunJson>> AnswerAsync(ProjectionJob job, Task effect, RequestEnd end)
    {
        try
        {
            await effect.WaitAsync(_patience, end.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The step takes longer; the effect comes at its end and the state tells of it then.
        }

        return TypedResults.Ok(ProjectionApi.Describe(job));
    }
}
