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
    [InlineData("EmbeddingProjector.Formats", "", "Apache.Arrow EmbeddingProjector K4os.Compression.LZ4.Streams Parquet.Net Snappier ZstdSharp.Port")]
    [InlineData("EmbeddingProjector.Training", "", "EmbeddingProjector")]
    [InlineData(
        "EmbeddingProjector.Show", "projector.dll",
        "Apache.Arrow EmbeddingProjector EmbeddingProjector.Formats K4os.Compression.LZ4.Streams Microsoft.AspNetCore.OpenApi Parquet.Net Snappier System.CommandLine ZstdSharp.Port")]
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
    public void The_package_of_the_tool_holds_the_program_and_nothing_of_the_tests()
    {
        using var package = ZipFile.OpenRead(packages.File("EmbeddingProjector.Tool"));
        var names = package.Entries.Select(entry => entry.FullName).ToArray();

        Assert.Equal([], s_everywhere.Append("tools/net10.0/any/projector.dll").Append("tools/net10.0/any/DotnetToolSettings.xml").Except(names));
        Assert.DoesNotContain(names, name => name.Contains("Tests", StringComparison.Ordinal) || name.Contains("xunit", StringComparison.OrdinalIgnoreCase));
        RequireDescribed(package);
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

    [GeneratedRegex(@"^(_rels/|package/|\[Content_Types\]\.xml$)|\.nuspec$")]
    private static partial Regex OfTheFormat();
}
