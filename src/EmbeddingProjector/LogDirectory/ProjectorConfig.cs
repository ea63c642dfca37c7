using System.Collections.ObjectModel;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// What <c>projector_config.pbtxt</c> says: the message <c>tensorboard.projector.ProjectorConfig</c> (proto3), field for field.
/// </summary>
public sealed class ProjectorConfig
{
    /// <summary>Field 1: the checkpoint prefix, as written.</summary>
    public string ModelCheckpointPath { get; set; } = "";

    /// <summary>Field 2: the embeddings.</summary>
    public EmbeddingInfoList Embeddings { get; } = [];

    /// <summary>Field 3: a directory to look for checkpoints in.</summary>
    public string ModelCheckpointDir { get; set; } = "";
}

/// <summary>The embeddings of a <see cref="ProjectorConfig"/>, a list to which new ones add themselves.</summary>
public sealed class EmbeddingInfoList : Collection<EmbeddingInfo>
{
    /// <summary>Adds an empty embedding and returns it, to be filled in.</summary>
    public EmbeddingInfo Add()
    {
        var embedding = new EmbeddingInfo();
        Add(embedding);
        return embedding;
    }
}

/// <summary>One embedding of a <see cref="ProjectorConfig"/>: the message <c>EmbeddingInfo</c>.</summary>
public sealed class EmbeddingInfo
{
    /// <summary>Field 1: a tensor of the checkpoint, or a display name for a file.</summary>
    public string TensorName { get; set; } = "";

    /// <summary>Field 2: TSV of labels or columns.</summary>
    public string MetadataPath { get; set; } = "";

    /// <summary>Field 3: JSON of saved states.</summary>
    public string BookmarksPath { get; set; } = "";

    /// <summary>Field 4: [n, d].</summary>
    public IList<long> TensorShape { get; } = [];

    /// <summary>Field 5: thumbnails.</summary>
    public SpriteMetadata? Sprite { get; set; }

    /// <summary>Field 6: a file that holds the tensor.</summary>
    public string TensorPath { get; set; } = "";

    /// <summary>A copy that shares nothing with this.</summary>
    internal EmbeddingInfo Copy()
    {
        var copy = new EmbeddingInfo
        {
            TensorName = TensorName,
            MetadataPath = MetadataPath,
            BookmarksPath = BookmarksPath,
            TensorPath = TensorPath,
        };
        foreach (var length in TensorShape)
        {
            copy.TensorShape.Add(length);
        }

        if (Sprite is { } sprite)
        {
            copy.Sprite = new() { ImagePath = sprite.ImagePath };
            foreach (var length in sprite.SingleImageDim)
            {
                copy.Sprite.SingleImageDim.Add(length);
            }
        }

        return copy;
    }
}

/// <summary>The message <c>SpriteMetadata</c>.</summary>
public sealed class SpriteMetadata
{
    /// <summary>Field 1: the image of all thumbnails.</summary>
    public string ImagePath { get; set; } = "";

    /// <summary>Field 2: [width, height] of one thumbnail, in pixels.</summary>
    public IList<long> SingleImageDim { get; } = [];
}
