namespace EmbeddingProjector.App.Wire;

/// <summary>What was asked for does not fit one answer; over HTTP a 413.</summary>
internal sealed class RequestTooLargeException(string message) : Exception(message);
