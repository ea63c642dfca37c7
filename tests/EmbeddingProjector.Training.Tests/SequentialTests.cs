using EmbeddingProjector.Training.Callbacks;
using EmbeddingProjector.Training.Layers;
using EmbeddingProjector.Training.Losses;
using EmbeddingProjector.Training.Metrics;
using EmbeddingProjector.Training.Optimizers;
using Xunit;

namespace EmbeddingProjector.Training.Tests;

public sealed class SequentialTests
{
    [Fact]
    public void The_model_of_the_tutorial_has_its_weights_and_initial_ranges()
    {
        var model = new Sequential([new Embedding(8185, 16), new GlobalAveragePooling1D(), new Dense(16, Activation.Relu), new Dense(1)]);

        Assert.Equal(131_249, model.CountParams);
        Assert.Equal([130_960, 0, 272, 17], model.Layers.Select(layer => layer.CountParams));
        Assert.Equal(["embedding", "global_average_pooling1d", "dense", "dense_1"], model.Layers.Select(layer => layer.Name));
        AssertUniform(model.Layers[0].GetWeights()[0], 0.05, 1e-4);
        AssertUniform(model.Layers[2].GetWeights()[0], 0.4330, 0.02);
        AssertUniform(model.Layers[3].GetWeights()[0], 0.5941, 0.2);
        Assert.All(model.Layers[2].GetWeights()[1].Row(0).ToArray(), bias => Assert.Equal(0, bias));
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(5, 3)]
    public void Losses_and_weights_of_many_steps_are_those_of_the_reference_in_float64(int d, int units)
    {
        var model = Models.Tutorial(d, units);
        var reference = new ReferenceModel(model, d, units);
        foreach (var batch in Models.Batches(texts: 2000).Shuffle(10, seed: 2))
        {
            var loss = model.FitSilently(Dataset.FromList([batch]))["loss"][0];

            Assert.Equal(reference.Train(batch.ToIds(), batch.ToLabels()), loss, 1e-5);
        }

        var weights = model.AllWeights();
        double[] expected = [.. reference.Weights.SelectMany(w => w)];
        Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], weights[i], 1e-4));
    }

    [Fact]
    public void The_reference_itself_agrees_with_finite_differences()
    {
        var reference = new ReferenceModel(Models.Tutorial(4, 3), 4, 3);
        var batch = Models.Batches().First();
        var (ids, labels) = (batch.ToIds(), batch.ToLabels());
        var gradient = reference.LossAndGradient(ids, labels).Gradient;
        foreach (var (weights, g) in reference.Weights.Zip(gradient))
        {
            FiniteDifferences.Check(weights, () => reference.LossAndGradient(ids, labels).Loss, g);
        }
    }

    [Fact]
    public void An_embedding_averaged_in_one_stage_trains_like_one_whose_places_are_written_out()
    {
        // A dense layer of one by one between them keeps the two stages apart.
        var fused = Models.Tutorial();
        var apart = new Sequential([new Embedding(Models.Vocabulary, 16), new Dense(16), new GlobalAveragePooling1D(), new Dense(16, Activation.Relu), new Dense(1)]);
        apart.Compile(new Adam(), new BinaryCrossentropy(fromLogits: true));
        apart.Layers[0].SetWeights(fused.Layers[0].GetWeights());
        apart.Layers[1].SetWeights([Identity(16), VectorTable.FromArray(new float[16], 1, 16)]);
        apart.Layers[3].SetWeights(fused.Layers[2].GetWeights());
        apart.Layers[4].SetWeights(fused.Layers[3].GetWeights());
        var batch = Models.Batches().First();

        var one = fused.FitSilently(Dataset.FromList([batch]))["loss"][0];
        var other = apart.FitSilently(Dataset.FromList([batch]))["loss"][0];

        Assert.Equal(one, other, 1e-6);
        Assert.All(
            fused.Layers[0].Parameters[0].Gradient.Zip(apart.Layers[0].Parameters[0].Gradient), pair => Assert.Equal(pair.First, pair.Second, 5e-7));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        float[] Train(int seed)
        {
            var model = Models.Tutorial(seed: seed);
            model.FitSilently(Models.Batches().Shuffle(5, seed), epochs: 3);
            return model.AllWeights();
        }

        Assert.Equal(Train(4), Train(4));
        Assert.NotEqual(Train(4), Train(5));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_while_other_models_train_on_other_threads()
    {
        float[][] Train(int threads)
        {
            var weights = new float[6][];
            Parallel.For(0, weights.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            {
                var model = Models.Tutorial(seed: i);
                model.FitSilently(Models.Batches(), epochs: 2);
                weights[i] = model.AllWeights();
            });
            return weights;
        }

        Assert.Equal(Train(1), Train(4));
    }

    [Fact]
    public void A_model_learns_what_can_be_learned_and_is_measured_on_other_texts()
    {
        var model = Models.Tutorial();
        model.Compile(new Adam(learningRate: 0.01), new BinaryCrossentropy(fromLogits: true), [BinaryAccuracy.Accuracy, BinaryAccuracy.LogitAccuracy]);

        var history = model.Fit(
            Models.Learnable(2000, 1).Shuffle(100).PaddedBatch(10),
            epochs: 5,
            validationData: Models.Learnable(500, 2).PaddedBatch(10),
            validationSteps: 20,
            verbose: ProgressStyle.Silent);

        Assert.Equal(5, history.Epochs.Count);
        Assert.True(history["loss"][4] < history["loss"][0], "the loss did not fall");
        Assert.True(history["val_logit_accuracy"][4] > 0.9, $"the validation accuracy is {history["val_logit_accuracy"][4]}");
        Assert.Equal(["loss", "accuracy", "logit_accuracy", "val_loss", "val_accuracy", "val_logit_accuracy"], history.Epochs[0].Keys);
    }

    [Fact]
    public void Evaluation_gives_means_over_texts_and_trains_nothing()
    {
        var model = Models.Tutorial();
        var before = model.AllWeights();
        var texts = Dataset.FromList(Numbers.Texts(25, Models.Vocabulary, 30, 3));
        var reference = new ReferenceModel(model, 16, 16);
        // Batches of one text have no padding, so each logit is that of the text alone.
        double[] logits = [.. texts.Select(text => reference.Logit(text.Ids.ToArray()))];
        int[] labels = [.. texts.Select(text => text.Label)];

        var logs = model.Evaluate(texts.PaddedBatch(1), verbose: ProgressStyle.Silent);

        Assert.Equal(logits.Zip(labels, (z, y) => Math.Log(1 + Math.Exp(z)) - (y * z)).Average(), logs["loss"], 1e-6);
        Assert.Equal(logits.Zip(labels, (z, y) => (z > 0.5) == (y == 1) ? 1.0 : 0).Average(), logs["accuracy"], 1e-12);
        Assert.Equal(logits.Zip(labels, (z, y) => (z > 0) == (y == 1) ? 1.0 : 0).Average(), logs["logit_accuracy"], 1e-12);
        Assert.Equal(before, model.AllWeights());
    }

    [Fact]
    public void Predictions_are_the_logits_in_order()
    {
        var model = Models.Tutorial();
        var reference = new ReferenceModel(model, 16, 16);
        var batches = Models.Batches(texts: 25);
        var row = 0;

        var predicted = model.Predict(batches);

        Assert.Equal((25, 1), (predicted.RowCount, predicted.ColumnCount));
        foreach (var batch in batches)
        {
            var ids = batch.ToIds();
            for (var text = 0; text < batch.Count; text++)
            {
                int[] padded = [.. Enumerable.Range(0, batch.PaddedLength).Select(t => ids[text, t])];
                Assert.Equal(reference.Logit(padded), predicted.Row(row++)[0], 1e-5);
            }
        }
    }

    [Fact]
    public void Weights_can_be_carried_to_another_model()
    {
        var (from, to) = (Models.Tutorial(seed: 1), Models.Tutorial(seed: 2));
        from.FitSilently(Models.Batches());
        for (var i = 0; i < from.Layers.Count; i++)
        {
            to.Layers[i].SetWeights(from.Layers[i].GetWeights());
        }

        Assert.Equal(from.AllWeights(), to.AllWeights());
        Assert.Equal(from.Predict(Models.Batches()).Rows(0, 100), to.Predict(Models.Batches()).Rows(0, 100));
    }

    [Fact]
    public void Weights_that_were_read_do_not_change_with_later_steps()
    {
        var model = Models.Tutorial();
        var read = model.Layers[0].GetWeights()[0];
        float[] before = [.. read.Rows(0, read.RowCount)];

        model.FitSilently(Models.Batches());

        Assert.Equal(before, read.Rows(0, read.RowCount));
        Assert.NotEqual(before, model.Layers[0].GetWeights()[0].Rows(0, read.RowCount).ToArray());
    }

    [Fact]
    public void A_table_of_another_shape_is_refused_with_both_shapes()
    {
        var error = Assert.Throws<ArgumentException>(() => Models.Tutorial().Layers[0].SetWeights([VectorTable.FromArray(new float[32], 2, 16)]));

        Assert.Contains("\"embedding/embeddings\" holds 60 × 16 weights; the given table has 2 × 16", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_without_a_row_is_named_with_its_place()
    {
        var batch = new PaddedBatch([new LabeledSequence(new[] { 1, 2 }, 0), new LabeledSequence(new[] { 3, 60, 5 }, 1)]);

        var error = Assert.Throws<ArgumentException>(() => Models.Tutorial().FitSilently(Dataset.FromList([batch])));

        Assert.Contains("Text 1 of the batch has the id 60 at place 1; the embedding \"embedding\" has rows for ids 0 to 59", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_of_empty_texts_is_refused_but_one_empty_text_among_others_is_all_padding()
    {
        var empty = new LabeledSequence(Array.Empty<int>(), 0);
        var model = Models.Tutorial();

        Assert.Throws<ArgumentException>(() => model.FitSilently(Dataset.FromList([new PaddedBatch([empty])])));
        var predicted = model.Predict(Dataset.FromList([new PaddedBatch([empty, new LabeledSequence(new[] { 7, 0 }, 1), new LabeledSequence(new[] { 0 }, 1)])]));

        Assert.Equal(predicted.Row(2)[0], predicted.Row(0)[0]);
        Assert.NotEqual(predicted.Row(1)[0], predicted.Row(0)[0]);
    }

    [Fact]
    public void Layers_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Sequential([new Dense(1)]));
        Assert.Throws<ArgumentException>(() => new Sequential([]));
        Assert.Throws<ArgumentException>(() => new Sequential([new Embedding(3, 2), new Embedding(3, 2)]));
        Assert.Throws<ArgumentException>(() => new Sequential([new Embedding(3, 2), new GlobalAveragePooling1D(), new GlobalAveragePooling1D()]));
    }

    [Fact]
    public void A_layer_belongs_to_one_model()
    {
        var embedding = new Embedding(3, 2);
        _ = new Sequential([embedding]);

        Assert.Throws<InvalidOperationException>(() => new Sequential([embedding]));
    }

    [Fact]
    public void A_model_that_yields_no_single_number_cannot_be_compiled()
    {
        var model = new Sequential([new Embedding(3, 2), new Dense(1)]);

        var error = Assert.Throws<InvalidOperationException>(() => model.Compile(new Adam(), new BinaryCrossentropy()));

        Assert.Contains("(None, None, 1)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_before_compiling_says_what_to_do() =>
        Assert.Contains("Compile", Assert.Throws<InvalidOperationException>(() => Models.Tutorial(compile: false).FitSilently(Models.Batches())).Message, StringComparison.Ordinal);

    [Fact]
    public void The_summary_lists_layers_shapes_and_numbers_of_weights()
    {
        using var output = new StringWriter();
        Models.Tutorial().Summary(output);

        Assert.Equal(
            """
            Layer (type)                                       Output Shape       Param #
            ==============================================================================
            embedding (Embedding)                              (None, None, 16)   960
            global_average_pooling1d (GlobalAveragePooling1D)  (None, 16)         0
            dense (Dense)                                      (None, 16)         272
            dense_1 (Dense)                                    (None, 1)          17
            ==============================================================================
            Total params: 1,249

            """,
            output.ToString());
    }

    private static VectorTable Identity(int n) =>
        VectorTable.FromArray([.. Enumerable.Range(0, n * n).Select(i => i / n == i % n ? 1f : 0f)], n, n);

    private static void AssertUniform(VectorTable table, double limit, double slack)
    {
        var values = table.Rows(0, table.RowCount).ToArray();
        Assert.All(values, value => Assert.InRange(value, -limit, limit));
        Assert.InRange(values.Max(), limit - slack, limit);
        Assert.InRange(values.Min(), -limit, -limit + slack);
        Assert.InRange(values.Average(), -limit * 3 / Math.Sqrt(3 * values.Length), limit * 3 / Math.Sqrt(3 * values.Length));
    }
}
