using EmbeddingProjector.Training.Losses;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Losses;

public sealed class BinaryCrossentropyTests
{
    private static readonly BinaryCrossentropy s_logits = new(fromLogits: true);
    private static readonly BinaryCrossentropy s_probabilities = new();

    [Theory]
    [InlineData(0, 0, 0.6931471805599453)]
    [InlineData(0, 1, 0.6931471805599453)]
    [InlineData(2, 1, 0.12692801104297263)]
    [InlineData(2, 0, 2.1269280110429727)]
    [InlineData(-3, 1, 3.048587351573742)]
    public void Losses_from_logits_have_their_known_values(double logit, int label, double expected) =>
        Assert.Equal(expected, s_logits.Loss(logit, label), 1e-12);

    [Theory]
    [InlineData(1000, 0, 1000)]
    [InlineData(-1000, 1, 1000)]
    [InlineData(1000, 1, 0)]
    public void Large_logits_do_not_overflow(double logit, int label, double expected) =>
        Assert.Equal(expected, s_logits.Loss(logit, label));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_certain_and_wrong_probability_has_a_finite_loss(double probability, int label) =>
        Assert.Equal(-Math.Log(1e-7), s_probabilities.Loss(probability, label), 1e-8);

    [Theory]
    [InlineData(0.3)]
    [InlineData(-2.5)]
    [InlineData(7)]
    public void A_logit_and_its_probability_have_the_same_loss(double logit)
    {
        var probability = 1 / (1 + Math.Exp(-logit));

        Assert.Equal(s_logits.Loss(logit, 0), s_probabilities.Loss(probability, 0), 1e-9);
        Assert.Equal(s_logits.Loss(logit, 1), s_probabilities.Loss(probability, 1), 1e-9);
    }

    [Theory]
    [InlineData(true, new[] { -4.0, -0.1, 0, 0.1, 2, 9 })]
    [InlineData(false, new[] { 0.2, 0.3, 0.5, 0.8 })]
    public void The_derivative_agrees_with_finite_differences(bool fromLogits, double[] outputs)
    {
        var loss = new BinaryCrossentropy(fromLogits);
        foreach (var label in (int[])[0, 1])
        {
            FiniteDifferences.Check(
                outputs, () => outputs.Sum(output => loss.Loss(output, label)), [.. outputs.Select(output => loss.Derivative(output, label))]);
        }
    }
}
