using System.Globalization;
using EmbeddingProjector.Neighbors;

namespace EmbeddingProjector.Quality;

/// <summary>
/// How far a map can be trusted, for the whole and for each point: whether what is near on the map is near in the space of the vectors, and
/// the other way round. 1 is perfect. docs/quality.md has the formulae. Source: Venna and Kaski, "Neighborhood preservation in nonlinear
/// projection methods", ICANN 2001 (trustworthiness, continuity).
/// </summary>
/// <param name="Trustworthiness">Neighbors on the map that are far in space lower it.</param>
/// <param name="Continuity">Neighbors in space that are far on the map lower it.</param>
/// <param name="NeighborPreservation">The share of the nearest points of the map that are also among the nearest in space.</param>
/// <param name="PointTrustworthiness">Trustworthiness of each row <c>[n]</c>; NaN where it was not measured.</param>
/// <param name="PointContinuity">Continuity of each row <c>[n]</c>; NaN where it was not measured.</param>
/// <param name="PointNeighborPreservation">Neighbor preservation of each row <c>[n]</c>; NaN where it was not measured.</param>
/// <param name="SampleRows">On how many rows it was measured, when not on all.</param>
/// <param name="ComparedRows">How many rows count: all but those with NaN or infinity.</param>
/// <param name="TrustworthinessNeighbors">k of trustworthiness and continuity, as it was in effect.</param>
/// <param name="PreservationNeighbors">k of neighbor preservation, as it was in effect.</param>
/// <param name="Notes">What a person should know: a sample, rows left out, fewer neighbors than asked for.</param>
public sealed record MapQuality(
    double Trustworthiness, double Continuity, double NeighborPreservation,
    float[] PointTrustworthiness, float[] PointContinuity, float[] PointNeighborPreservation,
    int? SampleRows, int ComparedRows, int TrustworthinessNeighbors, int PreservationNeighbors, IReadOnlyList<string> Notes)
{
    private const int RowsPerTask = SpaceRanks.RowsAtOnce;

    /// <summary>Measures a map. Ranks are exact, against all rows; a row with an equal distance is not nearer.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="map">Where their rows stand, <c>[n, 2|3]</c>.</param>
    /// <param name="metric">What is near in space; on the map it is the Euclidean distance.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Receives the share done, 0 to 1, from several threads.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ArgumentException">The map has other rows than the table, or an option is impossible.</exception>
    public static MapQuality Measure(
        VectorTable vectors, Positions map, DistanceMetric metric, QualityOptions? options = null,
        IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(map);
        options ??= new QualityOptions();
        Check(vectors, map, options);
        var notes = new List<string>();
        using var space = SpaceRanks.Of(vectors, metric, MapRanks.Placed(map), options.Threads, cancellationToken);
        var rows = space.Rows;
        NoteLeftOut(notes, vectors.RowCount - rows.Length);
        var (trust, continuity, preservation) = (Unmeasured(vectors), Unmeasured(vectors), Unmeasured(vectors));
        if (rows.Length < 2)
        {
            notes.Add("Fewer than two rows can be compared, so there is nothing to preserve: all measures are 1.");
            return new MapQuality(1, 1, 1, trust, continuity, preservation, null, rows.Length, 0, 0, notes);
        }

        var sample = Sample(rows, options);
        if (sample.Length < rows.Length)
        {
            notes.Add(Invariant($"Measured on {sample.Length:N0} of {rows.Length:N0} rows, each against all."));
        }

        var trustNeighbors = Bounded(options.TrustworthinessNeighbors, rows.Length, "trustworthiness and continuity", notes);
        var keptNeighbors = Bounded(options.PreservationNeighbors, rows.Length, "neighbor preservation", notes);
        var places = new MapRanks(map, rows);
        var penalty = Penalty(rows.Length, trustNeighbors);
        ParallelBlocks.For(
            (sample.Length + RowsPerTask - 1) / RowsPerTask,
            options.Threads,
            () =>
            {
                var far = space.NewBlock();
                var near = places.NewBlock();
                return task =>
                {
                    var block = sample.AsSpan(task * RowsPerTask, Math.Min(RowsPerTask, sample.Length - (task * RowsPerTask)));
                    far.Load(block);
                    for (var at = 0; at < block.Length; at++)
                    {
                        var row = block[at];
                        near.Load(row);
                        var onMap = near.Nearest(Math.Max(trustNeighbors, keptNeighbors));
                        var inSpace = far.Nearest(at, trustNeighbors);
                        var (intruders, kept) = (0L, 0);
                        for (var l = 0; l < onMap.Length; l++)
                        {
                            var rank = far.Rank(at, onMap[l]);
                            intruders += l < trustNeighbors ? Math.Max(0, rank - trustNeighbors) : 0;
                            kept += l < keptNeighbors && rank <= keptNeighbors ? 1 : 0;
                        }

                        var lost = 0L;
                        foreach (var other in inSpace)
                        {
                            lost += Math.Max(0, near.Rank(other) - trustNeighbors);
                        }

                        trust[row] = (float)(1 - (penalty * intruders));
                        continuity[row] = (float)(1 - (penalty * lost));
                        preservation[row] = (float)kept / keptNeighbors;
                    }
                };
            },
            cancellationToken,
            progress);
        return new MapQuality(
            Mean(trust, sample), Mean(continuity, sample), Mean(preservation, sample), trust, continuity, preservation,
            sample.Length < rows.Length ? sample.Length : null, rows.Length, trustNeighbors, keptNeighbors, notes);
    }

    private static void Check(VectorTable vectors, Positions map, QualityOptions options)
    {
        if (map.RowCount != vectors.RowCount)
        {
            throw new ArgumentException($"The map has {map.RowCount:N0} rows, the vectors {vectors.RowCount:N0}.", nameof(map));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.TrustworthinessNeighbors, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PreservationNeighbors, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SampleRows ?? 1, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
    }

    // The worst sum of ranks beyond k is k (2n − 3k − 1) / 2 for k < n/2, else (n − k)(n − k − 1) / 2.
    private static double Penalty(int n, int k)
    {
        var worst = 2L * k < n ? k * ((2.0 * n) - (3.0 * k) - 1) : (n - k) * (n - k - 1.0);
        return worst > 0 ? 2 / worst : 0;
    }

    private static int Bounded(int wanted, int rows, string measure, List<string> notes)
    {
        if (wanted < rows)
        {
            return wanted;
        }

        notes.Add(Invariant($"{rows:N0} rows have {rows - 1:N0} neighbors each, so {measure} is at k = {rows - 1}, not {wanted}."));
        return rows - 1;
    }

    private static void NoteLeftOut(List<string> notes, int count)
    {
        if (count > 0)
        {
            notes.Add(Invariant($"{count:N0} rows with NaN or infinity, in space or on the map, were left out."));
        }
    }

    private static int[] Sample(int[] rows, QualityOptions options) =>
        RowSample.Of(
            rows, options.SampleRows ?? (rows.Length <= QualityOptions.ExactRows ? rows.Length : QualityOptions.UsualSample), options.Seed);

    private static float[] Unmeasured(VectorTable vectors)
    {
        var values = new float[vectors.RowCount];
        Array.Fill(values, float.NaN);
        return values;
    }

    private static double Mean(float[] values, int[] rows)
    {
        var sum = 0.0;
        foreach (var row in rows)
        {
            sum += values[row];
        }

        return sum / rows.Length;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
