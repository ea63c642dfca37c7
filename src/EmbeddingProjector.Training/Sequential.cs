using EmbeddingProjector.Training.Callbacks;
using EmbeddingProjector.Training.Layers;
using EmbeddingProjector.Training.Losses;
using EmbeddingProjector.Training.Metrics;
using EmbeddingProjector.Training.Optimizers;

namespace EmbeddingProjector.Training;

/// <summary>
/// A model of layers, each taking what the one before yields: from batches of ids to one output for each text. Names and defaults follow
/// <c>tf.keras.Sequential</c>.
/// </summary>
/// <remarks>
/// Not for several threads at once. The same seed and the same batches give the same bytes: a step runs on one thread, because it is
/// shorter than it takes to share it out.
/// </remarks>
public sealed class Sequential
{
    // Keeps the draws of the weights apart from those of a Shuffle with the same seed.
    private const ulong WeightsStream = 1;

    private readonly ISequenceLayer _first;
    private readonly IActivationLayer[] _rest;
    private Compiled? _compiled;

    /// <summary>Puts the layers together and draws their initial weights.</summary>
    /// <param name="layers">An <see cref="Embedding"/>, then any of the others. They become part of this model.</param>
    /// <param name="seed">Of the initial weights.</param>
    /// <exception cref="ArgumentException">A layer cannot take what the one before yields.</exception>
    public Sequential(IReadOnlyList<Layer> layers, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Layers = [.. layers];
        if (Layers.Count == 0 || Layers[0] is not Embedding embedding)
        {
            throw new ArgumentException("A model takes batches of ids, so its first layer is an Embedding.", nameof(layers));
        }

        var weights = CounterRandom.Bits((ulong)seed, WeightsStream);
        LayerShape? shape = null;
        var named = new Dictionary<string, int>();
        for (var i = 0; i < Layers.Count; i++)
        {
            var layer = Layers[i];
            var before = named.GetValueOrDefault(layer.Kind);
            named[layer.Kind] = before + 1;
            layer.Name = before == 0 ? layer.Kind : $"{layer.Kind}_{before}";
            layer.Build(shape, CounterRandom.Bits(weights, (ulong)i));
            shape = layer.OutputShape;
        }

        var average = Layers.Count > 1 && Layers[1] is GlobalAveragePooling1D;
        _first = average ? new AveragedEmbedding(embedding) : embedding;
        _rest = [.. Layers.Skip(average ? 2 : 1).Cast<IActivationLayer>()];
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The number of weights.</summary>
    public int CountParams => Layers.Sum(layer => layer.CountParams);

    /// <summary>The number of steps that the optimizer has made; 0 before <see cref="Compile"/>.</summary>
    public long Iterations => _compiled?.Optimizer.Iterations ?? 0;

    /// <summary>Chooses how the model is trained and what is measured.</summary>
    /// <param name="optimizer">An optimizer that trains no other model.</param>
    /// <param name="loss">The loss that is made small.</param>
    /// <param name="metrics">What else is shown: <c>[BinaryAccuracy.Accuracy, BinaryAccuracy.LogitAccuracy]</c>.</param>
    /// <exception cref="InvalidOperationException">The model does not yield one number for each text.</exception>
    public void Compile(Adam optimizer, BinaryCrossentropy loss, IReadOnlyList<BinaryAccuracy>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        if (Layers[^1].OutputShape is not { HasTime: false, Features: 1 })
        {
            throw new InvalidOperationException(
                $"A binary cross-entropy needs one output for each text, (None, 1); the last layer, \"{Layers[^1].Name}\", yields {Layers[^1].OutputShape}. End with GlobalAveragePooling1D and Dense(1).");
        }

        var names = metrics?.Select(metric => metric.Name).Prepend("loss").GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (names is not null)
        {
            throw new ArgumentException($"Two measures are called \"{names.Key}\". Give one of them another name.", nameof(metrics));
        }

        foreach (var parameter in Layers.SelectMany(layer => layer.Parameters))
        {
            parameter.Settle();
            parameter.Deferred = null;
        }

        optimizer.Bind(Layers.SelectMany(layer => layer.Parameters));
        _compiled = new Compiled(optimizer, loss, [.. metrics ?? []]);
    }

    /// <summary>Trains the model.</summary>
    /// <param name="x">The batches; each epoch goes through them anew.</param>
    /// <param name="epochs">How many times.</param>
    /// <param name="validationData">Batches to measure after each epoch.</param>
    /// <param name="validationSteps">How many of them; all when it is not given.</param>
    /// <param name="stepsPerEpoch">When given, an epoch is so many batches, and the next epoch goes on where it stopped.</param>
    /// <param name="callbacks">Called between steps.</param>
    /// <param name="verbose">How progress is written.</param>
    /// <param name="output">Where it is written; the console when it is not given.</param>
    /// <param name="cancellationToken">Ends the training after the step that runs; the weights are those of that step.</param>
    /// <returns>What was measured.</returns>
    /// <exception cref="InvalidOperationException">Not compiled, or fewer batches than steps.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public History Fit(
        Dataset<PaddedBatch> x,
        int epochs = 1,
        Dataset<PaddedBatch>? validationData = null,
        int? validationSteps = null,
        int? stepsPerEpoch = null,
        IReadOnlyList<Callback>? callbacks = null,
        ProgressStyle verbose = ProgressStyle.Auto,
        TextWriter? output = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        if (validationSteps is not null && validationData is null)
        {
            throw new ArgumentException("validationSteps needs validationData.", nameof(validationSteps));
        }

        var all = new List<Callback>(callbacks ?? []);
        if (ProgressBar.For(verbose, output, epochs, TimeProvider.System) is { } bar)
        {
            all.Add(bar);
        }

        var validation = validationData is null
            ? null
            : new BatchSource("validationData", validationData, validationSteps, epochs: 1) { Restarts = true };
        return new TrainingLoop(this, all, cancellationToken).Run(new BatchSource("x", x, stepsPerEpoch, epochs), epochs, validation);
    }

