using System.Globalization;
using System.Text;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server.Original;

/// <summary>
/// A config in the JSON form of proto3 as Python prints it: camelCase, fields at their default left out, in order of field number, two
/// spaces of indent, ASCII.
/// </summary>
internal static class ConfigJson
{
    /// <summary>The JSON of a config.</summary>
    public static string Write(ProjectorConfig config)
    {
        var fields = new List<string>();
        Text(fields, "modelCheckpointPath", config.ModelCheckpointPath);
        Items(fields, "embeddings", config.Embeddings.Select(e => Write(e, 4)), 2);
        Text(fields, "modelCheckpointDir", config.ModelCheckpointDir);
        return Braces(fields, 0);
    }

    private static string Write(EmbeddingInfo info, int indent)
    {
        var fields = new List<string>();
        Text(fields, "tensorName", info.TensorName);
        Text(fields, "metadataPath", info.MetadataPath);
        Text(fields, "bookmarksPath", info.BookmarksPath);
        Items(fields, "tensorShape", info.TensorShape.Select(Number), indent + 2);
        if (info.Sprite is { } sprite)
        {
            fields.Add($"\"sprite\": {Write(sprite, indent + 2)}");
        }

        Text(fields, "tensorPath", info.TensorPath);
        return Braces(fields, indent);
    }

    private static string Write(SpriteMetadata sprite, int indent)
    {
        var fields = new List<string>();
        Text(fields, "imagePath", sprite.ImagePath);
        Items(fields, "singleImageDim", sprite.SingleImageDim.Select(Number), indent + 2);
        return Braces(fields, indent);
    }

    private static void Text(List<string> fields, string name, string value)
    {
        if (value.Length > 0)
        {
            fields.Add($"\"{name}\": {PythonJson.Quote(value)}");
        }
    }

    private static void Items(List<string> fields, string name, IEnumerable<string> items, int indent)
    {
        var all = items.ToList();
        if (all.Count > 0)
        {
            fields.Add($"\"{name}\": {Enclose('[', all, ']', indent)}");
        }
    }

    private static string Braces(List<string> fields, int indent) => fields.Count == 0 ? "{}" : Enclose('{', fields, '}', indent);

    private static string Enclose(char open, List<string> items, char close, int indent)
    {
        var text = new StringBuilder().Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n").Append(' ', indent + 2).Append(items[i]);
        }

        return text.Append('\n').Append(' ', indent).Append(close).ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
