namespace EmbeddingProjector.Formats.Checkpoint;

/// <summary>What the two generations of checkpoints have in common: a list of tensors, and the elements of each.</summary>
internal interface ITensorStore
{
    /// <summary>The tensors, by ascending key.</summary>
    IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The elements of a numeric tensor without a problem.</summary>
    ElementSource OpenElements(int tensor, CancellationToken cancellationToken);

    /// <summary>The elements of a tensor of strings without a problem.</summary>
    IReadOnlyList<ReadOnlyMemory<byte>> ReadStrings(int tensor);
}
