namespace EmbeddingProjector.Training;

/// <summary>
/// The batches of each epoch. Without a number of steps each epoch is a pass over the data; with one, an epoch is so many
/// batches and the next goes on where it stopped, unless that number is a whole pass (as in Keras).
/// </summary>
internal sealed class BatchSource
{
    private readonly string _name;
    private readonly Dataset<PaddedBatch> _data;
    private readonly long? _stepsAsked;
    private IEnumerator<PaddedBatch>? _pass;

    public BatchSource(string name, Dataset<PaddedBatch> data, int? steps, int epochs)
    {
        if (steps is < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), steps, "An epoch has at least one step.");
        }

        (_name, _data, _stepsAsked) = (name, data, steps);
        Steps = steps ?? data.Cardinality;
        if (steps is null && data.Cardinality is null && epochs > 1)
        {
            throw new InvalidOperationException($"{name} may be endless, so the number of steps of an epoch must be given.");
        }

        if (steps is { } asked && data.Cardinality is { } there && asked != there && (long)asked * epochs > there)
        {
            throw new InvalidOperationException(
                $"{name} has {there} batches; {epochs} × {asked} steps need {(long)asked * epochs}. Ask for fewer steps, or Repeat() the data.");
        }
    }

    /// <summary>Whether every epoch begins at the first batch, also with a number of steps: so does each validation.</summary>
    public bool Restarts { get; init; }

    /// <summary>The number of steps of an epoch, when it is known beforehand.</summary>
    public long? Steps { get; }

    public IEnumerable<PaddedBatch> Epoch()
    {
        if (Restarts || _stepsAsked is null || _stepsAsked == _data.Cardinality)
        {
            _pass?.Dispose();
            _pass = null;
        }

        _pass ??= _data.GetEnumerator();
        var done = 0L;
        for (; _stepsAsked is null || done < _stepsAsked; done++)
        {
            if (!_pass.MoveNext())
            {
                break;
            }

            yield return _pass.Current;
        }

        if (done == 0 || done < _stepsAsked)
        {
            throw new InvalidOperationException($"{_name} ran out after {done} batches{(_stepsAsked is { } steps ? $" of {steps}" : "")}. Give it more data, or Repeat() it.");
        }
    }
}
