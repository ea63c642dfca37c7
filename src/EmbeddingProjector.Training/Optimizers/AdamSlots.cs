using EmbeddingProjector.Training.Kernels;

namespace EmbeddingProjector.Training.Optimizers;

/// <summary>The moments of one parameter, and its step: every weight, every time.</summary>
internal class AdamSlots(Parameter parameter, AdamCoefficients<float> coefficients)
{
    protected Parameter Parameter { get; } = parameter;

    protected AdamCoefficients<float> Coefficients { get; } = coefficients;

    /// <summary>m <c>[rows, columns]</c>.</summary>
    protected float[] FirstMoment { get; } = new float[parameter.Count];

    /// <summary>v <c>[rows, columns]</c>.</summary>
    protected float[] SecondMoment { get; } = new float[parameter.Count];

    public static AdamSlots For(Parameter parameter, AdamCoefficients<float> coefficients) => parameter.Touched is not null
        ? new DeferredAdamRows(parameter, coefficients)
        : new AdamSlots(parameter, coefficients);

    public virtual void Apply(float rate) =>
        AdamUpdate.Step(Coefficients, rate, Parameter.Values, FirstMoment, SecondMoment, Parameter.Gradient);
}
