using System.Text;

namespace EmbeddingProjector.LogDirectory;

/// <summary>A config that was read, and what is worth saying about the text.</summary>
/// <param name="Config">The config, as written.</param>
/// <param name="Problems">Unknown fields, fields given twice.</param>
public sealed record ParsedConfig(ProjectorConfig Config, IReadOnlyList<LogProblem> Problems);

/// <summary>
/// <c>projector_config.pbtxt</c>: protobuf text format, as TensorFlow, Keras, PyTorch and people write it. JSON of the same message is read too, because
/// people put that into the file as well.
/// </summary>
public static class ProjectorConfigText
{
    /// <summary>Reads a config.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="path">Its name for messages.</param>
    /// <exception cref="DataFormatException">The text is neither; the place is line and column.</exception>
    public static ParsedConfig Parse(string text, string path = "projector_config.pbtxt")
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(path);
        // No message in text format begins with a brace, and every JSON config does.
        if (text.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith('{'))
        {
            return ProjectorConfigJson.Parse(text, path);
        }

        var fields = new MessageFields(TextFormat.Parse(text, path), "ProjectorConfig", path, []);
        var config = new ProjectorConfig
        {
            ModelCheckpointPath = fields.Text("model_checkpoint_path"),
            ModelCheckpointDir = fields.Text("model_checkpoint_dir"),
        };
        foreach (var embedding in fields.Messages("embeddings", "EmbeddingInfo"))
        {
            config.Embeddings.Add(Embedding(embedding));
        }

        fields.ReportUnknown();
        return new(config, fields.Problems);
    }

    /// <summary>
    /// Writes a config as TensorFlow's own writer does: fields in the order of their numbers, two spaces of indent, absent fields left out,
    /// texts in ASCII with the bytes of other characters as octal escapes.
    /// </summary>
    public static string Write(ProjectorConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var text = new StringBuilder();
        TextFormatWriter.AppendText(text, "", "model_checkpoint_path", config.ModelCheckpointPath);
        foreach (var embedding in config.Embeddings)
        {
            text.Append("embeddings {\n");
            TextFormatWriter.AppendText(text, "  ", "tensor_name", embedding.TensorName);
            TextFormatWriter.AppendText(text, "  ", "metadata_path", embedding.MetadataPath);
            TextFormatWriter.AppendText(text, "  ", "bookmarks_path", embedding.BookmarksPath);
            TextFormatWriter.AppendNumbers(text, "  ", "tensor_shape", embedding.TensorShape);
            if (embedding.Sprite is { } sprite)
            {
                text.Append("  sprite {\n");
                TextFormatWriter.AppendText(text, "    ", "image_path", sprite.ImagePath);
                TextFormatWriter.AppendNumbers(text, "    ", "single_image_dim", sprite.SingleImageDim);
                text.Append("  }\n");
            }

            TextFormatWriter.AppendText(text, "  ", "tensor_path", embedding.TensorPath);
            text.Append("}\n");
        }

        TextFormatWriter.AppendText(text, "", "model_checkpoint_dir", config.ModelCheckpointDir);
        return text.ToString();
    }

    private static EmbeddingInfo Embedding(MessageFields fields)
    {
        var embedding = new EmbeddingInfo
        {
            TensorName = fields.Text("tensor_name"),
            MetadataPath = fields.Text("metadata_path"),
            BookmarksPath = fields.Text("bookmarks_path"),
            TensorPath = fields.Text("tensor_path"),
        };
        foreach (var length in fields.Numbers("tensor_shape"))
        {
            embedding.TensorShape.Add(length);
        }

        foreach (var sprite in fields.Messages("sprite", "SpriteMetadata"))
        {
            embedding.Sprite = new() { ImagePath = sprite.Text("image_path") };
            foreach (var length in sprite.Numbers("single_image_dim"))
            {
                embedding.Sprite.SingleImageDim.Add(length);
            }

            sprite.ReportUnknown();
        }

        fields.ReportUnknown();
        return embedding;
    }
}
