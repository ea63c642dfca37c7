using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Projections;

namespace EmbeddingProjector.App.Server;

/// <summary>Where the reading of a data set stands. Each value is immutable and replaces the one before.</summary>
internal abstract record DatasetState
{
    /// <summary>Being read.</summary>
    public sealed record Loading(string Stage, double Progress) : DatasetState;

    /// <summary>Could not be read.</summary>
    public sealed record Failed(string Message, string? Remedy) : DatasetState;

    /// <summary>Open.</summary>
    public sealed record Ready(OpenedData Data) : DatasetState;
}

/// <summary>
/// One tensor of one run at one version: opened once, shared by all who ask. What is costly and does not change (the index of neighbor
/// queries, the spherized table) is computed when it is first needed and kept with it.
/// </summary>
/// <remarks>
/// A mapped table must not be unmapped under a reader, so readers hold a <see cref="DatasetUse"/>; the table goes when the data set has
/// left the catalog and the last use has ended.
/// </remarks>
internal sealed class Dataset(string id, Run run, Embedding embedding)
{
    private readonly Lock _gate = new();
    private readonly Lock _indexGate = new();
    private readonly Lock _spherizeGate = new();
    private DatasetState _state = new DatasetState.Loading("waiting", 0);
    private ExactNeighborIndex? _index;
    private VectorTable? _spherized;
    private int _uses;
    private bool _retired;

    /// <summary>The id: it follows from run, tensor and version.</summary>
    public string Id { get; } = id;

    /// <summary>The run as it was when the data set was opened.</summary>
    public Run Run { get; } = run;

    /// <summary>The embedding as it was when the data set was opened.</summary>
    public Embedding Embedding { get; } = embedding;

    /// <summary>Pulses when loading becomes ready or failed.</summary>
    public StateSignal Changed { get; } = new();

    /// <summary>Where it stands.</summary>
    public DatasetState State => Volatile.Read(ref _state);

    /// <summary>When it was last asked for, as a tick count.</summary>
    public long LastUse { get; private set; } = Environment.TickCount64;

    /// <summary>Whether somebody is reading it, or it is being read from disk.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _uses > 0 || _state is DatasetState.Loading;
            }
        }
    }

    /// <summary>About how many bytes it holds.</summary>
    public long Bytes => State is DatasetState.Ready(var data)
        ? data.Bytes + (Volatile.Read(ref _spherized) is { } spherized ? spherized.ElementCount * sizeof(float) : 0)
        : 0;

    /// <summary>Sets where it stands; wakes those who wait when the kind of state is another.</summary>
    public void Enter(DatasetState state)
    {
        var before = Interlocked.Exchange(ref _state, state);
        if (before.GetType() != state.GetType())
        {
            Changed.Pulse();
        }
    }

    /// <summary>Holds the data for reading.</summary>
    /// <exception cref="ApiException">409 while it is being read, 422 when it could not be.</exception>
    public DatasetUse Use()
    {
        lock (_gate)
        {
            LastUse = Environment.TickCount64;
            switch (_state)
            {
                case DatasetState.Ready(var data) when !_retired:
                    _uses++;
                    return new DatasetUse(this, data);
                case DatasetState.Failed(var message, var remedy):
                    throw ApiException.Unusable(message, remedy);
                default:
                    throw ApiException.Conflict("This data set is still being read.", "Ask again when its state is \"ready\".");
            }
        }
    }

    /// <summary>Marks it as asked for.</summary>
    public void Touch() => LastUse = Environment.TickCount64;

    /// <summary>Takes it out of service; its memory goes when nobody is using it.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _retired = true;
            Free();
        }
    }

    /// <summary>The index of neighbor queries, made at the first.</summary>
    public ExactNeighborIndex Index(OpenedData data, int threads, CancellationToken cancellationToken)
    {
        lock (_indexGate)
        {
            return _index ??= new ExactNeighborIndex(data.Vectors, threads, cancellationToken);
        }
    }

    /// <summary>The spherized vectors, made when first asked for.</summary>
    public VectorTable Spherized(OpenedData data, int threads, CancellationToken cancellationToken)
    {
        lock (_spherizeGate)
        {
            return _spherized ??= Spherize.Apply(data.Vectors, threads, cancellationToken);
        }
    }

    internal void EndUse()
    {
        lock (_gate)
        {
            _uses--;
            Free();
        }
    }

    private void Free()
    {
        if (_retired && _uses == 0 && _state is DatasetState.Ready(var data))
        {
            data.Vectors.Dispose();
            _spherized?.Dispose();
        }
    }
}

/// <summary>Holds a data set for reading until it is disposed.</summary>
internal sealed class DatasetUse(Dataset dataset, OpenedData data) : IDisposable
{
    private int _ended;

    /// <summary>The data set.</summary>
    public Dataset Dataset { get; } = dataset;

    /// <summary>What was read.</summary>
    public OpenedData Data { get; } = data;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            Dataset.EndUse();
        }
    }
}
