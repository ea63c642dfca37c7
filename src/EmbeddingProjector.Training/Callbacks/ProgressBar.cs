using System.Globalization;
using System.Text;
using EmbeddingProjector.Training.Metrics;

namespace EmbeddingProjector.Training.Callbacks;

/// <summary>
/// The progress line of Keras:
/// <c>2500/2500 [==============================] - 13s 5ms/step - loss: 0.5330 - accuracy: 0.6769 - val_loss: 0.4043 - val_accuracy: 0.7800</c>.
/// On a terminal it is written over itself a few times a second; elsewhere, once an epoch.
/// </summary>
/// <param name="output">Where to.</param>
/// <param name="rewrite">Whether the line may be written over (a terminal).</param>
/// <param name="epochs">How many epochs there will be; null for none to announce, as in an evaluation.</param>
/// <param name="time">The clock.</param>
internal sealed class ProgressBar(TextWriter output, bool rewrite, int? epochs, TimeProvider time) : Callback
{
    private const int Width = 30;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private long _start;
    private long _lastWrite;
    private long _steps;
    private long? _target;
    private TimeSpan _duration;
    private int _lineLength;

    /// <summary>A bar in the style asked for; null for none.</summary>
    public static ProgressBar? For(ProgressStyle style, TextWriter? output, int? epochs, TimeProvider time)
    {
        if (style == ProgressStyle.Silent)
        {
            return null;
        }

        // A writer that was given may be a file: only the console is asked whether it is a terminal.
        var rewrite = style == ProgressStyle.Bar || (style == ProgressStyle.Auto && output is null && !Console.IsOutputRedirected);
        return new ProgressBar(output ?? Console.Out, rewrite, epochs, time);
    }

    public override void OnEpochBegin(int epoch, long? steps)
    {
        if (epochs is not null)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}/{epochs}"));
        }

        _target = steps;
        _steps = 0;
        _lineLength = 0;
        _start = _lastWrite = time.GetTimestamp();
    }

    public override void OnTrainBatchEnd(long batch, Logs logs)
    {
        _steps = batch + 1;
        var now = time.GetTimestamp();
        _duration = time.GetElapsedTime(_start, now);
        if (rewrite && (batch == 0 || time.GetElapsedTime(_lastWrite, now) >= s_interval))
        {
            _lastWrite = now;
            Write(Line(logs, finished: false), end: false);
        }
    }

    public override void OnEpochEnd(int epoch, Logs logs)
    {
        _target ??= _steps;
        Write(Line(logs, finished: true), end: true);
    }

    private static string Duration(double seconds) => seconds switch
    {
        >= 60 => string.Create(CultureInfo.InvariantCulture, $"{(long)(seconds / 60)}:{(long)seconds % 60:00}"),
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0}s"),
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00}s"),
    };

    private static string PerStep(double seconds) => seconds switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0}s/step"),
        >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0}ms/step"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0}us/step"),
    };

    private static string Value(double value) =>
        value.ToString(Math.Abs(value) > 1e-3 || value == 0 || !double.IsFinite(value) ? "0.0000" : "0.0000e-00", CultureInfo.InvariantCulture);

    private string Line(Logs logs, bool finished)
    {
        var line = new StringBuilder();
        if (_target is { } target)
        {
            var digits = target.ToString(CultureInfo.InvariantCulture);
            var filled = finished || target == 0 ? Width : (int)(Width * _steps / target);
            line.Append(_steps.ToString(CultureInfo.InvariantCulture).PadLeft(digits.Length)).Append('/').Append(digits).Append(" [");
            line.Append(filled < Width ? (new string('=', Math.Max(filled - 1, 0)) + '>').PadRight(Width, '.') : new string('=', Width)).Append(']');
        }
        else
        {
            line.Append(CultureInfo.InvariantCulture, $"{_steps}/Unknown");
        }

        var step = _duration.TotalSeconds / Math.Max(_steps, 1);
        line.Append(finished || _target is null
            ? $" - {Duration(_duration.TotalSeconds)} {PerStep(step)}"
            : $" - ETA: {Duration(step * (_target.Value - _steps))}");
        foreach (var (name, value) in logs)
        {
            line.Append(CultureInfo.InvariantCulture, $" - {name}: {Value(value)}");
        }

        return line.ToString();
    }

    private void Write(string line, bool end)
    {
        // What a longer line left behind is blanked; a line cut by an exception stays as it is.
        var blanks = rewrite ? new string(' ', Math.Max(_lineLength - line.Length, 0)) : "";
        _lineLength = line.Length;
        output.Write((rewrite ? "\r" : "") + line + blanks + (end ? output.NewLine : ""));
        output.Flush();
    }
}
