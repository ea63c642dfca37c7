using System.Diagnostics;
using System.Text;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Adds an embedding to the config of a directory and keeps all that is in it, also what other programs add at the same time: a lock file beside the config lets one
/// writer in after the other.
/// </summary>
internal static class ConfigAppender
{
    private const string LockName = ".projector_config.lock";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Adds the embedding, or puts it in the place of the one that has its name.</summary>
    /// <exception cref="DataFormatException">The config that is there cannot be read; it is left as it is.</exception>
    /// <exception cref="IOException">The config cannot be written, or another program holds it for half a minute.</exception>
    public static void Add(string directory, EmbeddingInfo embedding)
    {
        Directory.CreateDirectory(directory);
        using var held = Lock(Path.Combine(directory, LockName));
        var path = Path.Combine(directory, RunPlace.ConfigName);
        var text = File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : "";
        if (Added(text, path, embedding) is { } changed)
        {
            PartialFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(changed)));
        }
    }

    // Where the name is new, the text is only continued: comments and fields that are not known here stay.
    private static string? Added(string text, string path, EmbeddingInfo embedding)
    {
        var config = ProjectorConfigText.Parse(text, path).Config;
        var entry = ProjectorConfigText.Write(new() { Embeddings = { embedding } });
        var same = config.Embeddings.FirstOrDefault(e => e.TensorName == embedding.TensorName);
        if (same is not null && ProjectorConfigText.Write(new() { Embeddings = { same } }) == entry)
        {
            return null;
        }

        if (same is null && !text.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith('{'))
        {
            return text + (text.Length == 0 || text.EndsWith('\n') ? "" : "\n") + entry;
        }

        if (same is null)
        {
            config.Embeddings.Add(embedding);
        }
        else
        {
            config.Embeddings[config.Embeddings.IndexOf(same)] = embedding;
        }

        return ProjectorConfigText.Write(config);
    }

    private static FileStream Lock(string path)
    {
        try
        {
            for (var waited = Stopwatch.StartNew(); ;)
            {
                if (LockFile.TryTake(path) is { } held)
                {
                    return held;
                }

                if (waited.Elapsed >= _patience)
                {
                    throw new IOException($"another program has been holding {path} for {_patience.TotalSeconds} seconds");
                }

                Thread.Sleep(_pause);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{Path.Combine(Path.GetDirectoryName(path)!, RunPlace.ConfigName)} cannot be changed: {e.Message.TrimEnd('.')}.", e);
        }
    }
}
