using EmbeddingProjector.Training.Callbacks;
using Xunit;

namespace EmbeddingProjector.Training.Tests;

public sealed class TrainingLoopTests
{
    [Fact]
    public void Callbacks_are_called_in_order()
    {
        var calls = new List<string>();
        var callback = new LambdaCallback(
            epoch => calls.Add($"begin {epoch}"),
            (batch, logs) => calls.Add($"step {batch}{(logs["loss"] > 0 ? "" : "?")}"),
            (epoch, logs) => calls.Add($"end {epoch}{(logs["loss"] > 0 ? "" : "?")}"));

        Models.Tutorial().FitSilently(Models.Batches(texts: 20), epochs: 2, [callback]);

        Assert.Equal(["begin 0", "step 0", "step 1", "end 0", "begin 1", "step 0", "step 1", "end 1"], calls);
    }

    [Fact]
    public void A_step_callback_is_called_every_few_steps_over_all_epochs_and_after_the_last()
    {
        var model = Models.Tutorial();
        var steps = new List<long>();

        model.FitSilently(Models.Batches(), epochs: 2, [new StepCallback(8, steps.Add)]);
        model.FitSilently(Models.Batches(texts: 40), epochs: 1, [new StepCallback(8, steps.Add)]);

        Assert.Equal([8, 16, 20, 24], steps);
        Assert.Equal(24, model.Iterations);
    }

    [Fact]
    public void Reading_weights_while_training_does_not_change_what_is_learned()
    {
        var (plain, read) = (Models.Tutorial(), Models.Tutorial());
        var seen = new List<float[]>();

        plain.FitSilently(Models.Batches(), epochs: 2);
        read.FitSilently(Models.Batches(), epochs: 2, [new StepCallback(3, _ => seen.Add(read.AllWeights()))]);

        Assert.Equal(plain.AllWeights(), read.AllWeights());
        Assert.Equal(read.AllWeights(), seen[^1]);
        Assert.Equal(seen.Count, seen.Select(weights => weights[0]).Distinct().Count());
    }

    [Fact]
    public void Evaluating_while_training_does_not_change_what_is_learned()
    {
        var (plain, measured) = (Models.Tutorial(), Models.Tutorial());

        plain.FitSilently(Models.Batches());
        measured.FitSilently(Models.Batches(), callbacks: [new StepCallback(3, _ => measured.Evaluate(Models.Batches(seed: 9), verbose: ProgressStyle.Silent))]);

        Assert.Equal(plain.AllWeights(), measured.AllWeights());
    }

    [Fact]
    public void Cancelling_ends_after_a_whole_step()
    {
        using var cancellation = new CancellationTokenSource();
        var (cancelled, plain) = (Models.Tutorial(), Models.Tutorial());
        var stop = new LambdaCallback(onTrainBatchEnd: (batch, _) =>
        {
            if (batch == 3)
            {
                cancellation.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => cancelled.FitSilently(Models.Batches(), callbacks: [stop], cancellationToken: cancellation.Token));
        plain.FitSilently(Models.Batches().Take(4));

        Assert.Equal(4, cancelled.Iterations);
        Assert.Equal(plain.AllWeights(), cancelled.AllWeights());
    }

    [Fact]
    public void An_exception_of_a_callback_reaches_the_caller() => Assert.Throws<IOException>(() =>
        Models.Tutorial().FitSilently(Models.Batches(), callbacks: [new StepCallback(1, _ => throw new IOException("full"))]));

    [Fact]
    public void With_steps_for_an_epoch_the_next_goes_on_where_it_stopped()
    {
        var (pieces, whole) = (Models.Tutorial(), Models.Tutorial());

        var history = pieces.Fit(Models.Batches(), epochs: 2, stepsPerEpoch: 5, verbose: ProgressStyle.Silent);
        whole.FitSilently(Models.Batches());

        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(whole.AllWeights(), pieces.AllWeights());
    }

    [Fact]
    public void Repeated_data_needs_the_number_of_steps()
    {
        var model = Models.Tutorial();

        Assert.Throws<InvalidOperationException>(() => model.FitSilently(Models.Batches().Repeat(), epochs: 2));
        model.Fit(Models.Batches().Repeat(), epochs: 3, stepsPerEpoch: 7, verbose: ProgressStyle.Silent);

        Assert.Equal(21, model.Iterations);
    }

    [Fact]
    public void More_steps_than_batches_are_refused_before_training()
    {
        var model = Models.Tutorial();

        var error = Assert.Throws<InvalidOperationException>(() => model.Fit(Models.Batches(), epochs: 2, stepsPerEpoch: 6, verbose: ProgressStyle.Silent));

        Assert.Contains("x has 10 batches; 2 × 6 steps need 12", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, model.Iterations);
    }

    [Fact]
    public void Validation_takes_the_first_batches_of_a_new_pass_each_time()
    {
        var model = Models.Tutorial();
        var validation = Models.Batches(seed: 8);

        var history = model.Fit(Models.Batches(), validationData: validation, validationSteps: 3, verbose: ProgressStyle.Silent);

        Assert.Equal(model.Evaluate(validation.Take(3), verbose: ProgressStyle.Silent)["loss"], history["val_loss"][0]);
    }

    [Fact]
    public void More_validation_steps_than_batches_are_refused_before_training()
    {
        var model = Models.Tutorial();

        Assert.Throws<InvalidOperationException>(() =>
            model.Fit(Models.Batches(), validationData: Models.Batches(texts: 20), validationSteps: 3, verbose: ProgressStyle.Silent));
        Assert.Equal(0, model.Iterations);
    }

    [Fact]
    public void Data_without_a_batch_is_refused() =>
        Assert.Contains("ran out after 0 batches", Assert.Throws<InvalidOperationException>(() => Models.Tutorial().FitSilently(Models.Batches(texts: 0))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_is_not_measured_is_answered_with_those_that_are()
    {
        var history = Models.Tutorial().FitSilently(Models.Batches());

        Assert.Contains("there are: loss, accuracy, logit_accuracy", Assert.Throws<KeyNotFoundException>(() => history["val_loss"]).Message, StringComparison.Ordinal);
    }
}
