using EmbeddingProjector.App.Wire;
using EmbeddingProjector.LogDirectory;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// The data sets that are open. Each is read in the background once, by however many asked for it, and kept while there is room:
/// when the bytes exceed the bound, those that nobody is using go, the longest unused first.
/// </summary>
/// <remarks>
/// An id is two digests, of run and tensor and of the version, so that an address still works after a restart and an id of an
/// older version is recognised as such.
/// </remarks>
internal sealed partial class DatasetCatalog(LogDirectoryWatcher watcher, MetadataEditor editor, ServerOptions options, ILogger<DatasetCatalog> log) : IDisposable
{
    private const int MaximumEntries = 64;
    private const int MaximumLoading = 8;
    private const int DigestLength = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dataset> _datasets = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _readers = new(2);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The id of a tensor at a version.</summary>
    public static string IdOf(string run, string tensor, string version) =>
        $"{ETags.Digest($"{run}\0{tensor}")[..DigestLength]}-{ETags.Digest(version)[..DigestLength]}";

    /// <summary>The part of an id that all versions of a tensor share.</summary>
    public static string TensorOf(string id) => id.Split('-')[0];

    /// <summary>Opens a tensor as it is on disk now, or finds it open.</summary>
    /// <exception cref="ApiException">404 when there is no such run or tensor; 422 when it cannot be shown; 429 when too many are being read.</exception>
    public Dataset Open(string run, string tensor)
    {
        var (foundRun, embedding) = Find(watcher.Current, run, tensor) ?? Find(watcher.Refresh(), run, tensor)
            ?? throw ApiException.NotFound(
                $"There is no tensor \"{tensor}\" in run \"{run}\".", "GET /api/workspace lists what there is.");
        return Open(foundRun, embedding);
    }

    /// <summary>Opens an embedding of a snapshot, or finds it open.</summary>
    /// <exception cref="ApiException">422 when it cannot be shown; 429 when too many are being read.</exception>
    public Dataset Open(Run run, Embedding embedding)
    {
        if (embedding.Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error) is { } error)
        {
            throw ApiException.Unusable(error.Message, error.Remedy);
        }

        var id = IdOf(run.Name, embedding.TensorName, embedding.Version);
        Dataset dataset;
        lock (_gate)
        {
            if (_datasets.TryGetValue(id, out var open) && open.State is not DatasetState.Failed)
            {
                open.Touch();
                return open;
            }

            if (_datasets.Values.Count(d => d.State is DatasetState.Loading) >= MaximumLoading)
            {
                throw ApiException.TooMuch($"{MaximumLoading} data sets are being read already.", "Ask again when one of them is open.");
            }

            dataset = new Dataset(id, run, embedding);
            _datasets[id] = dataset;
        }

