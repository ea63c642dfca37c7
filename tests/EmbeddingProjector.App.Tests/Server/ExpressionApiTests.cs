using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace EmbeddingProjector.App.Tests.Server;

/// <summary>Nearest rows of a sum, as docs/api.md has it.</summary>
public class ExpressionApiTests
{
    [Fact]
    public async Task A_sum_of_names_says_its_terms_and_leaves_them_out_of_the_neighbors()
    {
        var (status, answer) = await AskAsync(new { expression = "banana - çilek", count = 10 });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([1, 3], answer.GetProperty("terms").EnumerateArray().Select(term => term.GetProperty("row").GetInt32()));
        Assert.Equal(-1, answer.GetProperty("terms")[1].GetProperty("factor").GetDouble());
        var rows = answer.GetProperty("neighbors").EnumerateArray().Select(near => near.GetProperty("row").GetInt32()).ToArray();
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(1, rows);
        Assert.DoesNotContain(3, rows);
    }

    [Fact]
    public async Task A_name_in_another_case_is_found_where_none_is_written_so()
    {
        var (_, exact) = await AskAsync(new { expression = "Bandana" });
        var (_, other) = await AskAsync(new { expression = "BANANA" });

        Assert.Equal(2, exact.GetProperty("terms")[0].GetProperty("row").GetInt32());
        Assert.Equal(1, other.GetProperty("terms")[0].GetProperty("row").GetInt32());
    }

    [Fact]
    public async Task A_pasted_vector_finds_the_row_that_has_it()
    {
        var vector = string.Join(", ", LogDirectoryOnDisk.SmallVectors.Skip(6).Take(3).Select(v => v.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var (_, answer) = await AskAsync(new { expression = vector, metric = "euclidean" });

        Assert.Equal(2, answer.GetProperty("neighbors")[0].GetProperty("row").GetInt32());
        Assert.Equal(0, answer.GetProperty("neighbors")[0].GetProperty("distance").GetDouble());
    }

    [Theory]
    [InlineData("banana - pear", "No point is called \"pear\"")]
    [InlineData("banana - ", "a name was expected")]
    [InlineData("1, 2", "2 numbers were given; the vectors of this data set have 3")]
    public async Task What_cannot_be_summed_is_said(string expression, string message)
    {
        var (status, answer) = await AskAsync(new { expression });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(message, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(object request)
    {
        using var directory = LogDirectoryOnDisk.Small();
        await using var server = await RunningServer.StartAsync(directory);
        var id = await server.OpenAsync();
        using var response = await server.Client.PostAsJsonAsync($"api/datasets/{id}/nearest", request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await RunningServer.JsonAsync(response));
    }
}
