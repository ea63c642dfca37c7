namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// The folders that <c>SummaryWriter.add_embedding</c> of PyTorch and tensorboardX writes: <c>&lt;step&gt;/&lt;tag&gt;/tensors.tsv</c> (or <c>.npy</c>) with metadata.tsv
/// and sprite.png beside it. They say all that the config says, so they are understood without one: people often copy the folders alone.
/// </summary>
internal static class PyTorchLayout
{
    private static readonly string[] _tensorFiles = ["tensors.tsv", "tensors.npy"];

    /// <summary>Whether a directory name can be a step: digits, padded to five.</summary>
    public static bool IsStep(string name) => name.Length >= 5 && name.All(char.IsAsciiDigit);

    /// <summary>The embeddings in the step folders of a directory, as the config would name them; paths are relative to it.</summary>
    public static IReadOnlyList<EmbeddingInfo> Find(WalkedDirectory directory, IReadOnlyDictionary<string, WalkedDirectory> all)
    {
        var found = new List<EmbeddingInfo>();
        foreach (var step in directory.Directories.Where(IsStep))
        {
            if (!all.TryGetValue(Below(directory.Name, step), out var stepDirectory))
            {
                continue;
            }

            foreach (var tag in stepDirectory.Directories)
            {
                if (!all.TryGetValue(Below(stepDirectory.Name, tag), out var folder) || _tensorFiles.FirstOrDefault(folder.Has) is not { } tensors)
                {
                    continue;
                }

                found.Add(new()
                {
                    TensorName = $"{Decode(tag)}:{step}",
                    TensorPath = $"{step}/{tag}/{tensors}",
                    MetadataPath = folder.Has("metadata.tsv") ? $"{step}/{tag}/metadata.tsv" : "",
                    Sprite = folder.Has("sprite.png") ? new() { ImagePath = $"{step}/{tag}/sprite.png" } : null,
                });
            }
        }

        return found;
    }

    private static string Below(string parent, string name) => parent == "." ? name : $"{parent}/{name}";

    // The percent sign comes last, for it is what the writer escapes first.
    private static string Decode(string tag) => tag
        .Replace("%2f", "/", StringComparison.OrdinalIgnoreCase)
        .Replace("%5c", "\\", StringComparison.OrdinalIgnoreCase)
        .Replace("%25", "%", StringComparison.Ordinal);
}
