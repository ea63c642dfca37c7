using EmbeddingProjector.Training;
using Xunit;

namespace EmbeddingProjector.Samples.Tests;

/// <summary>How a download is drawn.</summary>
public sealed class DownloadBarTests
{
    private static readonly Uri s_address = new("https://example.org/reviews.tar.gz");

    [Fact]
    public void A_terminal_sees_one_line_written_over_and_over()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var bar = new DownloadBar(output, rewrite: true);

        bar.Report(new DownloadProgress(s_address, 21_000_000, 84_000_000));
        bar.Report(new DownloadProgress(s_address, 21_000_001, 84_000_000));
        bar.Report(new DownloadProgress(s_address, 84_000_000, 84_000_000));

        Assert.Equal(
            $"Downloading {s_address}\n\r[=======.......................]  21.0 of 84.0 MB\r[{new string('=', 30)}]  84.0 of 84.0 MB\n", output.ToString());
    }

    [Fact]
    public void A_file_gets_a_line_for_each_tenth()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var bar = new DownloadBar(output, rewrite: false);
        for (var received = 0L; received <= 84_000_000; received += 1_000_000)
        {
            bar.Report(new DownloadProgress(s_address, received, 84_000_000));
        }

        Assert.Equal(1 + 11, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
