using System.Text.Json;

namespace EmbeddingProjector.Tests.Formats;

/// <summary>What an independent reader found in a checkpoint: the file expected.json beside it.</summary>
internal sealed record ExpectedTensor(string Name, string ElementType, long[] Shape, double? Sum, double[] First, double[] Last)
{
    /// <summary>The tensors by the prefix of their checkpoint, in file order.</summary>
    public static Dictionary<string, List<ExpectedTensor>> Load(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.EnumerateObject().ToDictionary(
            checkpoint => checkpoint.Value.GetProperty("prefix").GetString()!,
            checkpoint => checkpoint.Value.GetProperty("tensors").EnumerateObject().Select(Parse).ToList());
    }

    private static ExpectedTensor Parse(JsonProperty tensor)
    {
        var isNumeric = tensor.Value.TryGetProperty("sum", out var sum);
        return new ExpectedTensor(
            tensor.Name,
            tensor.Value.GetProperty("dtype").GetString()!,
            [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())],
            isNumeric ? sum.GetDouble() : null,
            isNumeric ? Numbers(tensor.Value.GetProperty("first")) : [],
            isNumeric ? Numbers(tensor.Value.GetProperty("last")) : []);
    }

    private static double[] Numbers(JsonElement array) =>
        [.. array.EnumerateArray().Select(n => n.ValueKind switch { JsonValueKind.True => 1, JsonValueKind.False => 0, _ => n.GetDouble() })];
}
