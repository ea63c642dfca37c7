namespace EmbeddingProjector.Training;

/// <summary>One example of the tutorial: the ids of a text, and whether it is negative (0) or positive (1).</summary>
/// <param name="Ids">Ids of subwords, <c>[length]</c>; 0 is kept for padding.</param>
/// <param name="Label">0 or 1.</param>
public readonly record struct LabeledSequence(ReadOnlyMemory<int> Ids, int Label);
