namespace EmbeddingProjector.Training.Layers;

/// <summary>
/// One layer of a <see cref="Sequential"/> model: its name, its weights and the shape it yields. The layers are the few that a
/// text classifier over an embedding needs; there is no tensor library underneath, so there are no layers of your own.
/// </summary>
public abstract class Layer
{
    private protected Layer(string kind)
    {
        Kind = kind;
        Name = kind;
    }

    /// <summary>As Keras names it: "embedding", "dense", "dense_1".</summary>
    public string Name { get; internal set; }

    /// <summary>The trained weights, in the order of Keras' <c>get_weights</c>; empty before the layer is part of a model.</summary>
    public IReadOnlyList<Parameter> Parameters { get; private protected set; } = [];

    /// <summary>The number of weights.</summary>
    public int CountParams => Parameters.Sum(parameter => parameter.Count);

    /// <summary>The shape of what the layer yields; null before it is part of a model.</summary>
    public LayerShape? OutputShape { get; private set; }

    internal string Kind { get; }

    /// <summary>Copies of the weights: the embedding's <c>[inputDim, outputDim]</c>; a dense layer's kernel <c>[in, out]</c> and bias <c>[1, out]</c>.</summary>
    public IReadOnlyList<VectorTable> GetWeights() => [.. Parameters.Select(parameter => parameter.ToTable())];

    /// <summary>Replaces the weights by tables of the shapes that <see cref="GetWeights"/> gives.</summary>
    /// <exception cref="ArgumentException">Another number of tables, or another shape.</exception>
    public void SetWeights(IReadOnlyList<VectorTable> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count != Parameters.Count)
        {
            throw new ArgumentException(
                $"The layer \"{Name}\" has {Parameters.Count} arrays of weights; {weights.Count} were given.", nameof(weights));
        }

        for (var i = 0; i < weights.Count; i++)
        {
            Parameters[i].Assign(weights[i]);
        }
    }

    /// <summary>Makes the weights for an input of the given shape, null for a batch of ids.</summary>
    internal void Build(LayerShape? input, ulong seed)
    {
        if (OutputShape is not null)
        {
            throw new InvalidOperationException($"The layer \"{Name}\" is already part of a model, and its weights with it. Create another.");
        }

        OutputShape = BuildWeights(input, seed);
    }

    private protected abstract LayerShape BuildWeights(LayerShape? input, ulong seed);
}
