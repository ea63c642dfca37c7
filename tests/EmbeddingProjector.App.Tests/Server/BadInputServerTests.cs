using System.Net.Http.Json;
using System.Runtime.InteropServices;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

public class BadInputServerTests
{
    [Theory]
    [MemberData(nameof(BadInput.Names), MemberType = typeof(BadInput))]
    public async Task Every_method_ends_with_finite_positions_that_can_be_measured_or_fails_with_a_plain_message(string name)
    {
        using var directory = new LogDirectoryOnDisk();
        var (values, columns) = BadInput.Vectors(name);
        var rows = values.Length / columns;
        directory.WriteVectors("a.npy", values, columns);
        directory.Write("projector_config.pbtxt", "embeddings { tensor_name: \"t\" tensor_path: \"a.npy\" }");
        await using var server = await RunningServer.StartAsync(directory);
        var dataset = await server.OpenAsync("t");
        foreach (var method in BadInput.Methods)
        {
            var run = await server.ProjectAsync(dataset, new { method, dimensions = 3, parameters = BadInput.Parameters(method, rows) });

            var message = run.GetProperty("message").GetString();
            if (BadInput.Refusal(method, name) is { } reason)
            {
                Assert.Equal("failed", run.GetProperty("state").GetString());
                Assert.Contains(reason, message, StringComparison.Ordinal);
                continue;
            }

            Assert.True(run.GetProperty("state").GetString() == "done", $"{method}: {message}");
            var frame = await server.Client.GetByteArrayAsync($"api/projections/{run.GetProperty("id")}/positions");
            var positions = MemoryMarshal.Cast<byte, float>(frame.AsSpan(16)).ToArray();
            Assert.Equal(0, positions.Length % rows);
            Assert.True(Array.TrueForAll(positions, float.IsFinite), $"{method}: {string.Join(' ', positions.Take(20))}");

            using var measured = await server.Client.PostAsJsonAsync($"api/projections/{run.GetProperty("id")}/quality", new { });
            var quality = await RunningServer.JsonAsync(measured);
            while (quality.GetProperty("state").GetString() is "queued" or "running")
            {
                quality = await server.GetJsonAsync($"api/quality/{quality.GetProperty("id")}?wait=10");
            }

            Assert.Equal("done", quality.GetProperty("state").GetString());
            Assert.All(quality.GetProperty("measures").EnumerateArray(), m => Assert.InRange(m.GetProperty("value").GetDouble(), 0, 1));
        }
    }
}
