"""Judges tables of neighbors and maps, with numpy, in float64 where it matters: the same judge for every program.

Of a map, on one fixed sample of 5,000 rows (ranks are taken inside the sample):
  trustworthiness  k = 12 (Venna and Kaski 2001)
  preservation     the share of the 15 nearest in the vectors that are among the 15 nearest on the map
  labels           leave-one-out vote of the 10 nearest on the map, rows with a label alone
Of a t-SNE besides, over all rows:
  divergence       KL(P || Q), P from the 3 * perplexity nearest rows found exactly, Q with the sum over all pairs
"""
import numpy as np

SAMPLE = 5_000


def recall(found, x, rows, count):
    """The share of the true neighbors of rows[i] that found[i] names; the row itself does not count, equally near ones count as found."""
    queries, data, hits = x[rows].astype(np.float64), x.astype(np.float64), 0
    for a in range(0, len(rows), 100):
        for distances, ids, row in zip(squared(queries[a:a + 100], data), found[a:a + 100], rows[a:a + 100]):
            distances[row] = np.inf
            limit = np.partition(distances, count - 1)[count - 1]
            others = [i for i in dict.fromkeys(ids) if i != row and i >= 0][:count]
            hits += sum(distances[i] <= limit * (1 + 1e-7) for i in others)
    return hits / (count * len(rows))


def squared(a, b):
    result = (a * a).sum(1)[:, None] + (b * b).sum(1)[None, :] - 2 * (a @ b.T)
    return np.maximum(result, 0, out=result)


def nearest(distances, count):
    part = np.argpartition(distances, count, axis=1)[:, :count]
    return np.take_along_axis(part, np.argsort(np.take_along_axis(distances, part, 1), axis=1, kind="stable"), 1)


class Judge:
    """The judge of maps of the rows x [n, d]; labels [n], -1 for none."""

    def __init__(self, x, labels):
        self.rows = np.random.Generator(np.random.PCG64(0)).permutation(len(x))[:SAMPLE]
        sample = x[self.rows].astype(np.float64)
        sample -= sample.mean(0)
        self.far = squared(sample, sample)
        np.fill_diagonal(self.far, np.inf)
        self.labels = None if labels is None else labels[self.rows]

    def of(self, positions):
        if not np.isfinite(positions).all():
            raise ValueError("The map has positions that are not finite.")
        y, n, k = positions[self.rows].astype(np.float64), len(self.rows), 12
        near = squared(y, y)
        np.fill_diagonal(near, np.inf)
        order = nearest(near, 15)
        ranks = np.stack([(self.far < np.take_along_axis(self.far, order[:, i:i + 1], 1)).sum(1) + 1 for i in range(15)], 1)
        result = {"trustworthiness": 1 - 2 * np.maximum(ranks[:, :k] - k, 0).sum() / (n * k * (2 * n - 3 * k - 1)),
                  "preservation": (ranks <= 15).mean()}
        if self.labels is not None:
            known = self.labels >= 0
            among = nearest(near[np.ix_(known, known)], 10)
            labels = self.labels[known]
            votes = np.stack([(labels[among] == label).sum(1) for label in range(labels.max() + 1)], 1)
            result["labels"] = (votes.argmax(1) == labels).mean()
        return {name: float(value) for name, value in result.items()}


class Affinities:
    """The P of t-SNE: exact neighbors, a precision of each row by bisection, both directions joined."""

    def __init__(self, x, perplexity=30):
        import faiss
        n, count = len(x), 3 * perplexity
        index = faiss.IndexFlatL2(x.shape[1])
        index.add(x)
        rows, found, distances = np.arange(n), np.empty((n, count), np.int64), np.empty((n, count))
        for a in range(0, n, 2000):
            ids = index.search(x[a:a + 2000], count + 1)[1]
            for i, own in enumerate(ids):
                others = own[own != a + i][:count]
                found[a + i] = others
                distances[a + i] = ((x[others].astype(np.float64) - x[a + i]) ** 2).sum(1)
        distances -= distances.min(1, keepdims=True)
        low, high, beta = np.zeros(n), np.full(n, np.inf), 1 / np.maximum(distances.mean(1), 1e-12)
        for _ in range(64):
            weights = np.exp(-distances * beta[:, None])
            total = weights.sum(1)
            wide = np.log(total) + beta * (weights * distances).sum(1) / total > np.log(perplexity)
            low, high = np.where(wide, beta, low), np.where(wide, high, beta)
            beta = np.where(np.isinf(high), beta * 2, (low + high) / 2)
        weights = np.exp(-distances * beta[:, None])
        weights /= weights.sum(1, keepdims=True)
        i, j, both = np.repeat(rows, count), found.ravel(), np.concatenate([weights.ravel(), weights.ravel()]) / (2 * n)
        keys, inverse = np.unique(np.concatenate([i * n + j, j * n + i]), return_inverse=True)
        self.values = np.bincount(inverse, weights=both)
        self.i, self.j = keys // n, keys % n
        kept = self.values > 0
        self.i, self.j, self.values = self.i[kept], self.j[kept], self.values[kept]

    def divergence(self, positions):
        """KL(P || Q) with the Student kernel 1 / (1 + d^2), in any number of dimensions."""
        y, total = positions.astype(np.float64), 0.0
        y -= y.mean(0)
        for a in range(0, len(y), 500):
            total += (1 / (1 + squared(y[a:a + 500], y))).sum()
        total -= len(y)
        closeness = 1 / (1 + ((y[self.i] - y[self.j]) ** 2).sum(1))
        return float((self.values * np.log(self.values * total / closeness)).sum())
