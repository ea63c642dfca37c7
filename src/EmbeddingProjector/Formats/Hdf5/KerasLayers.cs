using System.Text.Json;
using System.Text.RegularExpressions;
using EmbeddingProjector.Formats.Archives;

namespace EmbeddingProjector.Formats.Hdf5;

/// <summary>
/// The names of a Keras model's layers. Its weights are filed under the classes of layers, counted (<c>layers/embedding_1/vars/0</c>); the description of the model
/// lists the layers in the same order, with their names.
/// </summary>
internal sealed partial class KerasLayers
{
    private const long MostBytes = 64 << 20;
    private const int MostDepth = 64;
    private const string Container = "layers";
    private const string Variables = "vars";

    private readonly Dictionary<string, (string Name, string Class)> _layers = new(StringComparer.Ordinal);

    private KerasLayers()
    {
    }

    /// <summary>No names: weights are called by their paths.</summary>
    public static KerasLayers None { get; } = new();

    /// <summary>Reads the description of a model.</summary>
    public static KerasLayers Read(ZipArchiveFile archive, ZipEntry description)
    {
        var place = $"member \"{description.Name}\"";
        if (description.Length > MostBytes)
        {
            throw new DataFormatException(archive.Path, place, $"{description.Length:N0} bytes", $"at most {MostBytes:N0}");
        }

        var bytes = new byte[description.Length];
        using (var member = archive.Read(description))
        {
            member.ReadExactly(bytes);
            member.Verify();
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MostDepth });
            var layers = new KerasLayers();
            layers.Add(document.RootElement, "", "");
            return layers;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DataFormatException(archive.Path, place, $"no JSON: {e.Message.TrimEnd('.')}", "the description of a model", "The file is damaged: save the model again.", e);
        }
    }

    /// <summary>Weights as they are shown, each with the path under which it is stored; names that two of them would have stay paths.</summary>
    public IReadOnlyList<(TensorInfo Shown, string Stored)> Rename(IReadOnlyList<TensorInfo> weights)
    {
        var named = weights.Select(w => (Weight: w, Name: NameOf(w.Name, out var isEmbedding), IsEmbedding: isEmbedding)).ToList();
        var taken = named.CountBy(n => n.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return
        [
            .. named.Select(n => (
                n.Weight with { Name = taken[n.Name] == 1 ? n.Name : n.Weight.Name, Preference = n.IsEmbedding ? 1 : n.Weight.Preference },
                n.Weight.Name)),
        ];
    }

    private string NameOf(string path, out bool isEmbedding)
    {
        isEmbedding = false;
        var parts = path.Split('/');
        for (var count = parts.Length - 1; count > 0; count--)
        {
            if (_layers.TryGetValue(string.Join('/', parts[..count]), out var layer))
            {
                var rest = parts[count..].Where(p => p != Variables).ToArray();
                isEmbedding = layer.Class == "Embedding" && rest is ["0"];
                return $"{layer.Name}/{(rest is [var number] ? VariableName(layer.Class, number) : string.Join('/', rest))}";
            }
        }

        return path;
    }

    private static string VariableName(string layerClass, string number) => (layerClass, number) switch
    {
        ("Embedding", "0") => "embeddings",
        ("Dense" or "Conv1D" or "Conv2D" or "Conv3D" or "EinsumDense", "0") => "kernel",
        ("Dense" or "Conv1D" or "Conv2D" or "Conv3D" or "EinsumDense", "1") => "bias",
        _ => number,
    };

    private void Add(JsonElement model, string path, string name)
    {
        if (model.ValueKind != JsonValueKind.Object || !model.TryGetProperty("config", out var config) || config.ValueKind != JsonValueKind.Object
            || !config.TryGetProperty(Container, out var layers) || layers.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers.EnumerateArray())
        {
            if (layer.ValueKind != JsonValueKind.Object || Text(layer, "class_name") is not { } layerClass
                || !layer.TryGetProperty("config", out var own) || own.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            var filed = SnakeCase(layerClass);
            var count = counts[filed] = counts.GetValueOrDefault(filed, -1) + 1;
            var layerPath = $"{(path.Length == 0 ? "" : path + "/")}{Container}/{(count == 0 ? filed : $"{filed}_{count}")}";
            var layerName = $"{(name.Length == 0 ? "" : name + "/")}{Text(own, "name") ?? filed}";
            _layers.TryAdd(layerPath, (layerName, layerClass));
            Add(layer, layerPath, layerName);
        }
    }

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // As Keras does it: "GlobalAveragePooling1D" is filed as "global_average_pooling1d".
    private static string SnakeCase(string name) =>
        LowerThenUpper().Replace(WordStart().Replace(NoWord().Replace(name, ""), "$1_$2"), "$1_$2").ToLowerInvariant();

    [GeneratedRegex(@"\W+")]
    private static partial Regex NoWord();

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex WordStart();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex LowerThenUpper();
}
