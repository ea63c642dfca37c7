namespace EmbeddingProjector.Training.Callbacks;

/// <summary>How progress is written (Keras' <c>verbose</c>).</summary>
public enum ProgressStyle
{
    /// <summary>A bar on a terminal, otherwise a line for each epoch.</summary>
    Auto,

    /// <summary>Nothing (0).</summary>
    Silent,

    /// <summary>A line that is written over and over (1).</summary>
    Bar,

    /// <summary>A line for each epoch (2).</summary>
    Line,
}
