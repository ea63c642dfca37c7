namespace EmbeddingProjector.Training;

/// <summary>How far a download has come.</summary>
/// <param name="Address">What is downloaded.</param>
/// <param name="BytesReceived">The bytes that are on disk, those of earlier runs among them.</param>
/// <param name="TotalBytes">The size of the whole.</param>
public readonly record struct DownloadProgress(Uri Address, long BytesReceived, long TotalBytes);
