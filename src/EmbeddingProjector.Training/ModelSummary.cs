using System.Globalization;

namespace EmbeddingProjector.Training;

/// <summary>The table of a model's layers, as Keras prints it.</summary>
internal static class ModelSummary
{
    private const int Width = 78;

    public static void Write(Sequential model, TextWriter output)
    {
        Row("Layer (type)", "Output Shape", "Param #");
        output.WriteLine(new string('=', Width));
        foreach (var layer in model.Layers)
        {
            Row($"{layer.Name} ({layer.GetType().Name})", layer.OutputShape!.Value.ToString(), Number(layer.CountParams));
        }

        output.WriteLine(new string('=', Width));
        output.WriteLine($"Total params: {Number(model.CountParams)}");

        void Row(string name, string shape, string count)
        {
            // A longer name moves the rest of its line and is never cut.
            output.WriteLine($"{name,-50} {shape,-18} {count}".TrimEnd());
        }
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
