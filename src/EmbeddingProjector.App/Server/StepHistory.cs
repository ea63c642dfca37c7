using System.Globalization;
using EmbeddingProjector.Projections.Alignment;

namespace EmbeddingProjector.App.Server;

/// <summary>
/// The versions of one tensor that were looked at through one layout, oldest first, each aligned to the one before it: what the slider of the page goes back
/// over. When there is no room for all, every second one goes, save the first and the last. Thread-safe.
/// </summary>
/// <param name="isTurned">Whether maps are aligned; not where axes have a meaning of their own.</param>
internal sealed class StepHistory(bool isTurned)
{
    private readonly Lock _gate = new();
    private readonly List<SeenStep> _steps = [];
    private readonly Dictionary<string, Dictionary<int, RigidAlignment>> _alignments = new(StringComparer.Ordinal);
    private int _seen;
    private int _every = 1;
    private string? _note;

    /// <summary>Tells it from other histories of this server.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("n");

    /// <summary>When it was last asked for, as a tick count.</summary>
    public long LastUse { get; private set; } = Environment.TickCount64;

    /// <summary>The bytes of positions that it keeps.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _steps.Sum(s => s.Bytes);
            }
        }
    }

    /// <summary>How many steps are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _steps.Count;
            }
        }
    }

    /// <summary>Keeps the positions of a finished run, unless they are here already. Other rows than before begin a history anew.</summary>
    /// <returns>Its number.</returns>
    public int Add(ProjectionJob job)
    {
        var map = job.Published!.Positions;
        var embedding = job.Embedding;
        lock (_gate)
        {
            LastUse = Environment.TickCount64;
            if (_steps.FindIndex(s => s.VectorsVersion == embedding.VectorsVersion && s.Rows == map.RowCount) is var at and >= 0)
            {
                if (!ReferenceEquals(_steps[at].Map, map))
                {
                    // Laid out again: what is on the map now counts.
                    _steps[at] = _steps[at] with { DatasetId = job.Request.DatasetId, Map = map, Components = job.Components };
                    Forget(_steps[at].Number);
                }

                return _steps[at].Number;
            }

            var added = new SeenStep(
                ++_seen, job.Request.DatasetId, embedding.VectorsVersion, embedding.Step, embedding.WrittenAt, map.RowCount, map, job.Components);
            if (_steps.Count > 0 && _steps[^1] is var last && last.Rows != added.Rows)
            {
                _note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"The number of rows changed from {last.Rows:N0} to {added.Rows:N0} at {added.Name}; the steps before are not shown: their rows are others.");
                _steps.Clear();
                _alignments.Clear();
            }

            // The one that was newest stays only if its turn has come.
            if (_steps.Count > 1 && (_steps[^1].Number - 1) % _every != 0)
            {
                // Aligned first, so that the chain from step to step does not break.
                foreach (var choice in _alignments.Keys)
                {
                    Align(choice, added);
                }

                Remove(_steps.Count - 1);
            }

            _steps.Add(added);
            return added.Number;
        }
    }

    /// <summary>Keeps every second step of those that are left, the first and the last in any case.</summary>
    public void Thin()
    {
        lock (_gate)
        {
            var before = _steps.Count;
            while (_steps.Count > 2 && _steps.Count == before)
            {
                _every *= 2;
                for (var i = _steps.Count - 2; i > 0; i--)
                {
                    if ((_steps[i].Number - 1) % _every != 0)
                    {
                        Remove(i);
                    }
                }
            }
        }
    }

    /// <summary>All that is kept, each with how it is aligned along the picked components.</summary>
    public StepsSeen Describe(IReadOnlyList<int>? picked)
    {
        lock (_gate)
        {
            LastUse = Environment.TickCount64;
            return new(_seen, _every, _note, [.. _steps.Select(s => (s, AlignmentOf(s, picked)))]);
        }
    }

    /// <summary>The positions of a step, aligned to the one before it; null when it is not kept.</summary>
    public Positions? Aligned(int number, IReadOnlyList<int>? picked)
    {
        lock (_gate)
        {
            LastUse = Environment.TickCount64;
            return _steps.Find(s => s.Number == number) is { } step ? AlignmentOf(step, picked).Apply(step.Raw(picked)) : null;
        }
    }

    // The components of a choice, "0,1,2"; empty for the positions as the run gave them.
    private static string KeyOf(IReadOnlyList<int>? picked) => picked is null ? "" : string.Join(',', picked);

    private static int[]? PickedBy(string key) =>
        key.Length == 0 ? null : [.. key.Split(',').Select(c => int.Parse(c, CultureInfo.InvariantCulture))];

    private RigidAlignment AlignmentOf(SeenStep step, IReadOnlyList<int>? picked)
    {
        var key = KeyOf(picked);
        if (!_alignments.TryGetValue(key, out var known))
        {
            _alignments[key] = known = [];
        }

        if (!known.TryGetValue(step.Number, out var alignment))
        {
            Align(key, step);
            alignment = known[step.Number];
        }

        return alignment;
    }

    // From the first step that is not aligned yet to the wanted one, each to the one before it.
    private void Align(string key, SeenStep until)
    {
        var (picked, known) = (PickedBy(key), _alignments[key]);
        SeenStep? before = null;
        Positions? reference = null;
        foreach (var step in _steps.TakeWhile(s => s.Number < until.Number).Append(until))
        {
            if (!known.ContainsKey(step.Number))
            {
                var raw = step.Raw(picked);
                reference ??= before is null ? null : known[before.Number].Apply(before.Raw(picked));
                known[step.Number] = isTurned && reference is not null ? RigidAlignment.Between(raw, reference) : RigidAlignment.None(raw.Dimensions);
                reference = known[step.Number].Apply(raw);
            }
            else
            {
                reference = null;
            }

            before = step;
        }
    }

    private void Remove(int at)
    {
        Forget(_steps[at].Number);
        _steps.RemoveAt(at);
    }

    private void Forget(int number)
    {
        foreach (var known in _alignments.Values)
        {
            known.Remove(number);
        }
    }
}

/// <summary>What is kept of the steps that were seen.</summary>
/// <param name="Seen">How many there were.</param>
/// <param name="Every">1 when all are kept, 2 when every second one is, and so on.</param>
/// <param name="Note">Why the history began anew; null when it did not.</param>
/// <param name="Steps">Those that are kept, oldest first.</param>
internal sealed record StepsSeen(int Seen, int Every, string? Note, IReadOnlyList<(SeenStep Step, RigidAlignment Alignment)> Steps);
