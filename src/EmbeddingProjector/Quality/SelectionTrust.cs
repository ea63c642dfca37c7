using System.Globalization;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Quality;

/// <summary>
/// How far the neighborhoods of selected rows can be believed: what of them the map shows and the space of the vectors has too. Ranks are
/// exact, against all rows, as in <see cref="MapQuality"/>, so that <see cref="Kept"/> is the mean of its neighbor preservation over the same rows.
/// docs/quality.md has the formulae.
/// </summary>
/// <param name="Neighbors">k, as it was in effect.</param>
/// <param name="SelectedRows">How many rows are selected.</param>
/// <param name="MeasuredRows">On how many of them it was measured.</param>
/// <param name="Kept">Of the k nearest on the map of each of them, the share that is among its k nearest in space.</param>
/// <param name="TrueInside">Of the k nearest in space of each of them, the share that is selected.</param>
/// <param name="ShownInside">How many of the k nearest on the map of each of them are selected, together.</param>
/// <param name="FalseInside">Of these, the share that is not among its k nearest in space; NaN where there are none.</param>
/// <param name="Notes">What a person should know: a sample, rows left out, fewer neighbors than asked for.</param>
public sealed record SelectionTrust(
    int Neighbors, int SelectedRows, int MeasuredRows, double Kept, double TrueInside, long ShownInside, double FalseInside, IReadOnlyList<string> Notes)
{
    /// <summary>k, when nobody says another: that of neighbor preservation.</summary>
    public const int UsualNeighbors = 15;

    /// <summary>Of larger selections so many rows are measured: the standard error is then below two hundredths.</summary>
    public const int MostRows = 1_000;

    /// <summary>Measures a selection.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="map">Where their rows stand, <c>[n, 2|3]</c>.</param>
    /// <param name="metric">What is near in space; on the map it is the Euclidean distance.</param>
    /// <param name="rows">The selected rows, each once.</param>
    /// <param name="neighbors">k.</param>
    /// <param name="mostRows">On how many of them at most; a seeded sample of more.</param>
    /// <param name="threads">The most threads to use, 0 for all cores; the result does not depend on it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">The map has other rows than the table, or none of the selected rows can be compared.</exception>
    public static SelectionTrust Measure(
        VectorTable vectors, Positions map, DistanceMetric metric, IReadOnlyCollection<int> rows, int neighbors = UsualNeighbors,
        int mostRows = MostRows, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostRows, 1);
        if (map.RowCount != vectors.RowCount)
        {
            throw new ArgumentException($"The map has {map.RowCount:N0} rows, the vectors {vectors.RowCount:N0}.", nameof(map));
        }

        var isSelected = new bool[vectors.RowCount];
        foreach (var row in rows)
        {
            isSelected[row] = true;
        }

        using var space = SpaceRanks.Of(vectors, metric, MapRanks.Placed(map), threads, cancellationToken);
        var comparable = Array.FindAll(space.Rows, row => isSelected[row]);
        if (comparable.Length == 0 || space.Rows.Length < 2)
        {
            throw new ArgumentException(
                rows.Count == 0 ? "No row is selected." : "No selected row can be compared with another: they hold NaN or infinity, in space or on the map.",
                nameof(rows));
        }

        var notes = new List<string>();
        Note(notes, rows.Count > comparable.Length, $"{rows.Count - comparable.Length:N0} of the selected rows left out: NaN or infinity, in space or on the map.");
        var k = Math.Min(neighbors, space.Rows.Length - 1);
        Note(notes, k < neighbors, $"{space.Rows.Length:N0} rows have {k:N0} neighbors each, so k is {k}, not {neighbors}.");
        var sample = RowSample.Of(comparable, mostRows, new QualityOptions().Seed);
        Note(notes, sample.Length < comparable.Length, $"Measured on {sample.Length:N0} of {comparable.Length:N0} selected rows, each against all.");

        var counts = Count(space, new MapRanks(map, space.Rows), sample, isSelected, k, threads, cancellationToken);
        var (kept, trueInside, shown, wrong) = (0L, 0L, 0L, 0L);
        foreach (var row in counts)
        {
            (kept, trueInside, shown, wrong) = (kept + row.Kept, trueInside + row.TrueInside, shown + row.ShownInside, wrong + row.FalseInside);
        }

        var all = (double)k * sample.Length;
        return new SelectionTrust(
            k, rows.Count, sample.Length, kept / all, trueInside / all, shown, shown == 0 ? double.NaN : (double)wrong / shown, notes);
    }

    // By row, never by thread: sums of whole numbers, the same for any number of threads.
    private static (int Kept, int TrueInside, int ShownInside, int FalseInside)[] Count(
        SpaceRanks space, MapRanks places, int[] sample, bool[] isSelected, int k, int threads, CancellationToken cancellationToken)
    {
        var counts = new (int Kept, int TrueInside, int ShownInside, int FalseInside)[sample.Length];
        ParallelBlocks.For(
            (sample.Length + SpaceRanks.RowsAtOnce - 1) / SpaceRanks.RowsAtOnce,
            threads,
            () =>
            {
                var (far, near) = (space.NewBlock(), places.NewBlock());
                return task =>
                {
                    var first = task * SpaceRanks.RowsAtOnce;
                    var block = sample.AsSpan(first, Math.Min(SpaceRanks.RowsAtOnce, sample.Length - first));
                    far.Load(block);
                    for (var at = 0; at < block.Length; at++)
                    {
                        near.Load(block[at]);
                        ref var of = ref counts[first + at];
                        foreach (var other in near.Nearest(k))
                        {
                            var isTrue = far.Rank(at, other) <= k;
                            of.Kept += isTrue ? 1 : 0;
                            of.ShownInside += isSelected[other] ? 1 : 0;
                            of.FalseInside += isSelected[other] && !isTrue ? 1 : 0;
                        }

                        foreach (var other in far.Nearest(at, k))
                        {
                            of.TrueInside += isSelected[other] ? 1 : 0;
                        }
                    }
                };
            },
            cancellationToken);
        return counts;
    }

    private static void Note(List<string> notes, bool holds, FormattableString text)
    {
        if (holds)
        {
            notes.Add(text.ToString(CultureInfo.InvariantCulture));
        }
    }
}
