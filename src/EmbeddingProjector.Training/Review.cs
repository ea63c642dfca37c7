namespace EmbeddingProjector.Training;

/// <summary>A movie review and what its author thought of the movie.</summary>
/// <param name="Name">Where it stands in its collection: <c>train/pos/0_9.txt</c>.</param>
/// <param name="Text">What was written; line breaks are <c>&lt;br /&gt;</c>.</param>
/// <param name="Label">1 for a positive review, 0 for a negative one.</param>
/// <param name="Rating">Stars, 1 to 10: at least 7 for a positive review, at most 4 for a negative one.</param>
public sealed record Review(string Name, string Text, int Label, int Rating);
