using System.Text;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>The writing half of <c>tensorboard.plugins.projector</c>.</summary>
public static class Projector
{
    /// <summary>
    /// Writes the config that tells TensorBoard and this library what to show: <c>projector_config.pbtxt</c> in <paramref name="logDir"/>, replacing the one
    /// that is there. The directory is created if need be.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the message says why.</exception>
    public static void VisualizeEmbeddings(string logDir, ProjectorConfig config)
    {
        ArgumentException.ThrowIfNullOrEmpty(logDir);
        ArgumentNullException.ThrowIfNull(config);
        PartialFile.Write(Path.Combine(logDir, RunPlace.ConfigName), stream => stream.Write(Encoding.UTF8.GetBytes(ProjectorConfigText.Write(config))));
    }
}
