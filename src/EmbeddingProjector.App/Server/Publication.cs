using System.IO.Compression;
using System.Text;
using EmbeddingProjector.App.Server.Original;
using EmbeddingProjector.App.Wire;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// A data set as static files that the original's standalone page and this one open with <c>?config=</c>: the config as JSON, vectors as float32,
/// metadata as edited, the sprite image and bookmarks.
/// </summary>
/// <param name="Use">The data set; held while it is written.</param>
/// <param name="Address">Where the files will be, ending in a slash; empty for paths that start at the config, which only this page understands.</param>
/// <param name="HasMetadata">Whether the metadata goes along.</param>
/// <param name="HasSprite">Whether the sprite image goes along.</param>
/// <param name="Bookmarks">A file of bookmarks, or null.</param>
internal sealed record Publication(DatasetUse Use, string Address, bool HasMetadata, bool HasSprite, string? Bookmarks)
{
    /// <summary>The name of the config among the files.</summary>
    public const string ConfigName = "projector_config.json";

    private const string TensorName = "tensors.bytes";
    private const string MetadataName = "metadata.tsv";
    private const string BookmarksName = "bookmarks.txt";

    /// <summary>The config, as TensorBoard writes its JSON.</summary>
    public string Config
    {
        get
        {
            var vectors = Use.Data.Vectors;
            var entry = new EmbeddingInfo { TensorName = Use.Dataset.Embedding.TensorName, TensorPath = Address + TensorName, TensorShape = { vectors.RowCount, vectors.ColumnCount } };
            if (HasMetadata)
            {
                entry.MetadataPath = Address + MetadataName;
            }

            if (HasSprite)
            {
                var (sprite, path) = (Use.Dataset.Embedding.Sprite!, Address + SpriteName);
                entry.Sprite = new() { ImagePath = path, SingleImageDim = { sprite.ThumbnailWidth, sprite.ThumbnailHeight } };
            }

            if (Bookmarks is not null)
            {
                entry.BookmarksPath = Address + BookmarksName;
            }

            return ConfigJson.Write(new ProjectorConfig { Embeddings = { entry } }) + "\n";
        }
    }

    private string SpriteName => "sprite" + Path.GetExtension(Use.Dataset.Embedding.Sprite!.Path);

    /// <summary>Writes all files as one zip archive, as it goes: nothing of it is held in memory.</summary>
    public async Task WriteAsync(Stream target, ComputeSlots slots, CancellationToken cancellationToken)
    {
        var archive = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, null, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            await AddAsync(archive, ConfigName, CompressionLevel.Fastest, stream => stream.WriteAsync(Encoding.UTF8.GetBytes(Config), cancellationToken).AsTask(), cancellationToken)
                .ConfigureAwait(false);
            // Numbers of floating point hardly shrink: the quickest way is enough.
            await AddAsync(
                archive, TensorName, CompressionLevel.Fastest, stream => VectorBytes.WriteAsync(stream, Use.Data.Vectors, Use.Data.Vectors.RowCount, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            if (HasMetadata)
            {
                var download = await MetadataDownload.CreateAsync(Use.Data.Metadata!, slots, cancellationToken).ConfigureAwait(false);
                await using (download.ConfigureAwait(false))
                {
                    await AddAsync(archive, MetadataName, CompressionLevel.Optimal, stream => download.File.CopyToAsync(stream, cancellationToken), cancellationToken)
                        .ConfigureAwait(false);
                }
            }

            if (HasSprite)
            {
                await AddFileAsync(archive, SpriteName, Use.Dataset.Embedding.Sprite!.Path, cancellationToken).ConfigureAwait(false);
            }

            if (Bookmarks is { } bookmarks)
            {
                await AddFileAsync(archive, BookmarksName, bookmarks, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task AddFileAsync(ZipArchive archive, string name, string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, useAsync: true);
        await using (file.ConfigureAwait(false))
        {
            await AddAsync(archive, name, CompressionLevel.Fastest, stream => file.CopyToAsync(stream, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task AddAsync(ZipArchive archive, string name, CompressionLevel level, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var stream = await archive.CreateEntry(name, level).OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await write(stream).ConfigureAwait(false);
        }
    }
}