        _ = LoadAsync(dataset);
        return dataset;
    }

    /// <summary>The data set of an id; opened again when it had to make room or the server was started again.</summary>
    /// <exception cref="ApiException">404 when there never was one; 409 when the files changed since.</exception>
    public Dataset Get(string id)
    {
        lock (_gate)
        {
            if (_datasets.TryGetValue(id, out var open))
            {
                open.Touch();
                return open;
            }
        }

        var tensorDigest = TensorOf(id);
        foreach (var run in watcher.Current.Runs)
        {
            foreach (var embedding in run.Embeddings)
            {
                var current = IdOf(run.Name, embedding.TensorName, embedding.Version);
                if (current == id)
                {
                    return Open(run, embedding);
                }

                if (current.StartsWith(tensorDigest + "-", StringComparison.Ordinal))
                {
                    throw ApiException.Conflict(
                        $"The files changed on disk. Tensor \"{embedding.TensorName}\" of run \"{run.Name}\" has another version now.",
                        "Open it again.");
                }
            }
        }

        throw ApiException.NotFound("There is no data set of this id.", "POST /api/datasets opens one.");
    }

    /// <summary>Keeps the data sets of a run no longer; each goes when nobody is using it.</summary>
    public void Close(string run)
    {
        lock (_gate)
        {
            // One that is being read ends by itself: as failed, because its files are gone, or to make room.
            foreach (var dataset in _datasets.Values.Where(d => d.Run.Name == run && d.State is not DatasetState.Loading).ToList())
            {
                _datasets.Remove(dataset.Id);
                dataset.Retire();
            }
        }
    }

    /// <summary>Holds a data set for reading.</summary>
    /// <exception cref="ApiException">As <see cref="Get"/>; 409 while it is being read; 422 when it could not be.</exception>
    public DatasetUse Use(string id)
    {
        lock (_gate)
        {
            // Under the gate, so that it cannot be retired between being found and being held.
            if (_datasets.TryGetValue(id, out var open))
            {
                return open.Use();
            }
        }

        return Get(id).Use();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        lock (_gate)
        {
            foreach (var dataset in _datasets.Values)
            {
                dataset.Retire();
            }

            _datasets.Clear();
        }
    }

    private static (Run, Embedding)? Find(LogSnapshot snapshot, string run, string tensor)
    {
        var found = snapshot.Runs.FirstOrDefault(r => r.Name == run);
        var embedding = found?.Embeddings.FirstOrDefault(e => e.TensorName == tensor);
        return embedding is null ? null : (found!, embedding);
    }

    private async Task LoadAsync(Dataset dataset)
    {
        try
        {
            await _readers.WaitAsync(_stopping.Token).ConfigureAwait(false);
            try
            {
                dataset.Enter(new DatasetState.Loading("reading vectors", 0));
                var progress = new LoadProgress(dataset);
                // Reading is long and blocks on the disk: it has a thread of its own.
                var data = await Task.Factory.StartNew(
                    () => editor.Apply(dataset, OpenedData.From(dataset.Embedding, EmbeddingLoader.Load(dataset.Embedding, progress, _stopping.Token))),
                    _stopping.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
                dataset.Enter(new DatasetState.Ready(data));
            }
            finally
            {
                _readers.Release();
            }

            MakeRoom(dataset);
        }
        catch (DataFormatException e)
        {
            dataset.Enter(new DatasetState.Failed(e.MessageWithoutRemedy, e.Remedy));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            dataset.Enter(new DatasetState.Failed(e.Message, "Check that the file is there and may be read, then open it again."));
        }
        catch (OutOfMemoryException)
        {
            dataset.Enter(new DatasetState.Failed(
                "There is not enough memory for this tensor.", "Close other programs, or write it as .npy or .bytes, which need not be read whole."));
        }
        catch (OperationCanceledException)
        {
            dataset.Enter(new DatasetState.Failed("The server is stopping.", null));
        }
        catch (Exception e)
        {
            LogUnexpected(e, dataset.Embedding.TensorName);
            dataset.Enter(new DatasetState.Failed("The server met an error that it did not expect.", "Its log says more."));
        }
    }

    private void MakeRoom(Dataset newest)
    {
        lock (_gate)
        {
            var bytes = _datasets.Values.Sum(d => d.Bytes);
            foreach (var dataset in _datasets.Values.OrderBy(d => d.LastUse).ToList())
            {
                if (bytes <= options.CacheBytes && _datasets.Count <= MaximumEntries)
                {
                    return;
                }

                if (dataset != newest && !dataset.IsBusy)
                {
                    bytes -= dataset.Bytes;
                    _datasets.Remove(dataset.Id);
                    dataset.Retire();
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Reading \"{Tensor}\" failed unexpectedly")]
    private partial void LogUnexpected(Exception e, string tensor);

    // Progress<T> would post to the thread pool and could report out of order.
    private sealed class LoadProgress(Dataset dataset) : IProgress<double>
    {
        public void Report(double value) => dataset.Enter(new DatasetState.Loading("reading vectors", value));
    }
}
