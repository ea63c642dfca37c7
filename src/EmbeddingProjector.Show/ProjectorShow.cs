using EmbeddingProjector.App.Server;
using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Show;

/// <summary>
/// The calls for people in a hurry: <c>Projector.Show(matrix, labels)</c> serves a map from this process and opens the browser. Each returns at once; in a
/// script, <c>.Wait()</c> keeps the map until Ctrl-C.
/// </summary>
public static class ProjectorShow
{
    extension(Projector)
    {
        /// <summary>Shows vectors with a label for each, or without labels.</summary>
        /// <param name="matrix">The vectors, <c>[n, d]</c>, n at least 1.</param>
        /// <param name="labels">n labels, or null.</param>
        /// <param name="options">How; null for the defaults.</param>
        /// <exception cref="ArgumentException">There are no rows, or the counts of rows, labels and images differ.</exception>
        /// <exception cref="IOException">The temporary directory cannot be written, or the port is taken.</exception>
        public static ProjectorView Show(VectorTable matrix, IEnumerable<string?>? labels = null, ShowOptions? options = null)
        {
            var column = labels is null ? null : MetadataColumn.FromTexts("label", labels);
            return Start(matrix, column is null ? null : new MetadataTable(column.RowCount, [column]), options ?? new());
        }

        /// <summary>Shows vectors with a table of metadata.</summary>
        /// <inheritdoc cref="Show(VectorTable, IEnumerable{string?}?, ShowOptions?)"/>
        public static ProjectorView Show(VectorTable matrix, MetadataTable metadata, ShowOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(metadata);
            return Start(matrix, metadata, options ?? new());
        }

        /// <summary>Shows the rows of a matrix <c>[n, d]</c>.</summary>
        /// <inheritdoc cref="Show(VectorTable, IEnumerable{string?}?, ShowOptions?)"/>
        public static ProjectorView Show(float[,] matrix, IEnumerable<string?>? labels = null, ShowOptions? options = null) =>
            Projector.Show(VectorTable.FromArray(matrix), labels, options);

        /// <summary>Shows vectors of one length.</summary>
        /// <inheritdoc cref="Show(VectorTable, IEnumerable{string?}?, ShowOptions?)"/>
        public static ProjectorView Show(IReadOnlyList<float[]> vectors, IEnumerable<string?>? labels = null, ShowOptions? options = null) =>
            Projector.Show(VectorTable.FromRows(vectors), labels, options);

        /// <summary>Shows a log directory, or a file of vectors, and follows what changes in it: <c>%tensorboard --logdir</c> from C#.</summary>
        /// <param name="path">The directory, which need not exist yet, or the file.</param>
        /// <param name="options">How; null for the defaults. Name and images play no part.</param>
        /// <exception cref="IOException">The port is taken.</exception>
        public static ProjectorView Show(string path, ShowOptions? options = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            var scanner = File.Exists(path) ? LogDirectoryScanner.ForFile(path) : LogDirectoryScanner.ForDirectory(path);
            return Serve(scanner, Path.GetFullPath(path), null, options ?? new());
        }
    }

    private static ProjectorView Start(VectorTable matrix, MetadataTable? metadata, ShowOptions options)
    {
        var directory = TemporaryLogDirectory.Write(matrix, metadata, options);
        try
        {
            return Serve(LogDirectoryScanner.ForDirectory(directory.Path), directory.Path, directory, options);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static ProjectorView Serve(LogDirectoryScanner scanner, string path, TemporaryLogDirectory? temporary, ShowOptions options)
    {
        var settings = new ServerOptions { Port = options.Port, Threads = options.Threads, NeighborDirectory = NeighborCache.DefaultDirectory };
        // Not on the caller's context: a notebook's would wait for the cell that is waiting here.
        var server = Task.Run(() => ProjectorServer.StartAsync(scanner, settings)).GetAwaiter().GetResult();
        options.Output?.WriteLine($"Embedding Projector: {server.Address}");
        if (options.OpenBrowser && BrowserWindow.Open(server.Address) is { } failure)
        {
            options.Output?.WriteLine(failure);
        }

        return new ProjectorView(server, path, temporary);
    }
}
