using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server.Original;

/// <summary><c>/runs</c>: the names of the runs, in discovery order.</summary>
internal static class RunsRoute
{
    /// <summary>Answers.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var snapshot = context.RequestServices.GetRequiredService<LogDirectoryWatcher>().Refresh();
        var names = OriginalRequest.Runs(snapshot).Select(r => PythonJson.Quote(r.Name));
        return OriginalResponse.JsonAsync(context, $"[{string.Join(", ", names)}]");
    }
}
