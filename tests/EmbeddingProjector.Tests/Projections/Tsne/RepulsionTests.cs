using EmbeddingProjector.Projections.Tsne;
using EmbeddingProjector.Projections.Tsne.Interpolation;
using EmbeddingProjector.Projections.Tsne.Lanes;
using EmbeddingProjector.Projections.Tsne.Repulsion;
using Xunit;

namespace EmbeddingProjector.Tests.Projections.Tsne;

public unsafe class RepulsionTests
{
    private const int Count = 700;

    public static TheoryData<int, double> Maps => new()
    {
        { 2, 0.01 }, { 2, 1 }, { 2, 10 }, { 2, 60 }, { 3, 0.01 }, { 3, 1 }, { 3, 10 }, { 3, 60 },
    };

    [Theory]
    [MemberData(nameof(Maps))]
    public void All_pairs_agree_with_the_definition_at_every_width(int dimensions, double scale)
    {
        foreach (var width in LaneWidths.All)
        {
            var (force, z) = Errors(Count, dimensions, scale, new ExactRepulsion(2, width));
            Assert.True(force < 2e-5, $"{width}: {force}");
            Assert.True(z < 1e-6, $"{width}: {z}");
        }
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Barnes_Hut_is_near_the_definition_at_every_width(int dimensions, double scale)
    {
        foreach (var width in LaneWidths.All)
        {
            var (force, z) = Errors(Count, dimensions, scale, new BarnesHutRepulsion(2, width) { Theta = 0.5 });
            Assert.True(force < 0.04, $"{width}: {force}");
            Assert.True(z < 0.01, $"{width}: {z}");
        }
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Barnes_Hut_that_opens_every_cell_agrees_with_the_definition(int dimensions, double scale)
    {
        var (force, z) = Errors(Count, dimensions, scale, new BarnesHutRepulsion(2, LaneWidths.Best) { Theta = 0 });
        Assert.True(force < 2e-5, $"{force}");
        Assert.True(z < 1e-6, $"{z}");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(80)]
    public void Interpolation_is_within_half_a_percent_of_the_definition_at_every_width(double scale)
    {
        foreach (var width in LaneWidths.All)
        {
            var (force, z) = Errors(Count, 2, scale, new InterpolatedRepulsion(2, width));
            Assert.True(force < 0.005, $"{width}: {force}");
            Assert.True(z < 1e-3, $"{width}: {z}");
        }
    }

    [Theory]
    [InlineData(0.55f)]
    [InlineData(0.8f)]
    [InlineData(1.2f)]
    public void A_coarse_grid_with_near_pairs_is_as_good_as_a_fine_one(float spacing)
    {
        foreach (var width in LaneWidths.All)
        {
            var (force, z) = Errors(3000, 2, 30, new InterpolatedRepulsion(2, width) { Split = KernelSplit.For(spacing) });
            Assert.True(force < 0.004, $"{width}: {force}");
            Assert.True(z < 1e-4, $"{width}: {z}");
        }

        var (coarse, _) = Errors(3000, 2, 30, new InterpolatedRepulsion(2, LaneWidths.Best) { Split = KernelSplit.None(spacing) });
        Assert.True(coarse > 0.004, $"Without near pairs the error would be {coarse}");
    }

    [Fact]
    public void A_grid_that_is_used_again_for_a_moved_map_gives_what_a_new_one_gives()
    {
        using var used = new InterpolatedRepulsion(2, LaneWidths.Best);
        foreach (var scale in (double[])[3, 10, 11, 40, 41, 10, 200, 5])
        {
            var (force, _) = Errors(Count, 2, scale, used, keep: true);
            Assert.True(force < 0.005, $"scale {scale}: {force}");
        }
    }

    [Theory]
    [InlineData("exact", 2)]
    [InlineData("exact", 3)]
    [InlineData("tree", 2)]
    [InlineData("tree", 3)]
    [InlineData("grid", 2)]
    [InlineData("split", 2)]
    public void The_bytes_do_not_depend_on_the_threads(string method, int dimensions)
    {
        IRepulsion Make(int threads) => method switch
        {
            "exact" => new ExactRepulsion(threads, LaneWidths.Best),
            "tree" => new BarnesHutRepulsion(threads, LaneWidths.Best),
            "grid" => new InterpolatedRepulsion(threads, LaneWidths.Best) { Split = KernelSplit.None(0.3f) },
            _ => new InterpolatedRepulsion(threads, LaneWidths.Best) { Split = KernelSplit.For(0.7f) },
        };

        var (one, zOne) = Forces(3000, dimensions, Make(1));
        foreach (var threads in (int[])[2, 5])
        {
            var (more, z) = Forces(3000, dimensions, Make(threads));
            Assert.Equal(one, more);
            Assert.Equal(zOne, z);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Points_at_the_same_place_push_nobody_and_stay_finite(int dimensions)
    {
        List<IRepulsion> methods = [new ExactRepulsion(1, LaneWidths.Best), new BarnesHutRepulsion(1, LaneWidths.Best)];
        if (dimensions == 2)
        {
            methods.Add(new InterpolatedRepulsion(1, LaneWidths.Best));
        }

        foreach (var method in methods)
        {
            using var layout = new Layout(100, dimensions);
            layout.Set(new float[100 * dimensions]);
            using var forces = new AlignedBuffer((long)dimensions * layout.Capacity);
            var z = method.Compute(layout, forces.Start, TestContext.Current.CancellationToken);
            method.Dispose();
            Assert.Equal(9900, z, 9.0);
            for (var at = 0; at < forces.Length; at++)
            {
                Assert.Equal(0, forces.Start[at], 1e-1);
            }
        }
    }

    [Fact]
    public void The_cheapest_way_is_all_pairs_for_few_points_a_grid_for_many_in_2_D_and_a_tree_in_3_D()
    {
        Assert.Equal(RepulsionMethod.Exact, RepulsionCost.Cheapest(300, 2, 50, 50, 0.5));
        Assert.Equal(RepulsionMethod.Interpolation, RepulsionCost.Cheapest(100_000, 2, 150, 150, 0.5));
        Assert.Equal(RepulsionMethod.BarnesHut, RepulsionCost.Cheapest(100_000, 2, 1e6f, 10, 0.5));
        Assert.Equal(RepulsionMethod.BarnesHut, RepulsionCost.Cheapest(100_000, 3, 50, 50, 0.5));
        Assert.Equal(RepulsionMethod.Exact, RepulsionCost.Cheapest(1000, 3, 50, 50, 0.5));
    }

    private static (double Force, double Z) Errors(int count, int dimensions, double scale, IRepulsion method, bool keep = false)
    {
        using var layout = NaiveTsne.Clusters(count, dimensions, scale, 3);
        var (expected, expectedZ) = NaiveTsne.Repulsion(NaiveTsne.Points(layout));
        using var forces = new AlignedBuffer((long)dimensions * layout.Capacity);
        var z = method.Compute(layout, forces.Start, TestContext.Current.CancellationToken);
        if (!keep)
        {
            method.Dispose();
        }

        return (NaiveTsne.RelativeError(forces.Start, layout, expected), Math.Abs((z / expectedZ) - 1));
    }

    private static (float[] Forces, double Z) Forces(int count, int dimensions, IRepulsion method)
    {
        using var layout = NaiveTsne.Clusters(count, dimensions, 30, 3);
        using var forces = new AlignedBuffer((long)dimensions * layout.Capacity);
        var z = method.Compute(layout, forces.Start, TestContext.Current.CancellationToken);
        method.Dispose();
        return (Enumerable.Range(0, dimensions).SelectMany(axis =>
            new ReadOnlySpan<float>(forces.Start + ((long)axis * layout.Capacity), count).ToArray()).ToArray(), z);
    }
}
