using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmbeddingProjector.Samples;

/// <summary>What <c>--json</c> prints: the figures of the last epoch and of all test reviews.</summary>
/// <param name="Loss">While the weights moved.</param>
/// <param name="Accuracy">While the weights moved, counted as Keras does: at 0.5 on the logit.</param>
/// <param name="ValLoss">On the first 200 test reviews of a shuffled pass.</param>
/// <param name="ValAccuracy">Of the same reviews, counted as Keras does.</param>
/// <param name="TestAccuracy">Of all test reviews, counted at even odds: at 0 on the logit.</param>
/// <param name="SecondsPerEpoch">Of the steps alone, without validating, saving and waiting.</param>
/// <param name="VocabSize">Padding, subwords and bytes.</param>
/// <param name="LogDir">The absolute path of the log directory.</param>
internal sealed record TutorialResult(
    [property: JsonPropertyName("loss")] double Loss,
    [property: JsonPropertyName("accuracy")] double Accuracy,
    [property: JsonPropertyName("val_loss")] double ValLoss,
    [property: JsonPropertyName("val_accuracy")] double ValAccuracy,
    [property: JsonPropertyName("test_accuracy")] double TestAccuracy,
    [property: JsonPropertyName("seconds_per_epoch")] double SecondsPerEpoch,
    [property: JsonPropertyName("vocab_size")] int VocabSize,
    [property: JsonPropertyName("logdir")] string LogDir)
{
    public string ToJson() => JsonSerializer.Serialize(this);
}
