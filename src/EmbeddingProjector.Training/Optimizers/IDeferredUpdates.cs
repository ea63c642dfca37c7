namespace EmbeddingProjector.Training.Optimizers;

/// <summary>Updates of rows that an optimizer put off until somebody reads them.</summary>
internal interface IDeferredUpdates
{
    /// <summary>Brings the given rows up to the last step.</summary>
    void CatchUp(ReadOnlySpan<int> rows);

    /// <summary>Brings every row up to the last step.</summary>
    void CatchUpAll();
}
