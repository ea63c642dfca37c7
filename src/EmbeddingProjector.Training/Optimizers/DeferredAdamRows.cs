using EmbeddingProjector.Training.Kernels;

namespace EmbeddingProjector.Training.Optimizers;

/// <summary>
/// Adam's steps on a table of which a batch uses few rows. A row moves at every step, but nobody sees it until a batch uses it: its steps are
/// put off, that of its last gradient too, and then made in one go, with the row in registers instead of the whole table streaming
/// through the caches at every step. The operations and their order are those of the plain loop, and so are the bytes.
/// </summary>
/// <remarks>
/// A row that made s steps keeps the gradient of step s + 1 in the parameter's gradient, 0 when no batch of that step used it: the forward
/// pass brings the rows of a batch up to date, which leaves their gradient at 0, and the backward pass adds to it.
/// </remarks>
internal sealed class DeferredAdamRows : AdamSlots, IDeferredUpdates
{
    // Rates are kept for the steps that some row may still have to make; more of them than this are not worth their cache.
    private const int RatesAtMost = 4096;

    private readonly int[] _allRows;
    private readonly int[] _stepsMade;
    private readonly float[] _rates = new float[RatesAtMost];
    private int _steps;

    public DeferredAdamRows(Parameter parameter, AdamCoefficients<float> coefficients)
        : base(parameter, coefficients)
    {
        _allRows = [.. Enumerable.Range(0, parameter.Rows)];
        _stepsMade = new int[parameter.Rows];
        parameter.Deferred = this;
    }

    public override void Apply(float rate)
    {
        _rates[_steps++] = rate;
        if (_steps == RatesAtMost)
        {
            CatchUpAll();
        }
    }

    public void CatchUp(ReadOnlySpan<int> rows) => AdamUpdate.Steps(
        Coefficients,
        _rates.AsSpan(0, _steps),
        rows,
        _stepsMade,
        Parameter.Columns,
        Parameter.Values,
        FirstMoment,
        SecondMoment,
        Parameter.Gradient);

    public void CatchUpAll()
    {
        CatchUp(_allRows);

        // All rows are level: the count starts anew, and the rates of the past are not needed any more.
        _steps = 0;
        Array.Clear(_stepsMade);
    }
}
