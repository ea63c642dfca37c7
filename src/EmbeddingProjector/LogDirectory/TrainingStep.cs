using System.Globalization;
using EmbeddingProjector.Formats;
using EmbeddingProjector.Formats.Checkpoint;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// The training step that a checkpoint was saved at: a variable in it that counts steps; else the number at the end of its name ("embedding.ckpt-1200", which
/// <c>tf.train.CheckpointManager</c> takes from its <c>checkpoint_number</c> and <c>Checkpoint.save</c> from its count of saves); else that count itself.
/// </summary>
internal static class TrainingStep
{
    private const string Variable = "/.ATTRIBUTES/VARIABLE_VALUE";

    // As TensorFlow 1 (global_step), the guides of TensorFlow 2 (step) and Keras (the rest) name it.
    private static readonly string[] _counters =
        ["global_step", "global_step" + Variable, "step" + Variable, "optimizer/iter" + Variable, "optimizer/_iterations" + Variable];

    private static readonly string[] _saves = ["save_counter" + Variable];

    /// <summary>The step, or null when nothing tells it.</summary>
    public static long? Of(string prefix, IReadOnlyList<TensorInfo> tensors, CancellationToken cancellationToken) =>
        Counted(prefix, tensors, _counters, cancellationToken) ?? InName(Path.GetFileName(prefix)) ?? Counted(prefix, tensors, _saves, cancellationToken);

    /// <summary>The number behind the last dash of a name, or null.</summary>
    public static long? InName(string name)
    {
        var dash = name.LastIndexOf('-');
        return dash >= 0 && long.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : null;
    }

    private static long? Counted(string prefix, IReadOnlyList<TensorInfo> tensors, string[] names, CancellationToken cancellationToken)
    {
        var counter = names.Select(name => tensors.FirstOrDefault(t => t.Name == name))
            .FirstOrDefault(t => t is { IsNumeric: true, Shape.Count: 0, Problem: null } && t.ElementType.Contains("int", StringComparison.Ordinal));
        if (counter is null)
        {
            return null;
        }

        try
        {
            var value = double.NaN;
            CheckpointReader.Open(prefix, cancellationToken).Visit(counter.Name, values => value = values[0], cancellationToken);
            return value is >= 0 and <= (1L << 53) ? (long)value : null;
        }
        catch (Exception e) when (LogProblems.IsExpected(e))
        {
            // The name still tells a number; what is wrong with the file is said when its vectors are read.
            return null;
        }
    }
}
