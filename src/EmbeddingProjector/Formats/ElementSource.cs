using System.Numerics;

namespace EmbeddingProjector.Formats;

/// <summary>The elements of one tensor, read once from the first to the last.</summary>
internal abstract class ElementSource : IDisposable
{
    private const int ElementsPerStep = 1 << 17;
    private const int ElementsPerGrowth = 1 << 15;

    /// <summary>How many elements belong together: every read asks for a multiple of this many.</summary>
    public virtual long Granularity => 1;

    /// <summary>Reads the next elements as float or double.</summary>
    public abstract void Read<T>(Span<T> destination)
        where T : unmanaged, INumberBase<T>;

    /// <summary>Checks, after the last element, what can only be known then (a checksum, say).</summary>
    public abstract void Complete();

    public abstract void Dispose();

    /// <summary>Reads all elements into a table <c>[rows, columns]</c>, straight into its blocks.</summary>
    public virtual VectorTable ReadTable(int rows, int columns, ReadSettings settings, CancellationToken cancellationToken)
    {
        var rowsPerStep = Math.Max(1, ElementsPerStep / columns);
        var table = VectorTable.Create(rows, columns, (firstRow, block) =>
        {
            for (var done = 0; done < block.Length;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var step = (int)Math.Min((long)rowsPerStep * columns, block.Length - done);
                Read(block.Slice(done, step));
                done += step;
                settings.Progress?.Report((firstRow + (done / columns)) / (double)rows);
            }
        }, settings.Storage);
        try
        {
            Complete();
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>The same for a source that may hold less than is stated: the table grows with what is read.</summary>
    public VectorTable ReadGrowing(int rows, int columns, ReadSettings settings, CancellationToken cancellationToken)
    {
        using var builder = new VectorTableBuilder(columns, storage: settings.Storage);
        var rowsPerStep = Math.Max(1, ElementsPerGrowth / columns);
        while (builder.RowCount < rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Read(builder.Reserve(Math.Min(rowsPerStep, rows - builder.RowCount)));
            settings.Progress?.Report(builder.RowCount / (double)rows);
        }

        Complete();
        return builder.Build();
    }

    /// <summary>Hands all <paramref name="count"/> elements to <paramref name="visit"/> as float64.</summary>
    public void Visit(long count, VisitValues visit, CancellationToken cancellationToken)
    {
        if (count > 0)
        {
            var granularity = Math.Min(Granularity, count);
            var step = (int)Math.Min(count, granularity * Math.Max(1, ElementsPerStep / granularity));
            var buffer = GC.AllocateUninitializedArray<double>(step);
            for (long done = 0; done < count;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var values = buffer.AsSpan(0, (int)Math.Min(step, count - done));
                Read(values);
                visit(values);
                done += values.Length;
            }
        }

        Complete();
    }
}
