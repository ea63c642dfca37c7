using System.Text;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// The text file <c>checkpoint</c> that TensorFlow keeps beside its checkpoints: the message <c>CheckpointState</c>.
/// </summary>
/// <param name="ModelCheckpointPath">The latest prefix, as written; empty when the file does not say.</param>
/// <param name="AllModelCheckpointPaths">The prefixes that were kept, oldest first, as written.</param>
public sealed record CheckpointState(string ModelCheckpointPath, IReadOnlyList<string> AllModelCheckpointPaths)
{
    /// <summary>When each of <see cref="AllModelCheckpointPaths"/> was saved, in seconds since 1970 (UTC); empty when the file does not say.</summary>
    public IReadOnlyList<double> AllModelCheckpointTimestamps { get; init; } = [];

    /// <summary>The name of the file.</summary>
    public const string FileName = "checkpoint";

    // A state file is a few lines; anything large is some other file of the same name.
    private const int MaximumLength = 4 << 20;

    /// <summary>Reads the text of a state file.</summary>
    /// <exception cref="DataFormatException">It is no state file; the place is line and column.</exception>
    public static CheckpointState Parse(string text, string path = FileName)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = new MessageFields(TextFormat.Parse(text, path), nameof(CheckpointState), path, []);
        return new(fields.Text("model_checkpoint_path"), [.. fields.Texts("all_model_checkpoint_paths")])
        {
            AllModelCheckpointTimestamps = [.. fields.Reals("all_model_checkpoint_timestamps")],
        };
    }

    /// <summary>The text of a state file, as TensorFlow writes it.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        TextFormatWriter.AppendText(text, "", "model_checkpoint_path", ModelCheckpointPath);
        foreach (var path in AllModelCheckpointPaths)
        {
            TextFormatWriter.AppendText(text, "", "all_model_checkpoint_paths", path);
        }

        foreach (var timestamp in AllModelCheckpointTimestamps)
        {
            TextFormatWriter.AppendReal(text, "", "all_model_checkpoint_timestamps", timestamp);
        }

        return text.ToString();
    }

    /// <summary>Replaces the state file of a directory, in one step.</summary>
    /// <exception cref="IOException">It cannot be written; the message says why.</exception>
    public void Write(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        PartialFile.Write(Path.Combine(directory, FileName), stream => stream.Write(Encoding.UTF8.GetBytes(ToText())));
    }

    /// <summary>Reads the state file of a directory; null when it has none.</summary>
    /// <exception cref="DataFormatException">It is no state file.</exception>
    public static CheckpointState? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return null;
        }

        return file.Length <= MaximumLength
            ? Parse(File.ReadAllText(path, Encoding.UTF8), path)
            : throw new DataFormatException(path, null, $"{file.Length:N0} bytes", "a state file of a few lines");
    }

    /// <summary>
    /// The rule of <c>tf.train.latest_checkpoint</c>: what the state file of <paramref name="directory"/> names, relative entries joined to the directory, if
    /// such a checkpoint exists; else null. Dates and numbers play no part.
    /// </summary>
    public static string? LatestCheckpoint(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        try
        {
            return Read(directory) is { ModelCheckpointPath: { Length: > 0 } written } && Combine(directory, written) is { } prefix && Exists(prefix)
                ? prefix
                : null;
        }
        catch (DataFormatException)
        {
            // The original takes a broken state file for none; the scanner reads it by itself and says what is wrong.
            return null;
        }
    }

    /// <summary>Whether <paramref name="prefix"/> names a checkpoint: its index is there (second version), or the file itself (first version).</summary>
    public static bool Exists(string prefix) => File.Exists(prefix + ".index") || File.Exists(prefix);

    internal static string? Combine(string directory, string written)
    {
        try
        {
            return written.Contains('\0', StringComparison.Ordinal) ? null : Path.GetFullPath(written, Path.GetFullPath(directory));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
