namespace EmbeddingProjector.Training.Tests;

/// <summary>
/// The model of the tutorial and its training once more, in float64, written for clarity alone: every place of every padded text, every weight
/// at every step. It shares no code with what it checks.
/// </summary>
internal sealed class ReferenceModel
{
    private readonly int _d;
    private readonly int _units;
    private readonly double[][] _weights;
    private readonly double[][] _m;
    private readonly double[][] _v;
    private int _t;

    public ReferenceModel(Sequential model, int d, int units)
    {
        (_d, _units) = (d, units);
        _weights = [.. model.Layers.SelectMany(layer => layer.GetWeights()).Select(table => table.Rows(0, table.RowCount).ToArray().Select(w => (double)w).ToArray())];
        _m = [.. _weights.Select(w => new double[w.Length])];
        _v = [.. _weights.Select(w => new double[w.Length])];
    }

    public double[][] Weights => _weights;

    public double Logit(int[] ids) => Layers(ids).Logit;

    /// <summary>The mean loss of the batch, and its gradient by each weight.</summary>
    public (double Loss, double[][] Gradient) LossAndGradient(int[,] ids, int[] labels)
    {
        var (count, length) = (ids.GetLength(0), ids.GetLength(1));
        double[][] gradient = [.. _weights.Select(w => new double[w.Length])];
        var loss = 0.0;
        for (var text = 0; text < count; text++)
        {
            int[] row = [.. Enumerable.Range(0, length).Select(t => ids[text, t])];
            var (mean, hidden, logit) = Layers(row);
            loss += (Math.Log(1 + Math.Exp(logit)) - (labels[text] * logit)) / count;
            var dLogit = ((1 / (1 + Math.Exp(-logit))) - labels[text]) / count;
            gradient[4][0] += dLogit;
            for (var u = 0; u < _units; u++)
            {
                gradient[3][u] += dLogit * hidden[u];
                var dHidden = hidden[u] > 0 ? dLogit * _weights[3][u] : 0;
                gradient[2][u] += dHidden;
                for (var i = 0; i < _d; i++)
                {
                    gradient[1][(i * _units) + u] += dHidden * mean[i];
                    foreach (var id in row)
                    {
                        gradient[0][(id * _d) + i] += dHidden * _weights[1][(i * _units) + u] / length;
                    }
                }
            }
        }

        return (loss, gradient);
    }

    /// <summary>A step of Adam on the batch; returns the loss before it.</summary>
    public double Train(int[,] ids, int[] labels)
    {
        var (loss, gradient) = LossAndGradient(ids, labels);
        _t++;
        for (var p = 0; p < _weights.Length; p++)
        {
            for (var i = 0; i < _weights[p].Length; i++)
            {
                var g = gradient[p][i];
                _m[p][i] = (0.9 * _m[p][i]) + (0.1 * g);
                _v[p][i] = (0.999 * _v[p][i]) + (0.001 * g * g);
                _weights[p][i] -= 0.001 * Math.Sqrt(1 - Math.Pow(0.999, _t)) / (1 - Math.Pow(0.9, _t)) * _m[p][i] / (Math.Sqrt(_v[p][i]) + 1e-7);
            }
        }

        return loss;
    }

    private (double[] Mean, double[] Hidden, double Logit) Layers(int[] ids)
    {
        double[] mean = [.. Enumerable.Range(0, _d).Select(i => ids.Average(id => _weights[0][(id * _d) + i]))];
        double[] hidden = [.. Enumerable.Range(0, _units).Select(u =>
            Math.Max(0, _weights[2][u] + Enumerable.Range(0, _d).Sum(i => mean[i] * _weights[1][(i * _units) + u])))];
        return (mean, hidden, _weights[4][0] + Enumerable.Range(0, _units).Sum(u => hidden[u] * _weights[3][u]));
    }
}
