using EmbeddingProjector.App.Wire;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// The one place where failures become answers. What a person can act on is passed on; what they cannot goes to the log
/// with its stack, and the answer says so.
/// </summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> log)
{
    /// <summary>Runs the rest of the pipeline and answers for what it throws.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
            {
                await AnswerAsync(context, Describe(context.Response.StatusCode)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read an answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, Translate(e)).ConfigureAwait(false);
        }
    }

    /// <summary>Writes an error: JSON under /api/, plain text elsewhere.</summary>
    public static Task AnswerAsync(HttpContext context, ApiException error)
    {
        context.Response.Clear();
        SecurityHeaders.Set(context.Response.Headers);
        context.Response.StatusCode = error.Status;
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            return context.Response.WriteAsJsonAsync(new ErrorJson(error.Message, error.Remedy), WireJson.Default.ErrorJson);
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        var text = error.Remedy is null ? error.Message : $"{error.Message} {error.Remedy}";
        return context.Response.WriteAsync(text);
    }

    private ApiException Translate(Exception e)
    {
        switch (e)
        {
            case ApiException api:
                return api;
            case DataFormatException format:
                return ApiException.Unusable(format.MessageWithoutRemedy, format.Remedy);
            case RequestTooLargeException tooLarge:
                return new ApiException(StatusCodes.Status413PayloadTooLarge, tooLarge.Message);
            case BadHttpRequestException bad:
                return new ApiException(bad.StatusCode, bad.InnerException?.Message ?? bad.Message);
            case ArgumentException argument:
                return ApiException.BadRequest(argument.Message);
            case OperationCanceledException:
                return new ApiException(StatusCodes.Status503ServiceUnavailable, "The server is stopping.");
            case IOException or UnauthorizedAccessException:
                LogUnreadable(e.Message);
                return ApiException.Unusable(e.Message, "Check that the file is there and may be read.");
            default:
                LogUnexpected(e);
                return new ApiException(
                    StatusCodes.Status500InternalServerError, "The server met an error that it did not expect.", "Its log says more.");
        }
    }

    private static ApiException Describe(int status) => status switch
    {
        StatusCodes.Status404NotFound => ApiException.NotFound("Not found"),
        StatusCodes.Status405MethodNotAllowed => new ApiException(status, "This address does not take this method."),
        StatusCodes.Status413PayloadTooLarge => new ApiException(status, "The body is too large."),
        StatusCodes.Status415UnsupportedMediaType => new ApiException(status, "The body must be JSON.", "Send it with Content-Type: application/json."),
        _ => new ApiException(status, "The request could not be answered."),
    };

    [LoggerMessage(LogLevel.Error, "An unexpected error")]
    private partial void LogUnexpected(Exception e);

    [LoggerMessage(LogLevel.Warning, "A file could not be read: {Reason}")]
    private partial void LogUnreadable(string reason);
}
