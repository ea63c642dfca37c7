namespace EmbeddingProjector.Projections.Pca;

/// <summary>Principal component analysis for scripts: one call instead of steps.</summary>
public static class PrincipalComponents
{
    /// <summary>Runs an analysis to its end.</summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="options">How; 10 centred components by default.</param>
    /// <param name="progress">Receives the share done, 0 to 1, between steps.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The finished run: its model, its positions and what was noted.</returns>
    public static PcaRun Fit(
        VectorTable vectors, PcaOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var chosen = options ?? new PcaOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen.Components, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(chosen.Threads, nameof(options));
        var run = new PcaRun(vectors, 3, chosen);
        while (run.Step(cancellationToken))
        {
            progress?.Report(run.Progress);
        }

        progress?.Report(1);
        return run;
    }
}
