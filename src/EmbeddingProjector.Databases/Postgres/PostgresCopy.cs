using System.Text;
using EmbeddingProjector.Databases.Relations;
using Npgsql;

namespace EmbeddingProjector.Databases.Postgres;

/// <summary>
/// Streams the rows of a relation by binary COPY, in the order of its key. When the connection is lost, another one goes on behind the last row that
/// came: rows are told apart by the primary key, in a table without one by their place (ctid), which only a change moves.
/// </summary>
/// <param name="address">The server.</param>
/// <param name="relation">What is read.</param>
/// <param name="vector">Its vectors.</param>
/// <param name="metadata">The columns that are read as text.</param>
/// <param name="request">What is asked of it: whether rows must meet a condition.</param>
internal sealed class PostgresCopy(
    PostgresAddress address, PostgresRelation relation, PostgresVector vector, IReadOnlyList<PostgresColumn> metadata, DatabaseRequest request)
{
    // Long enough for a server to start again, short enough to be waited for.
    private static readonly TimeSpan[] _pauses = [.. new[] { 0.1, 0.5, 1, 2, 4, 8 }.Select(TimeSpan.FromSeconds)];

    private readonly KeyTracker _key = new(relation);
    private double[] _values = new double[64];
    private char[] _chars = new char[256];

    /// <summary>Where the connection was lost, in words.</summary>
    public List<string> Losses { get; } = [];

    /// <summary>Streams all rows into a sink.</summary>
    /// <exception cref="DataFormatException">It failed; the message says how far it came.</exception>
    public void Run(RowSink sink, long expectedRows, CancellationToken cancellationToken)
    {
        var session = PostgresSession.Open(address, cancellationToken);
        try
        {
            for (var attempt = 0; ;)
            {
                var before = sink.RowsMet;
                try
                {
                    session ??= PostgresSession.Connect(address, cancellationToken);
                    Stream(session, sink, cancellationToken);
                    return;
                }
                catch (Exception e) when (PostgresFailures.IsLostConnection(e) && !cancellationToken.IsCancellationRequested)
                {
                    session?.Dispose();
                    session = null;
                    attempt = sink.RowsMet > before ? 1 : attempt + 1;
                    GoOnOrEnd(e, sink.RowsMet, before, expectedRows, attempt, cancellationToken);
                }
            }
        }
        catch (Exception e) when (PostgresFailures.IsExpected(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PostgresFailures.Explain(e, address, relation.Where);
        }
        finally
        {
            session?.Dispose();
        }
    }

    /// <summary>The length of the first vector; 0 when there is none.</summary>
    /// <exception cref="DataFormatException">It failed.</exception>
    public int FirstLength(PostgresSession session, CancellationToken cancellationToken)
    {
        var length = 0;
        try
        {
            Settle(session, cancellationToken);
            Copy(session, $"{Select([])}\nLIMIT 1", _key.Count + 1, tuple => length = VectorOf(tuple, 1).Length, cancellationToken);
        }
        catch (Exception e) when (PostgresFailures.IsExpected(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PostgresFailures.Explain(e, address, relation.Where);
        }

        return length;
    }

    private void Stream(PostgresSession session, RowSink sink, CancellationToken cancellationToken)
    {
        Settle(session, cancellationToken);
        var isResumed = sink.RowsMet > 0;
        foreach (var (i, value) in isResumed ? _key.Last.Index() : [])
        {
            // As a setting of the transaction the value needs no place in the SQL, which takes no parameters in a COPY.
            session.Execute($"SELECT set_config('{KeyTracker.Setting(i)}', $1, true)", cancellationToken, value);
        }

        CopyTupleReader? current = null;
        Func<string> key = () => _key.TextOf(current!, sink.RowsMet);
        Copy(
            session, Select(metadata, isResumed), _key.Count + 1 + metadata.Count,
            tuple =>
            {
                current = tuple;
                if (sink.Take(VectorOf(tuple, sink.RowsMet + 1), key))
                {
                    for (var i = 0; i < metadata.Count; i++)
                    {
                        var field = _key.Count + 1 + i;
                        sink.Text(i, TextOf(tuple.Field(field)), tuple.IsNull(field));
                    }
                }

                _key.Remember(tuple);
            },
            cancellationToken);
    }

    // Rows come in the order of their places only where no index is used and no other process helps.
    private void Settle(PostgresSession session, CancellationToken cancellationToken)
    {
        if (relation.IsKeyedByPlace)
        {
            session.Execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL max_parallel_workers_per_gather = 0", cancellationToken);
        }
    }

    private string Select(IReadOnlyList<PostgresColumn> texts, bool isResumed = false)
    {
        var sql = new StringBuilder("SELECT ")
            .AppendJoin(", ", [.. _key.FieldsSql, vector.ValueSql, .. texts.Select(t => t.TextSql)])
            .Append("\nFROM ").Append(relation.FromSql).Append("\nWHERE ").Append(vector.PresentSql);
        if (request.Where is { } where)
        {
            sql.Append(" AND (\n").Append(where).Append("\n)");
        }

        if (isResumed)
        {
            sql.Append("\nAND ").Append(_key.BehindSql);
        }

        return (_key.Count > 0 && !relation.IsKeyedByPlace ? sql.Append("\nORDER BY ").Append(_key.OrderSql) : sql).ToString();
    }

    private void Copy(PostgresSession session, string select, int fields, Action<CopyTupleReader> take, CancellationToken cancellationToken)
    {
        var stream = session.Connection.BeginRawBinaryCopyAsync($"COPY (\n{select}\n) TO STDOUT (FORMAT BINARY)", cancellationToken).GetAwaiter().GetResult();
        var isComplete = false;
        try
        {
            var tuple = new CopyTupleReader(buffer => stream.ReadAsync(buffer, cancellationToken).AsTask().GetAwaiter().GetResult(), fields);
            while (tuple.Next())
            {
                cancellationToken.ThrowIfCancellationRequested();
                take(tuple);
            }

            // The server's last word: an error may still be in it.
            Span<byte> rest = stackalloc byte[1];
            isComplete = stream.Read(rest) == 0 ? true : throw new InvalidDataException("more bytes behind the end of the rows");
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(address.Name, relation.Where, e.Message, "rows in the binary form of COPY", "Report it: this server sends what PostgreSQL does not.", e);
        }
        finally
        {
            Release(stream, isComplete);
        }
    }

    private static void Release(NpgsqlRawCopyStream stream, bool isComplete)
    {
        try
        {
            if (!isComplete)
            {
                stream.Cancel();
            }

            stream.Dispose();
        }
        catch (Exception e) when (!isComplete && (PostgresFailures.IsExpected(e) || e is ObjectDisposedException or OperationCanceledException or InvalidOperationException))
        {
            // What ended the reading is on its way up already; that the connection cannot be tidied up either adds nothing.
        }
    }

    private ReadOnlySpan<double> VectorOf(CopyTupleReader tuple, long number)
    {
        try
        {
            return VectorField.Decode(tuple.Field(_key.Count), vector.Encoding, ref _values);
        }
        catch (InvalidDataException e)
        {
            throw new DataFormatException(
                address.Name, $"{relation.Where}, row {_key.TextOf(tuple, number)}", e.Message, "a whole vector of numbers", $"Leave such rows out: {request.Leaving(vector.WithoutNullsSql)}.", e);
        }
    }

    private ReadOnlySpan<char> TextOf(ReadOnlySpan<byte> utf8)
    {
        if (_chars.Length < utf8.Length)
        {
            _chars = new char[utf8.Length];
        }

        return _chars.AsSpan(0, Encoding.UTF8.GetChars(utf8, _chars));
    }

    private void GoOnOrEnd(Exception e, long rows, long before, long expectedRows, int attempt, CancellationToken cancellationToken)
    {
        var reason = e.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.');
        var canGoOn = rows == 0 || _key.CanGoOn;
        if (!canGoOn || attempt > _pauses.Length)
        {
            throw new DataFormatException(
                address.Name, relation.Where, Credentials.Redact($"the connection was lost after {rows:N0} of {expectedRows:N0} rows ({reason})"),
                canGoOn ? $"a server that takes connections again; {attempt - 1} were tried" : null,
                canGoOn ? "Read it again when the server runs: it begins from the start."
                    : _key.Count > 0 ? "Its rows did not come in an order in which reading could go on: give the table a primary key, or read it again."
                    : $"A {relation.Kind} has no primary key behind which reading could go on: read it again, or name a table that has one.", e);
        }

        if (rows > before)
        {
            Losses.Add(
                $"The connection was lost after {rows:N0} rows ({reason}), and another one went on behind {_key.LastText}. "
                + (relation.IsKeyedByPlace ? "The table has no primary key: a row that was changed in between may be there twice." : "Rows that were changed in between may be there as they were before or after."));
        }

        cancellationToken.WaitHandle.WaitOne(_pauses[attempt - 1]);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
