namespace EmbeddingProjector.Training.Reviews;

/// <summary>How large the file of a review may be, so that a file of another kind is refused before it fills the memory.</summary>
internal static class ReviewFile
{
    private const long Largest = 16 << 20;

    public static byte[] Bytes(string path)
    {
        RequireSize(path, null, new FileInfo(path).Length);
        return File.ReadAllBytes(path);
    }

    public static void RequireSize(string path, string? place, long size)
    {
        if (size > Largest)
        {
            throw new DataFormatException(path, place, $"{size} bytes", $"a review of at most {Largest} bytes", "Get the collection again.");
        }
    }
}
