namespace EmbeddingProjector.Formats.Text;

/// <summary>Reads the rows of a text file: stretches of it are parsed by all cores and put together in order.</summary>
internal static class TextRows
{
    /// <summary>Parses a stretch into a batch of rows.</summary>
    public delegate void Parse(TextChunk chunk, RowBatch batch);

    /// <summary>How many rows to make room for at once: those that were counted, as far as the file can hold them, since a number and what parts it from the next take two bytes.</summary>
    public static int Expected(TextChunks chunks, TensorInfo counted, int dimensions) =>
        chunks.IsPacked || counted.Shape is not [var rows, ..] ? 0 : (int)Math.Clamp(Math.Min(rows, chunks.Length / (2L * dimensions)), 0, int.MaxValue);

    /// <summary>Reads all rows into <paramref name="rows"/>.</summary>
    /// <param name="chunks">The file.</param>
    /// <param name="dimensions">d of every batch.</param>
    /// <param name="parse">Called from several threads.</param>
    /// <param name="rows">Takes the batches, in order.</param>
    /// <param name="progress">Told the fraction read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static void Read(TextChunks chunks, int dimensions, Parse parse, RowCollector rows, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        long bytes = 0;
        Run(chunks, dimensions, parse, (batch, length) =>
        {
            bytes += length;
            rows.Add(batch, bytes);
            progress?.Report(chunks.Fraction);
        }, cancellationToken);
        progress?.Report(1);
    }

    /// <summary>Hands all vectors to <paramref name="visit"/>, in order, as float64.</summary>
    public static void Visit(TextChunks chunks, int dimensions, Parse parse, VisitValues visit, CancellationToken cancellationToken)
    {
        double[] values = [];
        Run(chunks, dimensions, parse, (batch, _) =>
        {
            var source = batch.Values;
            values = values.Length < source.Length ? new double[source.Length] : values;
            for (var i = 0; i < source.Length; i++)
            {
                values[i] = source[i];
            }

            visit(values.AsSpan(0, source.Length));
            batch.Return();
        }, cancellationToken);
    }

    /// <summary>Adds up a number for every stretch: lines, records.</summary>
    public static long Count(TextChunks chunks, Func<TextChunk, long> count, CancellationToken cancellationToken)
    {
        long sum = 0;
        OrderedWork.Run(chunks.Next, chunk =>
        {
            try
            {
                return count(chunk);
            }
            finally
            {
                chunk.Return();
            }
        }, n => sum += n, cancellationToken);
        return sum;
    }

    private static void Run(TextChunks chunks, int dimensions, Parse parse, Action<RowBatch, int> accept, CancellationToken cancellationToken) =>
        OrderedWork.Run(chunks.Next, chunk =>
        {
            var batch = new RowBatch(dimensions);
            try
            {
                parse(chunk, batch);
                return (Batch: batch, chunk.Bytes.Length);
            }
            catch
            {
                batch.Return();
                throw;
            }
            finally
            {
                chunk.Return();
            }
        }, result => accept(result.Batch, result.Length), cancellationToken);
}
