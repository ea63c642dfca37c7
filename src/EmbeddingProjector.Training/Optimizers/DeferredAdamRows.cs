using EmbeddingProjector.Training.Kernels;

namespace EmbeddingProjector.Training.Optimizers;

/// <summary>
/// Adam's step on a table of which a batch uses few rows. A row whose gradient is 0 still moves, but nobody sees it until a batch uses it: its
/// steps are put off and then made in one go, with the table's row in registers instead of the whole table streaming
/// through the caches at every step. The operations and their order are those of the plain loop, and so are the bytes.
/// </summary>
internal sealed class DeferredAdamRows : AdamSlots, IDeferredUpdates
{
    // Rates are kept for the steps that some row may still have to make; more of them than this are not worth their cache.
    private const int RatesAtMost = 4096;

    private readonly TouchedRows _touched;
    private readonly int[] _stepsMade;
    private readonly float[] _rates = new float[RatesAtMost];
    private int _steps;

    public DeferredAdamRows(Parameter parameter, TouchedRows touched, AdamCoefficients<float> coefficients)
        : base(parameter, coefficients)
    {
        _touched = touched;
        _stepsMade = new int[parameter.Rows];
        parameter.Deferred = this;
    }

    public override void Apply(float rate)
    {
        if (_steps == RatesAtMost)
        {
            CatchUpAll();
        }

        // The forward pass read the touched rows, so they are at the step before this one.
        _rates[_steps++] = rate;
        var d = Parameter.Columns;
        foreach (var row in _touched.Rows)
        {
            AdamUpdate.Step(
                Coefficients,
                rate,
                Parameter.Values.Slice(row * d, d),
                FirstMoment.AsSpan(row * d, d),
                SecondMoment.AsSpan(row * d, d),
                Parameter.Gradient.AsSpan(row * d, d));
            _stepsMade[row] = _steps;
        }
    }

    public void CatchUp(ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
        {
            CatchUp(row);
        }
    }

    public void CatchUpAll()
    {
        for (var row = 0; row < _stepsMade.Length; row++)
        {
            CatchUp(row);
        }

        // All rows are level: the count starts anew, and the rates of the past are not needed any more.
        _steps = 0;
        Array.Clear(_stepsMade);
    }

    private void CatchUp(int row)
    {
        var made = _stepsMade[row];
        if (made == _steps)
        {
            return;
        }

        var d = Parameter.Columns;
        AdamUpdate.StepsWithoutGradient(
            Coefficients,
            _rates.AsSpan(made, _steps - made),
            Parameter.Values.Slice(row * d, d),
            FirstMoment.AsSpan(row * d, d),
            SecondMoment.AsSpan(row * d, d));
        _stepsMade[row] = _steps;
    }
}
