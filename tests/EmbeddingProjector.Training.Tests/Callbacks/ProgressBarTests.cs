using EmbeddingProjector.Training.Callbacks;
using EmbeddingProjector.Training.Metrics;
using Xunit;

namespace EmbeddingProjector.Training.Tests.Callbacks;

public sealed class ProgressBarTests
{
    private static readonly Logs s_training = new([KeyValuePair.Create("loss", 0.533), KeyValuePair.Create("accuracy", 0.6769)]);
    private static readonly Logs s_epoch = s_training.With("val_", new Logs([KeyValuePair.Create("loss", 0.4043), KeyValuePair.Create("accuracy", 0.78)]));

    [Fact]
    public void The_line_of_a_finished_epoch_is_that_of_the_tutorial()
    {
        var written = Write(rewrite: false, steps: 2500, known: 2500, secondsPerStep: 0.0052);

        Assert.Equal(
            "Epoch 1/1\n2500/2500 [==============================] - 13s 5ms/step - loss: 0.5330 - accuracy: 0.6769 - val_loss: 0.4043 - val_accuracy: 0.7800\n",
            written);
    }

    [Fact]
    public void On_a_terminal_the_line_is_written_over_with_the_time_to_go()
    {
        var lines = Write(rewrite: true, steps: 10, known: 10, secondsPerStep: 1).Split('\r');

        Assert.Equal("Epoch 1/1\n", lines[0]);
        Assert.Equal(" 3/10 [========>.....................] - ETA: 7.0s - loss: 0.5330 - accuracy: 0.6769", lines[3].TrimEnd());
        Assert.StartsWith("10/10 [==============================] - 10s 1s/step - loss: 0.5330", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_shorter_line_leaves_nothing_of_a_longer_one()
    {
        var lines = Write(rewrite: true, steps: 70, known: 70, secondsPerStep: 1.5).Split('\r')[1..];

        Assert.All(lines.Zip(lines[1..]), pair => Assert.True(pair.Second.TrimEnd('\n').Length >= pair.First.TrimEnd().Length, $"\"{pair.Second}\" after \"{pair.First}\""));
    }

    [Fact]
    public void On_a_terminal_it_is_not_written_at_every_step() =>
        Assert.InRange(Write(rewrite: true, steps: 1000, known: 1000, secondsPerStep: 0.001).Split('\r').Length, 15, 25);

    [Fact]
    public void An_unknown_number_of_steps_is_called_unknown_until_the_end()
    {
        var lines = Write(rewrite: true, steps: 3, known: null, secondsPerStep: 1).Split('\r');

        Assert.StartsWith("2/Unknown - 2.0s 1s/step - loss: 0.5330", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("3/3 [=====", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, "0.0000")]
    [InlineData(0.0001234, "1.2340e-04")]
    [InlineData(12.5, "12.5000")]
    [InlineData(double.NaN, "NaN")]
    public void Values_are_written_as_Keras_writes_them(double value, string expected)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var bar = new ProgressBar(output, rewrite: false, epochs: null, new ManualTime());
        bar.OnEpochBegin(0, 1);
        bar.OnTrainBatchEnd(0, s_training);
        bar.OnEpochEnd(0, new Logs([KeyValuePair.Create("loss", value)]));

        Assert.EndsWith($"loss: {expected}\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Training_writes_a_line_for_each_epoch_to_a_writer_that_is_no_terminal()
    {
        using var output = new StringWriter { NewLine = "\n" };

        Models.Tutorial().Fit(Models.Batches(), epochs: 2, validationData: Models.Batches(seed: 8), output: output);

        var lines = output.ToString().Split('\n');
        Assert.Equal(["Epoch 1/2", "Epoch 2/2", ""], [lines[0], lines[2], lines[4]]);
        Assert.Matches(@"^10/10 \[={30}\] - \S+s \S+/step - loss: 0\.\d{4} - accuracy: [01]\.\d{4} - logit_accuracy: [01]\.\d{4} - val_loss: 0\.\d{4} - val_accuracy: [01]\.\d{4} - val_logit_accuracy: [01]\.\d{4}$", lines[1]);
    }

    private static string Write(bool rewrite, int steps, int? known, double secondsPerStep)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var time = new ManualTime();
        var bar = new ProgressBar(output, rewrite, epochs: 1, time);
        bar.OnEpochBegin(0, known);
        for (var step = 0; step < steps; step++)
        {
            time.Advance(secondsPerStep);
            bar.OnTrainBatchEnd(step, s_training);
        }

        bar.OnEpochEnd(0, s_epoch);
        return output.ToString();
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(double seconds) => _ticks += (long)(seconds * TimeSpan.TicksPerSecond);
    }
}
