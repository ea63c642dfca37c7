namespace EmbeddingProjector.Formats;

/// <summary>When a file is mapped instead of read.</summary>
internal static class LargeFiles
{
    /// <summary>
    /// Matrices of more bytes than this are mapped where their layout allows it. Reading costs one pass over the file and makes the table
    /// independent of it; a mapped table dies, and the process with it, when the file is cut under it. So mapping is kept for what memory cannot hold.
    /// </summary>
    public static long MapAboveBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>What a person is told when it happens.</summary>
    public const string MappedNote =
        "The file is mapped, not read, because it would fill more than half of the memory: write a new version to another name, not over it.";
}
