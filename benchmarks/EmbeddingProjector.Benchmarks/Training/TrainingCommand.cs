using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using EmbeddingProjector.Benchmarks.Measurements;
using EmbeddingProjector.Training;
using EmbeddingProjector.Training.Callbacks;
using EmbeddingProjector.Training.Layers;
using EmbeddingProjector.Training.Losses;
using EmbeddingProjector.Training.Optimizers;

namespace EmbeddingProjector.Benchmarks.Training;

/// <summary>
/// "batches FOLDER [aclImdb.tar.gz]" writes batches and initial weights for both programs; "train FOLDER [--runs N]" trains from them, one epoch a run, and prints
/// one line of JSON: the times of each run, and the times of parts of the work that no implementation avoids.
/// </summary>
internal static class TrainingCommand
{
    private const int Vocabulary = 8185;
    private const int Features = 16;
    private const int Units = 16;
    private const int BatchSize = 10;

    public static int Prepare(string folder, string? archive)
    {
        var (texts, vocabulary) = archive is null ? (SyntheticReviews.Make(25_000, Vocabulary), Vocabulary) : Encode(archive);
        var batches = Dataset.FromList(texts).Shuffle(1000).PaddedBatch(BatchSize).ToArray();
        BatchFile.Write(Path.Combine(folder, "batches.bin"), [vocabulary, Features, Units], batches);
        var weights = NewModel([vocabulary, Features, Units]).Layers.SelectMany(layer => layer.GetWeights());
        File.WriteAllBytes(
            Path.Combine(folder, "weights.bin"), MemoryMarshal.AsBytes<float>(weights.SelectMany(table => table.Rows(0, table.RowCount).ToArray()).ToArray()));
        return 0;
    }

    public static int Train(string folder, int runs)
    {
        var (sizes, batches) = BatchFile.Read(Path.Combine(folder, "batches.bin"));
        var weights = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, "weights.bin"))).ToArray();
        var data = Dataset.FromList(batches);
        using var stream = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteStartArray("runs");
        for (var run = 0; run < runs; run++)
        {
            var model = Start(sizes, weights);
            Write(json, Measurement.Of(() =>
            {
                // Reading the weights makes the steps that were put off: they belong to the epoch.
                model.Fit(data, verbose: ProgressStyle.Silent);
                model.Layers[0].GetWeights();
                return "";
            }));
        }

        json.WriteEndArray();
        json.WriteNumber("ids", batches.Sum(batch => Enumerable.Range(0, batch.Count).Sum(text => (long)batch.Ids(text).Length)));
        json.WriteNumber("padded", batches.Sum(batch => (long)batch.Count * batch.PaddedLength));
        json.WriteNumber("steps", batches.Length);
        json.WritePropertyName("forward");
        Write(json, Forward(Start(sizes, weights), data));
        json.WritePropertyName("adam");
        Write(json, AdamAlone(sizes, weights, batches.Length));
        json.WriteEndObject();
        File.WriteAllBytes(Path.Combine(folder, "losses-ours.bin"), MemoryMarshal.AsBytes<double>(Losses(Start(sizes, weights), data)));
        return 0;
    }

    /// <summary>The training reviews by the vocabulary that is built on them, as the tutorial has it.</summary>
    private static (LabeledSequence[] Texts, int Vocabulary) Encode(string archive)
    {
        var reviews = ImdbReviews.Load(archive).Train;
        string[] texts = [.. reviews.Select(review => review.Text)];
        var encoder = SubwordTextEncoder.BuildFromCorpus(texts);
        return ([.. encoder.EncodeAll(texts).Zip(reviews, (ids, review) => new LabeledSequence(ids, review.Label))], encoder.VocabSize);
    }

    /// <summary>The forward passes of an epoch alone.</summary>
    private static Measurement Forward(Sequential model, Dataset<PaddedBatch> data)
    {
        model.Predict(data);
        return Measurement.Of(() => model.Predict(data).RowCount.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The arithmetic of Adam over an epoch alone: all rows make all their steps at the end, in registers, because the batches used
    /// one row only.
    /// </summary>
    private static Measurement AdamAlone(int[] sizes, float[] weights, int steps)
    {
        var batch = new PaddedBatch([new LabeledSequence(new int[1], 0)]);
        var one = Dataset.FromList(Enumerable.Repeat(batch, steps).ToArray());
        var model = Start(sizes, weights);
        model.Fit(one, verbose: ProgressStyle.Silent);
        return Measurement.Of(() => model.Layers[0].GetWeights()[0].RowCount.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The loss of each step before its update.</summary>
    private static double[] Losses(Sequential model, Dataset<PaddedBatch> data)
    {
        var losses = new List<double>();
        foreach (var batch in data)
        {
            losses.Add(model.Fit(Dataset.FromList([batch]), verbose: ProgressStyle.Silent)["loss"][0]);
        }

        return [.. losses];
    }

    private static Sequential NewModel(int[] sizes) =>
        new([new Embedding(sizes[0], sizes[1]), new GlobalAveragePooling1D(), new Dense(sizes[2], Activation.Relu), new Dense(1)], seed: 1);

    private static Sequential Start(int[] sizes, float[] weights)
    {
        var model = NewModel(sizes);
        var at = 0;
        foreach (var layer in model.Layers)
        {
            layer.SetWeights([.. layer.Parameters.Select(parameter =>
            {
                var values = weights[at..(at += parameter.Count)];
                return VectorTable.FromArray(values, parameter.Rows, parameter.Columns);
            })]);
        }

        model.Compile(new Adam(), new BinaryCrossentropy(fromLogits: true));
        return model;
    }

    private static void Write(Utf8JsonWriter json, Measurement measurement)
    {
        json.WriteStartObject();
        json.WriteNumber("wall", measurement.Wall);
        json.WriteNumber("cpu", measurement.Cpu);
        json.WriteEndObject();
    }
}
