using System.Globalization;
using EmbeddingProjector.Training;

namespace EmbeddingProjector.Samples;

/// <summary>Draws a download: a bar that is written over on a terminal, elsewhere a line for each tenth.</summary>
internal sealed class DownloadBar(TextWriter output, bool rewrite) : IProgress<DownloadProgress>
{
    private const int Width = 30;

    private readonly Lock _drawing = new();
    private long _drawn = -1;

    public void Report(DownloadProgress value)
    {
        lock (_drawing)
        {
            var steps = rewrite ? 1000 : 10;
            var step = value.TotalBytes == 0 ? steps : value.BytesReceived * steps / value.TotalBytes;
            if (step == _drawn)
            {
                return;
            }

            if (_drawn < 0)
            {
                output.WriteLine($"Downloading {value.Address}");
            }

            _drawn = step;
            var filled = (int)(step * Width / steps);
            var bar = new string('=', filled).PadRight(Width, '.');
            var line = string.Create(CultureInfo.InvariantCulture, $"[{bar}] {value.BytesReceived / 1e6,5:0.0} of {value.TotalBytes / 1e6:0.0} MB");
            output.Write(rewrite ? $"\r{line}{(step == steps ? output.NewLine : "")}" : line + output.NewLine);
            output.Flush();
        }
    }
}
