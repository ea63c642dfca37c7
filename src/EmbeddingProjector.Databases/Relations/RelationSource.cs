using System.Security.Cryptography;
using System.Text;
using EmbeddingProjector.Formats;

namespace EmbeddingProjector.Databases.Relations;

/// <summary>A tensor of a database: which columns it is, and how many there are.</summary>
/// <param name="Info">As it is listed.</param>
/// <param name="Place">Where it is, for errors.</param>
/// <param name="Vector">Its columns.</param>
/// <param name="Columns">All columns beside which they stand.</param>
internal sealed record RelationTensor(TensorInfo Info, RelationPlace Place, RelationVector Vector, IReadOnlyList<RelationColumn> Columns);

/// <summary>What sources of tables and queries have in common: which columns are read, and what is said of it.</summary>
/// <typeparam name="TTensor">What the database keeps of a tensor besides.</typeparam>
internal abstract class RelationSource<TTensor>(string address, DatabaseRequest request) : IVectorSource
    where TTensor : class
{
    private readonly Lock _gate = new();
    private IReadOnlyList<(RelationTensor Tensor, TTensor Beside)> _listed = [];

    /// <inheritdoc/>
    public string Name { get; } = NameOf(address, request);

    /// <summary>What is asked of it.</summary>
    protected DatabaseRequest Request => request;

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> List(CancellationToken cancellationToken)
    {
        IReadOnlyList<(RelationTensor Tensor, TTensor Beside)> found = Find(cancellationToken);
        lock (_gate)
        {
            _listed = found;
        }

        return [.. found.Select(f => f.Tensor.Info)];
    }

    /// <inheritdoc/>
    public VectorFile Read(TensorInfo tensor, ReadSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(settings);
        var (found, beside) = Listed(tensor, cancellationToken);
        var (rows, columns) = MatrixShape.Require(Name, found.Info);
        var (kept, left) = ColumnChoice.Metadata(found.Place, found.Columns, found.Vector, request.Metadata);
        using var sink = new TableSink(found.Place, columns, rows, kept.Select(c => c.Name), settings);
        var notes = Stream(found, beside, kept, sink, cancellationToken);
        sink.Complete(RemedyForLengths(found));
        settings.Progress?.Report(1);
        return sink.Build([.. RelationNotes.Of(found.Vector, kept, left, sink.Rows, RowsWithout(beside), sink.RowsWithout, rows), .. notes]);
    }

    /// <inheritdoc/>
    public void Visit(TensorInfo tensor, VisitValues visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(visit);
        var (found, beside) = Listed(tensor, cancellationToken);
        var sink = new VisitSink(found.Place, MatrixShape.Require(Name, found.Info).Columns, visit);
        Stream(found, beside, [], sink, cancellationToken);
        sink.Complete(RemedyForLengths(found));
    }

    /// <summary>Asks what there is.</summary>
    protected abstract IReadOnlyList<(RelationTensor, TTensor)> Find(CancellationToken cancellationToken);

    /// <summary>Streams all rows into a sink; what there is to say of it is returned.</summary>
    protected abstract IReadOnlyList<string> Stream(
        RelationTensor tensor, TTensor beside, IReadOnlyList<RelationColumn> metadata, RowSink sink, CancellationToken cancellationToken);

    /// <summary>How many rows without a vector are never sent.</summary>
    protected abstract long RowsWithout(TTensor beside);

    /// <summary>What to do about vectors of another length.</summary>
    protected abstract string RemedyForLengths(RelationTensor tensor);

    // What is read is part of the name: other rows are another source.
    private static string NameOf(string address, DatabaseRequest request)
    {
        const int Longest = 200;
        var name = address + (request.Query is { } query ? $"{(address.Length > 0 ? ", " : "")}query {query}" : "") + (request.Where is { } where ? $", where {where}" : "");
        name = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return name.Length <= Longest ? name : $"{name[..Longest]}… ({Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4))})";
    }

    /// <summary>FROM and WHERE of the rows that meet a condition and that of the person.</summary>
    protected string RowsOf(string from, string condition) =>
        $"FROM {from}\nWHERE {condition}{(request.Where is { } where ? $" AND (\n{where}\n)" : "")}";

    private (RelationTensor Tensor, TTensor Beside) Listed(TensorInfo tensor, CancellationToken cancellationToken)
    {
        if (Known() is { } known)
        {
            return known;
        }

        List(cancellationToken);
        return Known() ?? throw new DataFormatException(Name, null, $"no column of vectors \"{tensor.Name}\"", ColumnNames.Some([.. _listed.Select(l => l.Tensor.Info.Name)]));

        (RelationTensor, TTensor)? Known()
        {
            lock (_gate)
            {
                return _listed.FirstOrDefault(l => l.Tensor.Info.Name == tensor.Name) is { Tensor: not null } found ? found : null;
            }
        }
    }
}
