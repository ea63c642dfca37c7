using System.Collections;

namespace EmbeddingProjector.Training.Metrics;

/// <summary>Names and values of the loss and the metrics at one moment, in the order in which they are shown.</summary>
public sealed class Logs : IEnumerable<KeyValuePair<string, double>>
{
    private readonly KeyValuePair<string, double>[] _entries;

    internal Logs(KeyValuePair<string, double>[] entries) => _entries = entries;

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Keys => _entries.Select(entry => entry.Key);

    /// <summary>The value of "loss", "accuracy", "val_loss" …</summary>
    /// <exception cref="KeyNotFoundException">Nothing of that name is measured; the message lists what is.</exception>
    public double this[string key] => TryGetValue(key, out var value)
        ? value
        : throw new KeyNotFoundException($"\"{key}\" is not measured here; there are: {string.Join(", ", Keys)}.");

    /// <summary>The value of a name, if it is measured.</summary>
    public bool TryGetValue(string key, out double value)
    {
        foreach (var entry in _entries)
        {
            if (entry.Key == key)
            {
                value = entry.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Goes through names and values, in order.</summary>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => _entries.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>These, followed by others with a prefix before their names.</summary>
    internal Logs With(string prefix, Logs others) =>
        new([.. _entries, .. others.Select(entry => KeyValuePair.Create(prefix + entry.Key, entry.Value))]);
}
