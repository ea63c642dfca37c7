using System.Collections;

namespace EmbeddingProjector.Training;

/// <summary>
/// Elements that can be gone through again and again, each time prepared by the same steps. Steps and their names follow
/// <c>tf.data.Dataset</c>; each returns a new data set and leaves this one as it is.
/// </summary>
public sealed class Dataset<T> : IEnumerable<T>
{
    // Keeps the draws of an order apart from those of the weights of a model with the same seed.
    private const ulong ShuffleStream = 2;

    private readonly Func<IEnumerator<T>> _iterate;

    internal Dataset(Func<IEnumerator<T>> iterate, long? cardinality)
    {
        _iterate = iterate;
        Cardinality = cardinality;
    }

    /// <summary>The number of elements, when it is known before going through them; null for endless or unknown.</summary>
    public long? Cardinality { get; }

    /// <summary>
    /// The elements in an order drawn from a buffer: it is filled with the first <paramref name="bufferSize"/> elements; each draw takes one
    /// of them, uniformly, and the next element of the input takes its place; at the end the buffer drains. A buffer smaller than the data set
    /// therefore mixes neighbors only: data sorted by label must be mixed before.
    /// </summary>
    /// <param name="bufferSize">The number of elements that wait in the buffer.</param>
    /// <param name="seed">The n-th pass over data with the same seed has the same order.</param>
    /// <param name="reshuffleEachIteration">Whether each pass has an order of its own.</param>
    public Dataset<T> Shuffle(int bufferSize, int seed = 0, bool reshuffleEachIteration = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 1);
        var orders = CounterRandom.Bits((ulong)seed, ShuffleStream);
        var passes = -1;
        return new Dataset<T>(
            () =>
            {
                var pass = reshuffleEachIteration ? Interlocked.Increment(ref passes) : 0;
                return Shuffled(bufferSize, CounterRandom.Bits(orders, (ulong)pass)).GetEnumerator();
            },
            Cardinality);
    }

    /// <summary>The first <paramref name="count"/> elements; all when there are fewer.</summary>
    public Dataset<T> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Dataset<T>(() => Enumerable.Take(this, count).GetEnumerator(), Math.Min(count, Cardinality ?? count));
    }

    /// <summary>The elements after the first <paramref name="count"/>.</summary>
    public Dataset<T> Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new Dataset<T>(() => Enumerable.Skip(this, count).GetEnumerator(), Cardinality - Math.Min(count, Cardinality ?? 0));
    }

    /// <summary>The elements <paramref name="count"/> times over, each pass prepared anew; without end when no count is given.</summary>
    public Dataset<T> Repeat(int? count = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count ?? 0, nameof(count));
        return new Dataset<T>(() => Repeated(count).GetEnumerator(), Cardinality * count);
    }

    /// <summary>Each element as <paramref name="map"/> makes it.</summary>
    public Dataset<TResult> Map<TResult>(Func<T, TResult> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new Dataset<TResult>(() => Enumerable.Select(this, map).GetEnumerator(), Cardinality);
    }

    /// <summary>Starts a pass.</summary>
    public IEnumerator<T> GetEnumerator() => _iterate();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<T> Shuffled(int bufferSize, ulong seed)
    {
        var buffer = new List<T>();
        var draws = 0UL;
        foreach (var element in this)
        {
            if (buffer.Count < bufferSize)
            {
                buffer.Add(element);
                continue;
            }

            var slot = CounterRandom.Below(seed, draws++, buffer.Count);
            yield return buffer[slot];
            buffer[slot] = element;
        }

        while (buffer.Count > 0)
        {
            var slot = CounterRandom.Below(seed, draws++, buffer.Count);
            yield return buffer[slot];
            buffer[slot] = buffer[^1];
            buffer.RemoveAt(buffer.Count - 1);
        }
    }

    private IEnumerable<T> Repeated(int? count)
    {
        for (var pass = 0; count is null || pass < count; pass++)
        {
            var any = false;
            foreach (var element in this)
            {
                any = true;
                yield return element;
            }

            if (!any)
            {
                // Nothing, repeated without end, must not search for its first element without end.
                yield break;
            }
        }
    }
}
