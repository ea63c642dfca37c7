using System.Diagnostics;
using System.Globalization;
using EmbeddingProjector.LogDirectory;
using EmbeddingProjector.Neighbors;
using EmbeddingProjector.Show;
using EmbeddingProjector.Training;
using EmbeddingProjector.Training.Callbacks;
using EmbeddingProjector.Training.Layers;
using EmbeddingProjector.Training.Losses;
using EmbeddingProjector.Training.Metrics;
using EmbeddingProjector.Training.Optimizers;
using Embedding = EmbeddingProjector.Training.Layers.Embedding;

namespace EmbeddingProjector.Samples;

/// <summary>
/// "Visualizing data using the Embedding Projector", the tutorial of TensorBoard, step by step. docs/tutorial.md tells it in words and shows these very lines.
/// </summary>
internal static class Tutorial
{
    public static void Run(TutorialOptions options)
    {
        var (seed, output) = (options.Seed, options.Output);
        var logDir = Path.GetFullPath(options.LogDir);

        // IMDB Data
        var reviews = ImdbReviews.Load(options.Data, new DownloadBar(output, rewrite: !Console.IsOutputRedirected));
        output.WriteLine(reviews.Description);
        var encoder = Vocabulary.LoadOrBuild(logDir, [.. reviews.Train.Select(review => review.Text)], output);
        var trainData = Encode(encoder, reviews.Train);
        var testData = Encode(encoder, reviews.Test);

        // Shuffle and pad the data.
        var trainBatches = Dataset.FromList(trainData).Shuffle(1000, seed).PaddedBatch(10);
        var testBatches = Dataset.FromList(testData).Shuffle(1000, seed).PaddedBatch(10);

        // Keras Embedding Layer
        var embedding = new Embedding(encoder.VocabSize, outputDim: 16);
        var model = new Sequential(
            [
                embedding, // The embedding layer should be the first layer in a model.
                new GlobalAveragePooling1D(),
                new Dense(16, Activation.Relu),
                new Dense(1),
            ],
            seed);
        model.Compile(
            optimizer: new Adam(),
            loss: new BinaryCrossentropy(fromLogits: true),
            metrics: [BinaryAccuracy.Accuracy, BinaryAccuracy.LogitAccuracy]);

        // Saving Data: labels line by line, the subwords and then "unknown" for the bytes.
        MetadataWriter.Write(
            Path.Combine(logDir, "metadata.tsv"),
            encoder.Subwords.Concat(Enumerable.Range(1, encoder.VocabSize - 1 - encoder.Subwords.Count).Select(n => $"unknown #{n}")));

        // The weights we want to analyze. Row 0 is the padding, which has no label.
        void SaveWeights(long step)
        {
            VectorTable weights = model.Layers[0].GetWeights()[0][1..];
            var checkpoint = new Checkpoint(("embedding", weights));
            new CheckpointManager(checkpoint, logDir, maxToKeep: 5, checkpointName: "embedding.ckpt").Save(step);
        }

        SaveWeights(step: 0);

        // Set up config.
        var config = new ProjectorConfig();
        var info = config.Embeddings.Add();
        info.TensorName = "embedding/.ATTRIBUTES/VARIABLE_VALUE";
        info.MetadataPath = "metadata.tsv";
        Projector.VisualizeEmbeddings(logDir, config);

        // The map opens before the training starts, and follows each checkpoint.
        using var map = options.Serve ? Projector.Show(logDir, options.Show) : null;
        if (map is not null)
        {
            output.WriteLine("The training waits a second after each checkpoint, so that the map can be followed; the progress line counts that too.");
        }

        var pauses = new Stopwatch();
        var saving = new StepCallback(250, step =>
        {
            pauses.Start();
            SaveWeights(step);
            if (map is not null)
            {
                // An epoch is over in less than a second: whoever looks on shall see every checkpoint.
                Thread.Sleep(1000);
            }

            pauses.Stop();
        });

        // Train the model, for one epoch unless asked for more.
        var history = model.Fit(
            trainBatches, options.Epochs, validationData: testBatches, validationSteps: 20, callbacks: [saving], output: options.Json ? output : null);
        var test = model.Evaluate(testBatches, verbose: ProgressStyle.Silent);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Of all {reviews.Test.Count:N0} test reviews {test["logit_accuracy"]:P1} are told right."));
        output.WriteLine($"Saved to {logDir}. Look at it: projector serve --logdir {logDir}");

        // Analysis
        foreach (var name in (string[])["Hitchcock", "Anderson"])
        {
            WriteNeighbors(encoder, model.Layers[0].GetWeights()[0][1..], name, output);
        }

        if (options.Json)
        {
            var last = history.Epochs[^1];
            var seconds = (history.Durations.Sum(duration => duration.TotalSeconds) - pauses.Elapsed.TotalSeconds) / options.Epochs;
            Console.WriteLine(new TutorialResult(
                last["loss"], last["accuracy"], last["val_loss"], last["val_accuracy"], test["logit_accuracy"], seconds, encoder.VocabSize, logDir).ToJson());
        }

        map?.Wait();
    }

    private static LabeledSequence[] Encode(SubwordTextEncoder encoder, IReadOnlyList<Review> reviews) =>
        [.. encoder.EncodeAll([.. reviews.Select(review => review.Text)]).Zip(reviews, (ids, review) => new LabeledSequence(ids, review.Label))];

    private static void WriteNeighbors(SubwordTextEncoder encoder, VectorTable weights, string subword, TextWriter output)
    {
        var row = encoder.Subwords.ToList().IndexOf(subword);
        if (row < 0)
        {
            return;
        }

        var near = ExactNeighbors.Query(weights, DistanceMetric.Cosine, row, count: 10);
        var names = near.Rows.Select(other => other < encoder.Subwords.Count ? encoder.Subwords[other] : $"unknown #{other - encoder.Subwords.Count + 1}");
        output.WriteLine($"Nearest to {subword}: {string.Join("  ", names)}");
    }
}
