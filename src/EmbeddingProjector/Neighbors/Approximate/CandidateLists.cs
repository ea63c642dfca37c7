namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// For each row the best few found so far, <c>[m, capacity]</c>: ascending by score, the rest −1 and +∞. Each row belongs to one thread
/// at a time.
/// </summary>
internal sealed class CandidateLists
{
    // Below it, moving entries one by one while looking for the place is the quicker way.
    private const int ShortList = 40;

    private readonly float[] _scores;
    private readonly int[] _rows;

    public CandidateLists(int rowCount, int capacity)
    {
        Capacity = capacity;
        _scores = new float[checked(rowCount * capacity)];
        _rows = new int[_scores.Length];
        _scores.AsSpan().Fill(float.PositiveInfinity);
        _rows.AsSpan().Fill(-1);
    }

    /// <summary>How many are kept for a row.</summary>
    public int Capacity { get; }

    public Span<float> Scores(int row) => _scores.AsSpan(row * Capacity, Capacity);

    public Span<int> Rows(int row) => _rows.AsSpan(row * Capacity, Capacity);

    /// <summary>A score must be below this to enter.</summary>
    public float Worst(int row) => _scores[(row * Capacity) + Capacity - 1];

    /// <summary>Puts a candidate in its place among the ascending scores; the worst falls out. The score must be below the worst.</summary>
    public static void Insert(Span<float> scores, Span<int> rows, float score, int row)
    {
        var at = scores.Length - 1;
        if (scores.Length <= ShortList)
        {
            while (at > 0 && scores[at - 1] > score)
            {
                scores[at] = scores[at - 1];
                rows[at] = rows[at - 1];
                at--;
            }
        }
        else
        {
            at = Place(scores, score);
            scores[at..^1].CopyTo(scores[(at + 1)..]);
            rows[at..^1].CopyTo(rows[(at + 1)..]);
        }

        scores[at] = score;
        rows[at] = row;
    }

    /// <summary>The first place whose score is larger.</summary>
    private static int Place(ReadOnlySpan<float> scores, float score)
    {
        var (low, high) = (0, scores.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (scores[middle] > score)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
