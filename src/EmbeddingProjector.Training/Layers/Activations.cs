namespace EmbeddingProjector.Training.Layers;

/// <summary>
/// What passes between layers, and its gradient on the way back: <c>[batch, time, features]</c>, or <c>[batch, features]</c> with a time of
/// 1. The memory belongs to the layer that yields it and is used again for the next batch.
/// </summary>
internal sealed class Activations
{
    private float[] _values = [];

    public int Batch { get; private set; }

    public int Time { get; private set; }

    public int Features { get; private set; }

    public Span<float> Values => _values.AsSpan(0, Batch * Time * Features);

    /// <summary>Vector <paramref name="row"/> of batch × time, <c>[features]</c>.</summary>
    public Span<float> Row(int row) => _values.AsSpan(row * Features, Features);

    /// <summary>Takes a shape; the values are what happens to be there.</summary>
    /// <exception cref="InvalidOperationException">More than 2³¹ values.</exception>
    public Activations Reshape(int batch, int time, int features)
    {
        var length = (long)batch * time * features;
        if (length > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"A batch of {batch} texts padded to {time} ids with {features} features each needs {length} values; at most {Array.MaxLength} fit. Use smaller batches.");
        }

        (Batch, Time, Features) = (batch, time, features);
        if (_values.Length < length)
        {
            _values = new float[length];
        }

        return this;
    }
}
