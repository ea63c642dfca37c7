namespace EmbeddingProjector.Projections;

/// <summary>
/// A run that may go on after <see cref="IProjectionRun.Step"/> returned false or was cancelled: it rests, and wakes when a parameter or a
/// perturbation gives it more to do.
/// </summary>
public interface IRestingRun : IProjectionRun
{
    /// <summary>Whether there is nothing left to do as things stand; false again once it was given more.</summary>
    bool IsResting { get; }

    /// <summary>Whether it has no end of its own, so that its <see cref="IProjectionRun.Progress"/> says nothing.</summary>
    bool IsEndless { get; }
}
