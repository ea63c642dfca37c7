using System.Diagnostics;
using System.Globalization;

namespace EmbeddingProjector.App.Commands;

/// <summary>
/// Progress on stderr: one line that renews itself on a terminal; in a file, a line whenever the stage changes. May be told from any thread.
/// </summary>
internal sealed class ProgressLine(TextWriter error, bool isTerminal)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Stopwatch _sinceLast = new();
    private string _stage = "";
    private int _width;

    /// <summary>Progress to the stderr of this process.</summary>
    public static ProgressLine To(TextWriter error) => new(error, !Console.IsErrorRedirected && ReferenceEquals(error, Console.Error));

    /// <summary>Says that a stage has come so far, 0 to 1, and about how many seconds are left where that is known.</summary>
    public void Report(string stage, double progress, double? secondsLeft = null)
    {
        lock (_gate)
        {
            var isNew = stage != _stage;
            if (!isNew && _sinceLast.IsRunning && _sinceLast.Elapsed < _pause)
            {
                return;
            }

            _stage = stage;
            _sinceLast.Restart();
            if (isTerminal)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{stage}: {progress * 100:0} %{Left(secondsLeft)}");
                error.Write('\r' + text.PadRight(_width));
                _width = text.Length;
            }
            else if (isNew)
            {
                error.WriteLine(stage);
            }
        }
    }

    /// <summary>Progress of one stage, for a part of the library that reports a share.</summary>
    public IProgress<double> For(string stage) => new Stage(this, stage);

    /// <summary>Takes the line away, so that others can be written.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_width > 0)
            {
                error.Write('\r' + new string(' ', _width) + '\r');
                _width = 0;
            }
        }
    }

    private static string Left(double? seconds) => seconds switch
    {
        null => "",
        < 100 => string.Create(CultureInfo.InvariantCulture, $", {seconds:0} s left"),
        _ => string.Create(CultureInfo.InvariantCulture, $", {seconds / 60:0} min left"),
    };

    private sealed class Stage(ProgressLine line, string stage) : IProgress<double>
    {
        public void Report(double value) => line.Report(stage, value);
    }
}
