using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace EmbeddingProjector.Package.Tests;

/// <summary>What is in the packages.</summary>
public sealed partial class PackageTests(PackedPackages packages)
{
    private static readonly string[] s_everywhere = ["LICENSE", "README.md", "THIRD-PARTY-NOTICES.md"];

    [Theory]
    [InlineData("EmbeddingProjector", "", "")]
    [InlineData("EmbeddingProjector.Formats", "", "Apache.Arrow EmbeddingProjector K4os.Compression.LZ4.Streams Parquet.Net ZstdSharp.Port")]
    [InlineData("EmbeddingProjector.Training", "", "EmbeddingProjector")]
    [InlineData(
        "EmbeddingProjector.Show", "projector.dll",
        "Apache.Arrow EmbeddingProjector EmbeddingProjector.Formats K4os.Compression.LZ4.Streams Microsoft.AspNetCore.OpenApi Parquet.Net System.CommandLine ZstdSharp.Port")]
    public void A_library_package_holds_its_assembly_its_documentation_what_every_package_has_and_nothing_else(string id, string also, string dependencies)
    {
        using var package = ZipFile.OpenRead(packages.File(id));
        string[] libraries = [$"{id}.dll", $"{id}.xml", .. also.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        Assert.Equal(
            s_everywhere.Concat(libraries.Select(name => "lib/net10.0/" + name)).Order(StringComparer.Ordinal),
            package.Entries.Select(entry => entry.FullName).Where(name => !OfTheFormat().IsMatch(name)).Order(StringComparer.Ordinal));
        var specification = RequireDescribed(package);
        Assert.Equal(
            dependencies.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            specification.Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value).Order(StringComparer.Ordinal));
        Assert.Contains("<member name=\"T:EmbeddingProjector.", Text(package, $"lib/net10.0/{id}.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_of_the_tool_for_this_platform_holds_the_program_one_native_library_and_nothing_of_the_tests()
    {
        using var package = ZipFile.OpenRead(packages.File($"EmbeddingProjector.Tool.{PackedPackages.Platform}"));
        var names = package.Entries.Select(entry => entry.FullName).ToArray();

        Assert.Equal([], s_everywhere.Append($"tools/net10.0/{PackedPackages.Platform}/projector.dll").Append($"tools/net10.0/{PackedPackages.Platform}/DotnetToolSettings.xml").Except(names));
        Assert.Single(names, name => NativeLibrary().IsMatch(name));
        Assert.DoesNotContain(names, name => name.Contains("Tests", StringComparison.Ordinal) || name.Contains("xunit", StringComparison.OrdinalIgnoreCase));
        RequireDescribed(package);
    }

    [Fact]
    public void The_package_that_people_name_holds_nothing_but_the_name_of_the_one_for_their_platform()
    {
        using var package = ZipFile.OpenRead(packages.File("EmbeddingProjector.Tool"));

        Assert.Equal(
            s_everywhere.Append("tools/any/any/DotnetToolSettings.xml").Order(StringComparer.Ordinal),
            package.Entries.Select(entry => entry.FullName).Where(name => !OfTheFormat().IsMatch(name)).Order(StringComparer.Ordinal));
        Assert.Contains($"RuntimeIdentifier=\"{PackedPackages.Platform}\" Id=\"EmbeddingProjector.Tool.{PackedPackages.Platform}\"", Text(package, "tools/any/any/DotnetToolSettings.xml"), StringComparison.Ordinal);
        RequireDescribed(package);
    }

    [Fact]
    public async Task There_is_a_package_for_each_platform_that_DuckDB_has_a_library_for_and_one_for_all_others()
    {
        var platforms = (await packages.PropertyAsync(PackedPackages.Tool, "RuntimeIdentifiers")).Trim().Split(';');
        var restored = await File.ReadAllTextAsync(Path.Combine(PackedPackages.RepositoryRoot, "src", PackedPackages.Tool, "obj", "project.assets.json"));
        var libraries = NativeLibraryOfPackage().Matches(restored).Select(m => m.Groups[1].Value).Distinct();

        // The one for macOS fits both processors.
        Assert.Equal(libraries.SelectMany(l => l == "osx" ? ["osx-arm64", "osx-x64"] : new[] { l }).Append("any").Order(StringComparer.Ordinal), platforms.Order(StringComparer.Ordinal));
    }

    private static XDocument RequireDescribed(ZipArchive package)
    {
        var specification = XDocument.Parse(Text(package, package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName));

        Assert.Equal("Apache-2.0", Element("license"));
        Assert.Equal("README.md", Element("readme"));
        Assert.True(Element("description").Length > 40);
        return specification;

        string Element(string name) => specification.Descendants().Single(e => e.Name.LocalName == name).Value;
    }

    private static string Text(ZipArchive package, string name)
    {
        using var reader = new StreamReader(package.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"/(lib)?duckdb\.(so|dylib|dll)$")]
    private static partial Regex NativeLibrary();

    [GeneratedRegex(@"""runtimes/([^/]+)/native/(?:lib)?duckdb\.")]
    private static partial Regex NativeLibraryOfPackage();

    [GeneratedRegex(@"^(_rels/|package/|\[Content_Types\]\.xml$)|\.nuspec$")]
    private static partial Regex OfTheFormat();
}
