using EmbeddingProjector.Tests;
using EmbeddingProjector.Training.Callbacks;
using EmbeddingProjector.Training.Layers;
using EmbeddingProjector.Training.Losses;
using EmbeddingProjector.Training.Metrics;
using EmbeddingProjector.Training.Optimizers;
using Xunit;

namespace EmbeddingProjector.Training.Tests;

/// <summary>The tutorial's epoch on the real reviews: its figures are those of Keras, within the spread of seeds.</summary>
public sealed class TutorialFiguresTests
{
    [Fact]
    public void Five_seeds_on_the_real_reviews_give_the_losses_and_accuracies_of_the_tutorial()
    {
        var reviews = ImdbReviews.Load(SharedData.Path("imdb/aclImdb.tar.gz"));
        var encoder = SubwordTextEncoder.LoadFromFile(SharedData.Path("subwords/imdb_subwords8k.subwords"));
        LabeledSequence[] train = Encode(encoder, reviews.Train), test = Encode(encoder, reviews.Test);

        for (var seed = 1; seed <= 5; seed++)
        {
            var trainBatches = Dataset.FromList(train).Shuffle(1000, seed).PaddedBatch(10);
            var testBatches = Dataset.FromList(test).Shuffle(1000, seed).PaddedBatch(10);
            var model = new Sequential([new Embedding(encoder.VocabSize, 16), new GlobalAveragePooling1D(), new Dense(16, Activation.Relu), new Dense(1)], seed);
            model.Compile(new Adam(), new BinaryCrossentropy(fromLogits: true), [BinaryAccuracy.Accuracy, BinaryAccuracy.LogitAccuracy]);

            var history = model.Fit(trainBatches, epochs: 1, validationData: testBatches, validationSteps: 20, verbose: ProgressStyle.Silent);
            var all = model.Evaluate(testBatches, verbose: ProgressStyle.Silent);

            // Keras' own run of the tutorial: loss 0.5330, accuracy 0.6769, val_loss 0.4043.
            Assert.Equal(2500, model.Iterations);
            Assert.InRange(history["loss"][0], 0.47, 0.54);
            Assert.InRange(history["accuracy"][0], 0.64, 0.74);
            Assert.InRange(history["val_loss"][0], 0.28, 0.50);
            Assert.InRange(all["logit_accuracy"], 0.83, 0.90);
        }
    }

    private static LabeledSequence[] Encode(SubwordTextEncoder encoder, IReadOnlyList<Review> reviews) =>
        [.. encoder.EncodeAll([.. reviews.Select(review => review.Text)]).Zip(reviews, (ids, review) => new LabeledSequence(ids, review.Label))];
}
