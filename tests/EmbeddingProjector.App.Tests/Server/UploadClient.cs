using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Sends files to a server as the page does.</summary>
internal static class UploadClient
{
    public static Task<string> UploadAsync(this RunningServer server, string name, string content) => server.UploadAsync(name, Encoding.UTF8.GetBytes(content));

    /// <summary>Sends a file; its id.</summary>
    public static async Task<string> UploadAsync(this RunningServer server, string name, byte[] content)
    {
        using var response = await server.PostFileAsync(name, content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await RunningServer.JsonAsync(response)).GetProperty("file").GetString()!;
    }

    public static Task<HttpResponseMessage> PostFileAsync(this RunningServer server, string name, byte[] content) =>
        server.Client.PostAsync($"api/uploads?name={Uri.EscapeDataString(name)}", Body(content), TestContext.Current.CancellationToken);

    /// <summary>Shows uploaded files by a route below <c>api/uploads</c>; the answer.</summary>
    public static async Task<JsonElement> ShowAsync(this RunningServer server, object request, string route = "tensors")
    {
        using var response = await server.Client.PostAsJsonAsync($"api/uploads/{route}", request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await RunningServer.JsonAsync(response);
    }

    public static ByteArrayContent Body(byte[] content)
    {
        var body = new ByteArrayContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return body;
    }
}
