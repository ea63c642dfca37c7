using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Xunit;

namespace EmbeddingProjector.Architecture.Tests;

/// <summary>The arrows between the parts of the product, as the design has them: files → tables → neighbors → positions → wire.</summary>
public sealed class ArrowTests
{
    private const string Tables = "EmbeddingProjector";
    private const string Formats = "EmbeddingProjector.Formats";
    private const string LogDirectory = "EmbeddingProjector.LogDirectory";
    private const string Neighbors = "EmbeddingProjector.Neighbors";
    private const string Projections = "EmbeddingProjector.Projections";
    private const string Quality = "EmbeddingProjector.Quality";
    private const string Databases = "EmbeddingProjector.Databases";
    private const string Facets = "EmbeddingProjector.Facets";
    private const string Wire = "EmbeddingProjector.App.Wire";
    private const string Server = "EmbeddingProjector.App.Server";
    private const string Commands = "EmbeddingProjector.App.Commands";
    private const string App = "EmbeddingProjector.App";
    private const string Show = "EmbeddingProjector.Show";
    private const string Training = "EmbeddingProjector.Training";

    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        [Tables] = [],
        [Formats] = [Tables],
        [Databases] = [Formats, Tables],
        [LogDirectory] = [Formats, Tables],
        [Neighbors] = [Tables],
        [Projections] = [Neighbors, Tables],
        [Quality] = [Neighbors, Tables],
        [Facets] = [Tables],
        [Wire] = [Tables],
        [Server] = [Wire, Tables, Formats, LogDirectory, Neighbors, Projections, Quality, Facets],
        [Commands] = [Server, Databases, Tables, Formats, LogDirectory, Neighbors, Projections, Quality],
        [App] = [Commands, Server],
        [Show] = [Server, Tables, LogDirectory, Neighbors],
        [Training] = [Tables, Formats, LogDirectory],
    };

    private static readonly ArchUnitNET.Domain.Architecture s_architecture =
        new ArchLoader().LoadAssemblies(
            typeof(VectorTable).Assembly, System.Reflection.Assembly.Load("EmbeddingProjector.Formats"), System.Reflection.Assembly.Load("EmbeddingProjector.Databases"),
            System.Reflection.Assembly.Load("projector"), System.Reflection.Assembly.Load("EmbeddingProjector.Show"),
            System.Reflection.Assembly.Load("EmbeddingProjector.Training")).Build();

    public static TheoryData<string> Parts => [.. s_allowed.Keys];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_depends_only_on_what_the_design_allows(string part)
    {
        var wrong =
            from type in s_architecture.Types
            where PartOf(type) == part
            // Type parameters of methods are told apart by their name alone there, so that one "T" stands for all.
            from target in type.Dependencies.Select(d => d.Target).Where(t => t is not GenericParameter).Distinct()
            let other = PartOf(target)
            where other is not null && other != part && !s_allowed[part].Contains(other)
            select $"{type.FullName} uses {target.FullName}";

        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    [Fact]
    public void Every_namespace_belongs_to_a_part()
    {
        var homeless =
            from type in s_architecture.Types
            where type.Namespace.FullName.StartsWith(Tables, StringComparison.Ordinal) && PartOf(type) is null
            select type.FullName;

        Assert.Empty(homeless);
    }

    [Fact]
    public void The_library_uses_no_web_and_no_native_package()
    {
        var references = typeof(VectorTable).Assembly.GetReferencedAssemblies().Select(a => a.Name);

        Assert.DoesNotContain(references, name => !name!.StartsWith("System", StringComparison.Ordinal));
    }

    private static string? PartOf(IType type)
    {
        var name = type.Namespace?.FullName ?? "";
        return s_allowed.Keys
            .Where(part => name == part || (part is not Tables and not App && name.StartsWith(part + ".", StringComparison.Ordinal)))
            .MaxBy(part => part.Length);
    }
}
