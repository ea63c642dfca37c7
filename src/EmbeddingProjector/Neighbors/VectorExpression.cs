using System.Globalization;

namespace EmbeddingProjector.Neighbors;

/// <summary>One term of an expression over vectors: a factor and what it multiplies, a name or given numbers.</summary>
/// <param name="Factor">The factor, its sign included.</param>
/// <param name="Name">The label of a row.</param>
public readonly record struct ExpressionTerm(double Factor, string Name);

/// <summary>
/// Sums of vectors by the names of their rows, as in <c>king - man + woman</c> or <c>0.5 * "New York" + paris</c>. A plus or minus is an operator
/// where white space stands on both sides of it (so <c>well-known</c> is one name), or at the very beginning; a name in quotes may hold anything.
/// </summary>
public static class VectorExpression
{
    /// <summary>The terms of an expression.</summary>
    /// <exception cref="FormatException">It is none, with the place (from 1) and what was expected there.</exception>
    public static IReadOnlyList<ExpressionTerm> Parse(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var reader = new Reader(expression);
        var terms = new List<ExpressionTerm>();
        var sign = reader.LeadingSign();
        while (true)
        {
            terms.Add(reader.Term(sign));
            if (reader.AtEnd)
            {
                return terms;
            }

            sign = reader.Operator();
        }
    }

    /// <summary>
    /// The sum of terms <c>Σ factor · v</c>, in float64. For the cosine each vector counts by its direction alone, as is usual for analogies (Mikolov et al.,
    /// "Linguistic Regularities in Continuous Space Word Representations", 2013); else as it is.
    /// </summary>
    /// <param name="vectors">The vectors <c>[n, d]</c>.</param>
    /// <param name="metric">The distance that the sum is for.</param>
    /// <param name="terms">Factors and rows.</param>
    /// <returns>The sum <c>[d]</c>.</returns>
    public static float[] Sum(VectorTable vectors, DistanceMetric metric, IReadOnlyList<(double Factor, int Row)> terms)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(terms);
        var sum = new double[vectors.ColumnCount];
        foreach (var (factor, row) in terms)
        {
            var vector = vectors.Row(row);
            var scale = factor;
            if (metric == DistanceMetric.Cosine)
            {
                var squares = 0.0;
                foreach (var value in vector)
                {
                    squares += (double)value * value;
                }

                scale = squares > 0 ? factor / Math.Sqrt(squares) : 0;
            }

            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += scale * vector[i];
            }
        }

        return Array.ConvertAll(sum, value => (float)value);
    }

    /// <summary>The numbers of a pasted vector: separated by commas, semicolons or white space, in brackets or not.</summary>
    /// <returns>The numbers, or null when the text is anything else.</returns>
    public static float[]? Numbers(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var inner = text.Trim();
        if (inner.Length > 1 && inner[0] == '[' && inner[^1] == ']')
        {
            inner = inner[1..^1];
        }

        var parts = inner.Split((char[])[',', ';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new float[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
            {
                return null;
            }
        }

        return numbers.Length == 0 ? null : numbers;
    }

    private sealed class Reader(string text)
    {
        private int _at;

        public bool AtEnd
        {
            get
            {
                SkipSpace();
                return _at == text.Length;
            }
        }

        public int LeadingSign()
        {
            SkipSpace();
            if (_at + 1 < text.Length && text[_at] is '+' or '-' && char.IsWhiteSpace(text[_at + 1]))
            {
                return text[_at++] == '-' ? -1 : 1;
            }

            return 1;
        }

        public int Operator()
        {
            SkipSpace();
            if (text[_at] is not ('+' or '-'))
            {
                throw Wrong("+ or − was expected after a name in quotes");
            }

            return text[_at++] == '-' ? -1 : 1;
        }

        public ExpressionTerm Term(int sign)
        {
            var factor = (double)sign;
            SkipSpace();
            if (Factor() is { } given)
            {
                factor *= given;
                SkipSpace();
            }

            return new ExpressionTerm(factor, _at < text.Length && text[_at] == '"' ? Quoted() : Plain());
        }

        // A number and a star; nothing is taken when there is no star.
        private double? Factor()
        {
            var star = text.IndexOf('*', _at);
            if (star < 0 || !double.TryParse(text.AsSpan(_at, star - _at), NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) || !double.IsFinite(factor))
            {
                return null;
            }

            _at = star + 1;
            return factor;
        }

        private string Quoted()
        {
            var begin = _at + 1;
            var end = text.IndexOf('"', begin);
            if (end < 0)
            {
                throw Wrong("the quote that begins here has no end");
            }

            _at = end + 1;
            return text[begin..end];
        }

        private string Plain()
        {
            var begin = _at;
            while (_at < text.Length && !IsOperator(_at))
            {
                _at++;
            }

            var name = text[begin.._at].Trim();
            if (name.Length == 0)
            {
                _at = begin;
                throw Wrong("a name was expected");
            }

            return name;
        }

        private bool IsOperator(int at) =>
            text[at] is '+' or '-' && at > 0 && char.IsWhiteSpace(text[at - 1]) && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]));

        private void SkipSpace()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
        }

        private FormatException Wrong(string expected) =>
            new(string.Create(CultureInfo.InvariantCulture, $"\"{text}\" is no sum of names: at character {_at + 1} {expected}."));
    }
}
