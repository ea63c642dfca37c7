using System.Runtime.InteropServices;
using System.Text;
using EmbeddingProjector.Formats.Checkpoint;

namespace EmbeddingProjector.LogDirectory;

/// <summary>
/// Saves variables as <c>tf.train.Checkpoint(embedding=weights).save(prefix)</c> of TensorFlow 2 does, byte for byte: index, data, object graph, save
/// counter and the state file <c>checkpoint</c>. TensorFlow restores it, TensorBoard and this library show it.
/// </summary>
/// <remarks>
/// A reader never sees half a checkpoint, and whatever happens while one is saved (a full disk, a killed process) leaves the earlier ones whole and
/// the state file naming one of them. Safe for use from several threads, one save at a time.
/// </remarks>
public sealed class Checkpoint
{
    private const string CounterName = "save_counter";

    private readonly Lock _saving = new();
    private readonly (string Name, Variable Value)[] _variables;

    /// <summary>A checkpoint of the given variables: <c>new Checkpoint(("embedding", weights))</c>.</summary>
    /// <param name="variables">
    /// Names and variables. The value of "embedding" is saved under "embedding/.ATTRIBUTES/VARIABLE_VALUE"; as in TensorFlow, a dot in a name is doubled there and
    /// a slash becomes ".S". The order does not matter.
    /// </param>
    /// <exception cref="ArgumentException">A name is empty, given twice, or "save_counter", which TensorFlow keeps for itself.</exception>
    public Checkpoint(params (string Name, Variable Value)[] variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        foreach (var (name, value) in variables)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(variables));
            ArgumentNullException.ThrowIfNull(value, nameof(variables));
            if (name == CounterName)
            {
                throw new ArgumentException($"\"{CounterName}\" is the name of the checkpoint's own counter; give the variable another.", nameof(variables));
            }
        }

        if (variables.GroupBy(v => v.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"The name \"{twice.Key}\" is given {twice.Count()} times.", nameof(variables));
        }

        // Python sorts by code point, which is the order of the UTF-8 bytes.
        _variables = [.. variables.OrderBy(v => Encoding.UTF8.GetBytes(v.Name), Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y)))];
    }

    /// <summary>How often it was saved; the number of the last save.</summary>
    public long SaveCounter { get; private set; }

    /// <summary>
    /// Saves the variables as <c>prefix-1</c>, the next time as <c>prefix-2</c>, and makes that the latest checkpoint of the directory. Where an earlier process
    /// has left such files, counting goes on after them (TensorFlow would write over them). The directory is created if need be.
    /// </summary>
    /// <param name="prefix">What the files are called before the number: "logs/embedding.ckpt".</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left behind then.</param>
    /// <returns>The path without extension, as <see cref="CheckpointReader.Open"/> takes it.</returns>
    /// <exception cref="IOException">The files cannot be written; the message says which and why.</exception>
    public string Save(string prefix, CancellationToken cancellationToken = default)
    {
        lock (_saving)
        {
            var path = SaveNumbered(prefix, null, cancellationToken);
            var name = Path.GetFileName(path);
            new CheckpointState(name, [name]).Write(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return path;
        }
    }

    /// <summary>
    /// Writes the variables as <paramref name="prefix"/> itself, without number, counter or state file, as <c>Checkpoint.write</c> does. A checkpoint of that prefix
    /// is replaced: for an instant there is none.
    /// </summary>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public string Write(string prefix, CancellationToken cancellationToken = default)
    {
        RequireName(prefix);
        lock (_saving)
        {
            Write(prefix, SaveCounter == 0 ? null : SaveCounter, cancellationToken);
            return prefix;
        }
    }

    /// <summary>Saves under a number, the next one if none is given, and leaves the state file to the caller.</summary>
    internal string SaveNumbered(string prefix, long? number, CancellationToken cancellationToken)
    {
        RequireName(prefix);
        lock (_saving)
        {
            var taken = number ?? CheckpointFiles.Claim(prefix, SaveCounter);
            var path = CheckpointFiles.Numbered(prefix, taken);
            try
            {
                Write(path, number is null ? taken : SaveCounter + 1, cancellationToken);
            }
            catch when (number is null)
            {
                CheckpointFiles.Release(path);
                throw;
            }

            SaveCounter = number is null ? taken : SaveCounter + 1;
            return path;
        }
    }

    private static void RequireName(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (Path.GetFileName(prefix).Length == 0)
        {
            throw new ArgumentException($"\"{prefix}\" is a directory; expected a prefix in it, such as \"{Path.Combine(prefix, "embedding.ckpt")}\".", nameof(prefix));
        }
    }

    // The order of the data is that of TensorFlow: variables, counter, graph.
    private void Write(string path, long? counter, CancellationToken cancellationToken)
    {
        using var bundle = new TensorBundleWriter(path);
        var children = new List<(string, string)>(_variables.Length + 1);
        foreach (var (name, variable) in _variables)
        {
            children.Add((name, variable.Name));
            bundle.Add(ObjectGraph.VariableKey(name), variable.Type, variable.Lengths(), write => variable.WriteTo(bytes =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                write(bytes);
            }));
        }

        if (counter is { } count)
        {
            children.Add((CounterName, CounterName));
            bundle.Add(ObjectGraph.VariableKey(CounterName), DataType.FromName("int64")!, [], write => write(MemoryMarshal.AsBytes([count])));
        }

        bundle.AddText(ObjectGraph.Key, ObjectGraph.Write(children));
        bundle.Publish();
    }
}
