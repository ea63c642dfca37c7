namespace EmbeddingProjector.Projections.Tsne;

/// <summary>
/// Where the points stand while they are being moved: one plane of float32 for each axis, <c>[dimensions, capacity]</c>, and the first two
/// axes once more as pairs <c>[capacity, 2]</c>, so that a neighbor is one load. Rows from n to the capacity are zero.
/// </summary>
internal sealed unsafe class Layout : IDisposable
{
    private readonly AlignedBuffer _axes;
    private readonly AlignedBuffer _pairs;

    public Layout(int count, int dimensions)
    {
        Count = count;
        Dimensions = dimensions;
        Capacity = CapacityFor(count);
        _axes = new AlignedBuffer((long)dimensions * Capacity);
        _pairs = new AlignedBuffer(2L * Capacity);
        Minimum = new float[dimensions];
        Maximum = new float[dimensions];
    }

    /// <summary>n, the number of points.</summary>
    public int Count { get; }

    /// <summary>2 or 3.</summary>
    public int Dimensions { get; }

    /// <summary>Floats in a plane: n rounded up to whole vectors.</summary>
    public int Capacity { get; }

    /// <summary>The first two axes as pairs, <c>[capacity, 2]</c>.</summary>
    public float* Pairs => _pairs.Start;

    /// <summary>The smallest coordinate along each axis.</summary>
    public float[] Minimum { get; }

    /// <summary>The largest coordinate along each axis.</summary>
    public float[] Maximum { get; }

    /// <summary>The longest side of the box around all points.</summary>
    public float Span
    {
        get
        {
            var span = 0f;
            for (var axis = 0; axis < Dimensions; axis++)
            {
                span = Math.Max(span, Maximum[axis] - Minimum[axis]);
            }

            return span;
        }
    }

    /// <summary>How many floats a plane for <paramref name="count"/> points has.</summary>
    public static int CapacityFor(int count) => checked((count + 15) / 16 * 16);

    /// <summary>One axis, <c>[capacity]</c>.</summary>
    public float* Axis(int axis) => _axes.Start + ((long)axis * Capacity);

    /// <summary>Takes positions <c>[n, dimensions]</c>, row-major.</summary>
    public void Set(ReadOnlySpan<float> values)
    {
        for (var axis = 0; axis < Dimensions; axis++)
        {
            var plane = Axis(axis);
            for (var i = 0; i < Count; i++)
            {
                plane[i] = values[(i * Dimensions) + axis];
            }
        }

        Update();
    }

    /// <summary>Brings the pairs and the box up to date after the planes were written.</summary>
    public void Update()
    {
        for (var axis = 0; axis < Dimensions; axis++)
        {
            var plane = Axis(axis);
            var (minimum, maximum) = Count == 0 ? (0, 0) : (plane[0], plane[0]);
            for (var i = 0; i < Count; i++)
            {
                minimum = Math.Min(minimum, plane[i]);
                maximum = Math.Max(maximum, plane[i]);
            }

            Minimum[axis] = minimum;
            Maximum[axis] = maximum;
        }

        float* x = Axis(0), y = Axis(1);
        for (var i = 0; i < Count; i++)
        {
            Pairs[2 * (long)i] = x[i];
            Pairs[(2 * (long)i) + 1] = y[i];
        }
    }

    /// <summary>Writes position i to row <c>rows[i]</c> of <paramref name="values"/> <c>[rows, dimensions]</c>.</summary>
    public void CopyTo(Span<float> values, ReadOnlySpan<int> rows)
    {
        for (var axis = 0; axis < Dimensions; axis++)
        {
            var plane = Axis(axis);
            for (var i = 0; i < Count; i++)
            {
                values[(rows[i] * Dimensions) + axis] = plane[i];
            }
        }
    }

    /// <summary>Moves every point by up to <paramref name="size"/> along each axis.</summary>
    public void Shake(double size, SeededNormal noise)
    {
        for (var axis = 0; axis < Dimensions; axis++)
        {
            var plane = Axis(axis);
            for (var i = 0; i < Count; i++)
            {
                plane[i] += (float)(size * ((2 * noise.Uniform(((ulong)i * (ulong)Dimensions) + (ulong)axis)) - 1));
            }
        }

        Update();
    }

    public void Dispose()
    {
        _axes.Dispose();
        _pairs.Dispose();
    }
}
