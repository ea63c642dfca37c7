using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Commands;

public class BadInputCommandTests
{
    [Theory]
    [MemberData(nameof(BadInput.Names), MemberType = typeof(BadInput))]
    public async Task Every_method_gives_finite_positions_and_their_quality_or_says_plainly_why_not(string name)
    {
        using var directory = new LogDirectoryOnDisk();
        var (values, columns) = BadInput.Vectors(name);
        var rows = values.Length / columns;
        var input = directory.WriteVectors("vectors.npy", values, columns);
        foreach (var method in BadInput.Methods)
        {
            var target = directory.File($"{method}.npy");
            var parameters = BadInput.Parameters(method, rows).SelectMany(p => new[] { "--param", $"{p.Key}={p.Value}" });

            var (code, output, error) = await CommandRun.InProcessAsync(
                ["project", input, "--method", method, "--dims", "2", "--quality", "--json", "--output", target, .. parameters]);

            if (BadInput.Refusal(method, name) is { } reason)
            {
                Assert.True(code == 1, $"{method}: {code} {error}");
                Assert.Contains(reason, error, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
                Assert.False(File.Exists(target));
                continue;
            }

            Assert.True(code == 0, $"{method}: {error}");
            var positions = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(target).AsSpan(128)).ToArray();
            Assert.Equal(2 * rows, positions.Length);
            Assert.True(Array.TrueForAll(positions, float.IsFinite), $"{method}: {string.Join(' ', positions.Take(20))}");
            var quality = JsonDocument.Parse(output).RootElement.GetProperty("quality");
            Assert.InRange(quality.GetProperty("trustworthiness").GetDouble(), 0, 1);
            Assert.InRange(quality.GetProperty("continuity").GetDouble(), 0, 1);
            Assert.InRange(quality.GetProperty("neighborPreservation").GetDouble(), 0, 1);
        }
    }
}
