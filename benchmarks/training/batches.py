"""The batches and initial weights that the benchmark program writes ("batches"), as NumPy arrays."""
import os

import numpy as np


def read(folder):
    """(vocabulary, features, units), batches as (ids [count, length] with padding, labels [count, 1]), and the initial weights in float32."""
    ints = np.fromfile(os.path.join(folder, "batches.bin"), "<i4")
    vocabulary, d, units, count = (int(size) for size in ints[:4])
    batches, at = [], 4
    for _ in range(count):
        texts, length = ints[at:at + 2]
        labels = ints[at + 2:at + 2 + texts]
        lengths = ints[at + 2 + texts:at + 2 + 2 * texts]
        at += 2 + 2 * texts
        ids = np.zeros((texts, length), np.int64)
        for row, size in enumerate(lengths):
            ids[row, :size] = ints[at:at + size]
            at += size
        batches.append((ids, labels.astype(np.float32)[:, None]))
    weights, at = [], 0
    floats = np.fromfile(os.path.join(folder, "weights.bin"), "<f4")
    for shape in [(vocabulary, d), (d, units), (units,), (units, 1), (1,)]:
        size = int(np.prod(shape))
        weights.append(floats[at:at + size].reshape(shape))
        at += size
    return (vocabulary, d, units), batches, weights
