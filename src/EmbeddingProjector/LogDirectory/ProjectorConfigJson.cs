using System.Text.Json;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// A config as JSON: proto3's mapping (camelCase, and the original field names, which every reader of that mapping must take too), as
/// TensorBoard's <c>/info</c> and the standalone projector's <c>…_projector_config.json</c> have it.
/// </summary>
internal static class ProjectorConfigJson
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 64,
    };

    /// <summary>Reads a config.</summary>
    /// <exception cref="DataFormatException">The text is no JSON, or a field has the wrong type.</exception>
    public static ParsedConfig Parse(string text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF').AsMemory(), Options);
            return new Reader(path).Config(document.RootElement);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // Half a surrogate pair, written out or as an escape.
            throw new DataFormatException(path, null, "a text that is not valid Unicode", "a ProjectorConfig as JSON", null, e);
        }
        catch (JsonException e)
        {
            throw new DataFormatException(
                path, $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", "text that is not valid JSON",
                "a ProjectorConfig as JSON (because it begins with \"{\")", null, e);
        }
    }

    private sealed class Reader(string path)
    {
        private readonly List<LogProblem> _problems = [];

        public ParsedConfig Config(JsonElement root)
        {
            var config = new ProjectorConfig();
            Object(root, "the config", (name, value) =>
            {
                switch (name)
                {
                    case "modelCheckpointPath" or "model_checkpoint_path":
                        config.ModelCheckpointPath = Text(value, name);
                        return true;
                    case "modelCheckpointDir" or "model_checkpoint_dir":
                        config.ModelCheckpointDir = Text(value, name);
                        return true;
                    case "embeddings":
                        foreach (var item in Items(value, name))
                        {
                            config.Embeddings.Add(Embedding(item));
                        }

                        return true;
                    default:
                        return false;
                }
            });
            return new(config, _problems);
        }

        private EmbeddingInfo Embedding(JsonElement element)
        {
            var embedding = new EmbeddingInfo();
            Object(element, "an embedding", (name, value) =>
            {
                switch (name)
                {
                    case "tensorName" or "tensor_name":
                        embedding.TensorName = Text(value, name);
                        return true;
                    case "metadataPath" or "metadata_path":
                        embedding.MetadataPath = Text(value, name);
                        return true;
                    case "bookmarksPath" or "bookmarks_path":
                        embedding.BookmarksPath = Text(value, name);
                        return true;
                    case "tensorPath" or "tensor_path":
                        embedding.TensorPath = Text(value, name);
                        return true;
                    case "tensorShape" or "tensor_shape":
                        Numbers(value, name, embedding.TensorShape);
                        return true;
                    case "sprite" when value.ValueKind == JsonValueKind.Null:
                        return true;
                    case "sprite":
                        embedding.Sprite = Sprite(value);
                        return true;
                    default:
                        return false;
                }
            });
            return embedding;
        }

        private SpriteMetadata Sprite(JsonElement element)
        {
            var sprite = new SpriteMetadata();
            Object(element, "a sprite", (name, value) =>
            {
                switch (name)
                {
                    case "imagePath" or "image_path":
                        sprite.ImagePath = Text(value, name);
                        return true;
                    case "singleImageDim" or "single_image_dim":
                        Numbers(value, name, sprite.SingleImageDim);
                        return true;
                    default:
                        return false;
                }
            });
            return sprite;
        }

        private void Object(JsonElement element, string what, Func<string, JsonElement, bool> field)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                throw Wrong(what, element, "an object");
            }

            foreach (var property in element.EnumerateObject())
            {
                if (!field(property.Name, property.Value))
                {
                    UnknownFields.Report(_problems, path, "", property.Name, what, null);
                }
            }
        }

        private string Text(JsonElement value, string name) => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            _ => throw Wrong(name, value, "a text"),
        };

        private JsonElement.ArrayEnumerator Items(JsonElement value, string name) => value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray(),
            JsonValueKind.Null => default,
            _ => throw Wrong(name, value, "a list"),
        };

        private void Numbers(JsonElement value, string name, IList<long> numbers)
        {
            foreach (var item in Items(value, name))
            {
                numbers.Add(item.ValueKind == JsonValueKind.Number && item.TryGetUInt32(out var number)
                    ? number
                    : throw Wrong(name, item, "whole numbers from 0 to 4294967295"));
            }
        }

        private DataFormatException Wrong(string name, JsonElement found, string expected) =>
            new(path, $"\"{name}\"", $"{TextFormat.Shorten(found.GetRawText())}", expected);
    }
}
