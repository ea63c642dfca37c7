using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server.Original;

/// <summary>The query of a request, checked in the order of the original: run given, name given, num_rows valid, run known.</summary>
/// <param name="Run">The run.</param>
/// <param name="Name">The tensor's name.</param>
/// <param name="RowLimit">num_rows, or null for no limit.</param>
internal sealed partial record OriginalRequest(Run Run, string Name, long? RowLimit)
{
    /// <summary>Where the config of the run is, or would be.</summary>
    public string ConfigPath => Run.ConfigPath ?? Path.Combine(Run.Directory, "projector_config.pbtxt");

    /// <summary>The entry of the tensor in the config, or null.</summary>
    public EmbeddingInfo? Info => Run.Config.Embeddings.FirstOrDefault(e => e.TensorName == Name);

    /// <summary>What was found for the tensor, or null.</summary>
    public Embedding? Embedding => Run.Embeddings.FirstOrDefault(e => e.TensorName == Name);

    /// <summary>The runs that the original would list: those that have something to show.</summary>
    public static IEnumerable<Run> Runs(LogSnapshot snapshot) => snapshot.Runs.Where(r => r.Embeddings.Any(e => e.CanBeShown));

    /// <summary>Checks a query of run and name; the error text on failure.</summary>
    public static bool TryParse(
        HttpContext context, bool emptyRunIsMissing, bool limited, [NotNullWhen(true)] out OriginalRequest? request, [NotNullWhen(false)] out string? error)
    {
        request = null;
        var query = context.Request.Query;
        if (MissingRun(query, emptyRunIsMissing) is { } missing)
        {
            error = missing;
            return false;
        }

        if (!query.TryGetValue("name", out var name))
        {
            error = "query parameter \"name\" is required";
            return false;
        }

        long? limit = null;
        if (limited && !TryParseLimit(query["num_rows"].FirstOrDefault(), out limit))
        {
            error = "query parameter num_rows must be integer > 0";
            return false;
        }

        if (!TryFindRun(context, query["run"][0]!, out var run, out error))
        {
            return false;
        }

        request = new OriginalRequest(run, name[0] ?? "", limit);
        return true;
    }

    /// <summary>The error text when the run is not given; null when it is.</summary>
    public static string? MissingRun(IQueryCollection query, bool emptyIsMissing) =>
        !query.TryGetValue("run", out var run) || (emptyIsMissing && string.IsNullOrEmpty(run[0])) ? "query parameter \"run\" is required" : null;

    /// <summary>Finds a run in what is on disk now.</summary>
    public static bool TryFindRun(HttpContext context, string name, [NotNullWhen(true)] out Run? run, [NotNullWhen(false)] out string? error)
    {
        var watcher = context.RequestServices.GetRequiredService<LogDirectoryWatcher>();
        run = Runs(watcher.Refresh()).FirstOrDefault(r => r.Name == name);
        error = run is null ? $"Unknown run: \"{name}\"" : null;
        return run is not null;
    }

    // Absent and empty mean no limit; otherwise what Python's int() takes and is above zero. Beyond any table is no limit either.
    private static bool TryParseLimit(string? text, out long? limit)
    {
        limit = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var trimmed = text.Trim();
        if (!Integer().IsMatch(trimmed) || !BigInteger.TryParse(
            trimmed.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number <= 0)
        {
            return false;
        }

        limit = number > long.MaxValue ? null : (long)number;
        return true;
    }

    [GeneratedRegex(@"^\+?[0-9]+(_[0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();
}
