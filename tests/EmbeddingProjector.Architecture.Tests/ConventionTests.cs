using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace EmbeddingProjector.Architecture.Tests;

/// <summary>The rules of the tree that a compiler does not hold.</summary>
public sealed partial class ConventionTests
{
    private static readonly string s_root = typeof(ConventionTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private static readonly string[] s_sources = [.. Sources()];

    [Fact]
    public void No_source_file_is_longer_than_500_lines() =>
        Assert.Equal([], s_sources.Where(file => File.ReadLines(file).Count() > 500).Select(Relative));

    [Fact]
    public void No_name_says_nothing() =>
        Assert.DoesNotContain(s_sources.Select(Relative), file => EmptyName().IsMatch(file));

    [Fact]
    public void A_namespace_is_the_folder_of_its_file()
    {
        var wrong =
            from file in s_sources
            where file.EndsWith(".cs", StringComparison.Ordinal) && Relative(file).StartsWith("src/", StringComparison.Ordinal)
            let declared = NamespaceLine().Match(File.ReadAllText(file)).Groups[1].Value
            where declared.Length > 0 && declared != Path.GetDirectoryName(Relative(file))!["src/".Length..].Replace('/', '.')
            select $"{Relative(file)} declares {declared}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file()
    {
        var wrong =
            from file in Directory.EnumerateFiles(s_root, "*.csproj", SearchOption.AllDirectories)
            where PinnedVersion().IsMatch(File.ReadAllText(file))
            select Relative(file);

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_gate_calls_the_test_script_and_nothing_else()
    {
        var commands = File.ReadLines(Path.Combine(s_root, ".ci", "run")).Where(line => line.Length > 0 && line[0] != '#');

        Assert.Equal(["exec \"$(dirname \"$0\")/../test\""], commands);
    }

    [Fact]
    public void The_readme_names_exactly_two_set_up_commands()
    {
        var setUp = SetUpSection().Match(File.ReadAllText(Path.Combine(s_root, "README.md"))).Groups[1].Value;
        var commands = CodeBlock().Matches(setUp).SelectMany(block => block.Groups[1].Value.Trim().Split('\n'));

        Assert.Equal(["dotnet run -c Release --project src/EmbeddingProjector.App -- demo", "./test"], commands);
    }

    [Fact]
    public void Every_test_that_the_parity_page_names_exists()
    {
        var tests = (
            from file in s_sources
            where Relative(file).StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith("Tests.cs", StringComparison.Ordinal)
            let name = Path.GetFileNameWithoutExtension(file)
            from test in TestMethod().Matches(File.ReadAllText(file)).Select(method => $"{name}.{method.Groups[1].Value}").Append(name)
            select test).ToHashSet(StringComparer.Ordinal);
        var named = NamedTest().Matches(File.ReadAllText(Path.Combine(s_root, "docs", "parity.md"))).Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(named);
        Assert.Equal([], named.Where(name => !tests.Contains(name)));
    }

    private static IEnumerable<string> Sources() =>
        from folder in new[] { "src", "web/src", "web/tests", "tests", "samples", "benchmarks" }
        let path = Path.Combine(s_root, folder)
        where Directory.Exists(path)
        from file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
        where SourceFile().IsMatch(file) && !BuiltFile().IsMatch(file)
        select file;

    private static string Relative(string file) => Path.GetRelativePath(s_root, file).Replace('\\', '/');

    [GeneratedRegex(@"\.(cs|ts|tsx|css)$")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"[/\\](bin|obj|node_modules|dist)[/\\]")]
    private static partial Regex BuiltFile();

    [GeneratedRegex(@"(Utils?|Helpers?|Common|Managers?|Misc)(\.|/|$)(?<!CheckpointManager\.)", RegexOptions.IgnoreCase)]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"<PackageReference [^>]*Version=")]
    private static partial Regex PinnedVersion();

    [GeneratedRegex(@"public (?:async Task|Task|void) (\w+)\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"`(\w+Tests(?:\.\w+)?)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"^## Set up\n(.*?)^## ", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SetUpSection();

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
