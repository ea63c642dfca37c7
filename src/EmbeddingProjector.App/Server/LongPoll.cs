namespace EmbeddingProjector.App.Server;

/// <summary><c>?wait=SECONDS</c>: an answer that waits for a change instead of being asked again and again.</summary>
internal static class LongPoll
{
    private const double MaximumSeconds = 10;

    /// <summary>Waits for <paramref name="change"/>, at most the seconds asked for (bounded by 10).</summary>
    /// <exception cref="ApiException">400 when the number of seconds is none.</exception>
    public static async Task WaitAsync(Task change, double? seconds, CancellationToken cancellationToken)
    {
        if (seconds is null or 0)
        {
            return;
        }

        if (seconds is not > 0)
        {
            throw ApiException.BadRequest("wait must be a number of seconds, 0 to 10.");
        }

        try
        {
            await change.WaitAsync(TimeSpan.FromSeconds(Math.Min(seconds.Value, MaximumSeconds)), cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The time is over: the state is answered as it is.
        }
    }
}
