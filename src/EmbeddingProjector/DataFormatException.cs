using System.Text;

namespace EmbeddingProjector;

/// <summary>
/// The one exception for input that cannot be used: a broken file, a wrong count, a missing part. It carries the evidence
/// (which file, where in it, what was found, what was expected) and the next step, so that its message alone is enough to mend the input.
/// </summary>
public sealed class DataFormatException : Exception
{
    /// <summary>Creates the exception from its evidence.</summary>
    /// <param name="path">The file or directory, as the person knows it.</param>
    /// <param name="place">Where in it: "line 12, column 3", "offset 0x30", "tensor \"embedding\""; null for the whole file.</param>
    /// <param name="found">What was found there.</param>
    /// <param name="expected">What would have been right; null when <paramref name="found"/> says it all.</param>
    /// <param name="remedy">What to do about it, as a sentence; null when nothing useful can be said.</param>
    /// <param name="innerException">The failure underneath, if there was one.</param>
    public DataFormatException(
        string path, string? place, string found, string? expected = null, string? remedy = null, Exception? innerException = null)
        : base(Compose(path, place, found, expected, remedy), innerException)
    {
        Path = path;
        Place = place;
        Found = found;
        Expected = expected;
        Remedy = remedy;
    }

    /// <summary>The file or directory.</summary>
    public string Path { get; }

    /// <summary>Line, offset or tensor inside <see cref="Path"/>, or null for the whole of it.</summary>
    public string? Place { get; }

    /// <summary>What was found.</summary>
    public string Found { get; }

    /// <summary>What was expected, or null.</summary>
    public string? Expected { get; }

    /// <summary>What to do, or null.</summary>
    public string? Remedy { get; }

    /// <summary>The message without <see cref="Remedy"/>, for those who show that apart.</summary>
    public string MessageWithoutRemedy => Remedy is not null && Message.EndsWith(Remedy, StringComparison.Ordinal) ? Message[..^Remedy.Length].TrimEnd() : Message;

    private static string Compose(string path, string? place, string found, string? expected, string? remedy)
    {
        var message = new StringBuilder(path);
        if (place is not null)
        {
            message.Append(", ").Append(place);
        }

        message.Append(": ").Append(found);
        if (expected is not null)
        {
            message.Append("; expected ").Append(expected);
        }

        message.Append('.');
        if (remedy is not null)
        {
            message.Append(' ').Append(remedy);
        }

        return message.ToString();
    }
}
