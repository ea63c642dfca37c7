using EmbeddingProjector.Training.Callbacks;
using EmbeddingProjector.Training.Layers;
using EmbeddingProjector.Training.Losses;
using EmbeddingProjector.Training.Metrics;
using EmbeddingProjector.Training.Optimizers;

namespace EmbeddingProjector.Training.Tests;

/// <summary>Small models and data for tests.</summary>
internal static class Models
{
    public const int Vocabulary = 60;

    /// <summary>The model of the tutorial with a small vocabulary.</summary>
    public static Sequential Tutorial(int d = 16, int units = 16, int seed = 1, bool compile = true)
    {
        var model = new Sequential([new Embedding(Vocabulary, d), new GlobalAveragePooling1D(), new Dense(units, Activation.Relu), new Dense(1)], seed);
        if (compile)
        {
            model.Compile(new Adam(), new BinaryCrossentropy(fromLogits: true), [BinaryAccuracy.Accuracy, BinaryAccuracy.LogitAccuracy]);
        }

        return model;
    }

    /// <summary>Batches of random texts.</summary>
    public static Dataset<PaddedBatch> Batches(int texts = 100, int seed = 5, int batchSize = 10) =>
        Dataset.FromList(Numbers.Texts(texts, Vocabulary, 30, seed)).PaddedBatch(batchSize);

    /// <summary>Texts whose label says whether there are more ids of the upper half of the vocabulary than of the lower.</summary>
    public static Dataset<LabeledSequence> Learnable(int count, int seed) => Dataset.FromList(
        [.. Numbers.Texts(count, Vocabulary, 30, seed).Select(text => text with { Label = text.Ids.ToArray().Average() > Vocabulary / 2 ? 1 : 0 })]);

    /// <summary>Trains without a word.</summary>
    public static History FitSilently(
        this Sequential model,
        Dataset<PaddedBatch> x,
        int epochs = 1,
        IReadOnlyList<Callback>? callbacks = null,
        CancellationToken cancellationToken = default) =>
        model.Fit(x, epochs, callbacks: callbacks, verbose: ProgressStyle.Silent, cancellationToken: cancellationToken);

    /// <summary>All weights as one row of bytes to compare.</summary>
    public static float[] AllWeights(this Sequential model) =>
        [.. model.Layers.SelectMany(layer => layer.GetWeights()).SelectMany(table => table.Rows(0, table.RowCount).ToArray())];
}