    /// <summary>Measures loss and metrics on batches, without training.</summary>
    /// <param name="x">The batches.</param>
    /// <param name="steps">How many of them; all when it is not given.</param>
    /// <param name="verbose">How progress is written.</param>
    /// <param name="output">Where it is written; the console when it is not given.</param>
    /// <param name="cancellationToken">Ends it between batches.</param>
    /// <exception cref="InvalidOperationException">Not compiled, or fewer batches than steps.</exception>
    public Logs Evaluate(
        Dataset<PaddedBatch> x,
        int? steps = null,
        ProgressStyle verbose = ProgressStyle.Auto,
        TextWriter? output = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        var bar = ProgressBar.For(verbose, output, epochs: null, TimeProvider.System);
        var source = new BatchSource("x", x, steps, epochs: 1);
        var means = RequireCompiled().NewMeans();
        bar?.OnEpochBegin(0, source.Steps);
        var done = 0L;
        foreach (var batch in source.Epoch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            means.Add(batch, Forward(batch));
            bar?.OnTrainBatchEnd(done++, means.ToLogs());
        }

        var logs = means.ToLogs();
        bar?.OnEpochEnd(0, logs);
        return logs;
    }

    /// <summary>The outputs of the last layer for each text, in order: <c>[texts, features]</c>; logits for the model of the tutorial.</summary>
    /// <param name="x">The batches.</param>
    /// <param name="steps">How many of them; all when it is not given.</param>
    /// <param name="cancellationToken">Ends it between batches.</param>
    public VectorTable Predict(Dataset<PaddedBatch> x, int? steps = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (Layers[^1].OutputShape is not { HasTime: false, Features: var features })
        {
            throw new InvalidOperationException(
                $"The last layer, \"{Layers[^1].Name}\", yields {Layers[^1].OutputShape}, a vector for each place of a text. Add a GlobalAveragePooling1D.");
        }

        var values = new List<float>();
        foreach (var batch in new BatchSource("x", x, steps, epochs: 1).Epoch())
        {
            cancellationToken.ThrowIfCancellationRequested();
            values.AddRange(Forward(batch).Values);
        }

        return VectorTable.FromArray([.. values], values.Count / features, features);
    }

    /// <summary>Writes the layers, their shapes and numbers of weights as a table.</summary>
    /// <param name="output">Where to; the console when it is not given.</param>
    public void Summary(TextWriter? output = null) => ModelSummary.Write(this, output ?? Console.Out);

    internal Activations Forward(PaddedBatch batch)
    {
        var values = _first.Forward(batch);
        foreach (var layer in _rest)
        {
            values = layer.Forward(values);
        }

        return values;
    }

    internal void Backward(PaddedBatch batch, Activations outputGradient)
    {
        for (var i = _rest.Length - 1; i >= 0; i--)
        {
            outputGradient = _rest[i].Backward(outputGradient);
        }

        _first.Backward(batch, outputGradient);
    }

    internal Compiled RequireCompiled() => _compiled ?? throw new InvalidOperationException("Call Compile first: it chooses the loss and the optimizer.");
}
