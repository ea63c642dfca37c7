using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>Metadata as a file, written aside first: how long it is and what of it was changed stands before its bytes.</summary>
/// <param name="File">The bytes, at their beginning; gone when it is closed.</param>
/// <param name="BlankLines">Rows without any value, whose lines TensorBoard leaves out.</param>
/// <param name="EscapedValues">Values with tabs or line ends, which were written as \t, \n and \r.</param>
internal sealed record MetadataDownload(FileStream File, int BlankLines, int EscapedValues) : IAsyncDisposable
{
    /// <summary>Writes it.</summary>
    public static async Task<MetadataDownload> CreateAsync(MetadataTable metadata, ComputeSlots slots, CancellationToken cancellationToken)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"projector-{Guid.NewGuid():N}.tsv"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            return await slots.RunAsync(
                () =>
                {
                    MetadataWriter.Write(file, metadata);
                    file.Position = 0;
                    return new MetadataDownload(file, MetadataWriter.BlankLines(metadata), MetadataWriter.EscapedValues(metadata));
                }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => File.DisposeAsync();
}
