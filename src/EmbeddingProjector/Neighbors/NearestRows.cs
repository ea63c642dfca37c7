using System.Runtime.CompilerServices;

namespace EmbeddingProjector.Neighbors;

/// <summary>
/// The best k of the (distance, row) pairs offered so far, by distance and then by row: a binary heap with the worst on top. The order is
/// total, so the outcome does not depend on the order of offers.
/// </summary>
internal sealed class NearestRows(int capacity)
{
    private readonly float[] _distances = new float[capacity];
    private readonly int[] _rows = new int[capacity];

    public int Count { get; private set; }

    /// <summary>A distance above this cannot enter.</summary>
    public float Worst => Count < capacity ? float.PositiveInfinity : capacity == 0 ? float.NegativeInfinity : _distances[0];

    public void Clear() => Count = 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Offer(float distance, int row)
    {
        if (Count < capacity)
        {
            SiftUp(Count++, distance, row);
        }
        else if (capacity > 0 && Before(distance, row, _distances[0], _rows[0]))
        {
            SiftDown(distance, row);
        }
    }

    /// <summary>Offers everything that another heap holds.</summary>
    public void OfferAll(NearestRows other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Offer(other._distances[i], other._rows[i]);
        }
    }

    /// <summary>Writes the pairs nearest first and fills what is left with −1 and +∞. The heap is empty afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Drain(Span<int> rows, Span<float> distances)
    {
        rows[Count..].Fill(-1);
        distances[Count..].Fill(float.PositiveInfinity);
        while (Count > 0)
        {
            rows[Count - 1] = _rows[0];
            distances[Count - 1] = _distances[0];
            Count--;
            SiftDown(_distances[Count], _rows[Count]);
        }
    }

    private static bool Before(float distance, int row, float otherDistance, int otherRow) =>
        distance < otherDistance || (distance == otherDistance && row < otherRow);

    private void SiftUp(int at, float distance, int row)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (Before(distance, row, _distances[parent], _rows[parent]))
            {
                break;
            }

            (_distances[at], _rows[at]) = (_distances[parent], _rows[parent]);
            at = parent;
        }

        (_distances[at], _rows[at]) = (distance, row);
    }

    private void SiftDown(float distance, int row)
    {
        var at = 0;
        while (true)
        {
            var child = (2 * at) + 1;
            if (child >= Count)
            {
                break;
            }

            if (child + 1 < Count && Before(_distances[child], _rows[child], _distances[child + 1], _rows[child + 1]))
            {
                child++;
            }

            if (!Before(distance, row, _distances[child], _rows[child]))
            {
                break;
            }

            (_distances[at], _rows[at]) = (_distances[child], _rows[child]);
            at = child;
        }

        if (Count > 0)
        {
            (_distances[at], _rows[at]) = (distance, row);
        }
    }
}
