namespace EmbeddingProjector.Neighbors.Approximate;

/// <summary>
/// Looks for each row in the groups whose centres are nearest to it. The rows of one group are handled together, because they look in
/// much the same groups: for each group that any of them looks in, those that do are multiplied with it eight at a time.
/// </summary>
internal sealed unsafe class ListScan(ClusteredRows data, int probes, CandidateLists candidates)
{
    /// <summary>Scans for all rows.</summary>
    public void Run(int threads, IProgress<double>? progress, CancellationToken cancellationToken) =>
        ParallelBlocks.For(data.Clusters.Count, threads, () => new Worker(data, probes, candidates).Run, cancellationToken, progress);

    private sealed class Worker(ClusteredRows data, int probes, CandidateLists candidates)
    {
        private readonly PanelScores _block = new();
        private readonly CandidateLists _nearest = new(GatheredProducts.RowsAtOnce, probes);
        private readonly int[] _askerCount = new int[data.Clusters.Count];
        private readonly int[] _askerEnd = new int[data.Clusters.Count];
        private readonly List<int> _groups = [];
        private int[] _probe = [];
        private int[] _askers = [];

        public void Run(int cluster)
        {
            var first = data.Clusters.GroupFirst[cluster];
            var count = data.Clusters.GroupFirst[cluster + 1] - first;
            ChooseGroups(first, count);
            foreach (var group in _groups)
            {
                Scan(group, _askers.AsSpan(_askerEnd[group] - _askerCount[group], _askerCount[group]));
                _askerCount[group] = 0;
            }
        }

        /// <summary>
        /// Fills <see cref="_groups"/>, most asked first so that good candidates come early, and for each the rows that ask for
        /// it.
        /// </summary>
        private void ChooseGroups(int first, int count)
        {
            if (_probe.Length < count * probes)
            {
                _probe = new int[count * probes];
                _askers = new int[count * probes];
            }

            _groups.Clear();
            for (var i = 0; i < count; i += GatheredProducts.RowsAtOnce)
            {
                NearestCenters(first + i, Math.Min(GatheredProducts.RowsAtOnce, count - i), _probe.AsSpan(i * probes));
            }

            foreach (var group in _probe.AsSpan(0, count * probes))
            {
                if (_askerCount[group]++ == 0)
                {
                    _groups.Add(group);
                }
            }

            _groups.Sort((a, b) => _askerCount[a] != _askerCount[b] ? _askerCount[b].CompareTo(_askerCount[a]) : a.CompareTo(b));
            var next = 0;
            foreach (var group in _groups)
            {
                _askerEnd[group] = next;
                next += _askerCount[group];
            }

            for (var i = 0; i < count * probes; i++)
            {
                _askers[_askerEnd[_probe[i]]++] = first + (i / probes);
            }
        }

        private void NearestCenters(int first, int count, Span<int> probe)
        {
            _block.Clear();
            for (var r = 0; r < count; r++)
            {
                _block.Add(data.Rows.Row(first + r), r, -1);
                _nearest.Scores(r).Fill(float.PositiveInfinity);
            }

            _block.Offer(data.Centers, 0, 0, _nearest);
            for (var r = 0; r < count; r++)
            {
                _nearest.Rows(r).CopyTo(probe[(r * probes)..]);
            }
        }

        private void Scan(int group, ReadOnlySpan<int> askers)
        {
            _block.Clear();
            foreach (var row in askers)
            {
                _block.Add(data.Rows.Row(row), row, row);
                if (_block.IsFull)
                {
                    _block.Offer(data.Lists, group, data.Clusters.GroupFirst[group], candidates);
                    _block.Clear();
                }
            }

            _block.Offer(data.Lists, group, data.Clusters.GroupFirst[group], candidates);
        }
    }
}
