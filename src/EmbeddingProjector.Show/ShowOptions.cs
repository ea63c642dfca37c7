using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.Show;

/// <summary>How <c>Projector.Show</c> shows.</summary>
public sealed record ShowOptions
{
    /// <summary>The name of the embedding on the page.</summary>
    public string Name { get; init; } = "vectors";

    /// <summary>A picture for each row, or null.</summary>
    public ImageTensor? Images { get; init; }

    /// <summary>Whether to open the page in the browser.</summary>
    public bool OpenBrowser { get; init; } = true;

    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The most threads that a computation uses; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Takes the address, and why no browser was opened if that failed; null for silence.</summary>
    public TextWriter? Output { get; init; } = Console.Out;
}
