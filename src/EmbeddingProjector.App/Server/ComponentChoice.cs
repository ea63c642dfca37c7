using System.Globalization;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary><c>components=0,1,2</c>: which of the components of a run are its axes.</summary>
internal static class ComponentChoice
{
    /// <summary>Two or three numbers, or null for none given.</summary>
    /// <exception cref="ApiException">400 when they are not.</exception>
    public static IReadOnlyList<int>? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var picked = new List<int>(3);
        foreach (var part in text.Split(',').Take(4))
        {
            picked.Add(int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var component)
                ? component
                : throw ApiException.BadRequest($"There is no component \"{part}\": they are numbers from 0."));
        }

        return picked.Count is 2 or 3
            ? picked
            : throw ApiException.BadRequest("components takes two or three numbers, as in components=0,1,2.");
    }

    /// <summary>The positions of a run along its components.</summary>
    /// <exception cref="ApiException">As <see cref="Require"/>.</exception>
    public static Positions Select(ProjectionJob job, IReadOnlyList<int> picked) => Require(job, picked).Select(picked);

    /// <summary>The run whose components can be picked so.</summary>
    /// <exception cref="ApiException">400 when it has none, or not these; 409 when they are not known yet.</exception>
    public static IComponentRun Require(ProjectionJob job, IReadOnlyList<int> picked)
    {
        var components = job.Components;
        if (!job.IsOver)
        {
            throw ApiException.Conflict("The components are not known yet.", "Ask again when the run is done.");
        }

        if (components is null or { ComponentCount: 0 })
        {
            throw ApiException.BadRequest("This projection has no components to choose from.");
        }

        var count = components.ComponentCount;
        return picked.All(p => p < count)
            ? components
            : throw ApiException.BadRequest($"There is no component {picked.First(p => p >= count)}: they are 0 to {count - 1}.");
    }
}
