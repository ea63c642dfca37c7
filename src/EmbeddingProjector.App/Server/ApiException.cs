namespace EmbeddingProjector.App.Server;

/// <summary>An answer of /api/ other than success: the status, what is wrong and what to do.</summary>
internal sealed class ApiException(int status, string message, string? remedy = null) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What to do, or null.</summary>
    public string? Remedy { get; } = remedy;

    /// <summary>400: the request itself is wrong.</summary>
    public static ApiException BadRequest(string message, string? remedy = null) => new(StatusCodes.Status400BadRequest, message, remedy);

    /// <summary>404: no such thing.</summary>
    public static ApiException NotFound(string message, string? remedy = null) => new(StatusCodes.Status404NotFound, message, remedy);

    /// <summary>409: not ready yet, or no longer.</summary>
    public static ApiException Conflict(string message, string? remedy = null) => new(StatusCodes.Status409Conflict, message, remedy);

    /// <summary>422: the data cannot be used.</summary>
    public static ApiException Unusable(string message, string? remedy = null) =>
        new(StatusCodes.Status422UnprocessableEntity, message, remedy);

    /// <summary>429: too much at once.</summary>
    public static ApiException TooMuch(string message, string? remedy = null) =>
        new(StatusCodes.Status429TooManyRequests, message, remedy);
}
