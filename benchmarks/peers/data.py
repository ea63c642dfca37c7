"""The data of the comparisons: each function gives a title, vectors [n, d] float32, and labels [n] or None.

Real data stands in a folder shared/data somewhere above; where it is absent, vectors of the same shape and a like structure are made.
The title says which they are.
"""
import gzip
import os
import subprocess
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def shared(path):
    """The path below the nearest folder named shared above this one, or None."""
    directory = HERE
    while directory != "/":
        candidate = os.path.join(directory, "shared", path)
        if os.path.exists(candidate):
            return candidate
        directory = os.path.dirname(directory)
    return None


def images(folder, part):
    pixels = np.frombuffer(gzip.open(os.path.join(folder, part + "-images-idx3-ubyte.gz")).read(), np.uint8, offset=16)
    labels = np.frombuffer(gzip.open(os.path.join(folder, part + "-labels-idx1-ubyte.gz")).read(), np.uint8, offset=8)
    return pixels.reshape(-1, 784).astype(np.float32) / 255, labels.astype(np.int64)


def clusters(rows, columns, seed, spread=1.0):
    """Fifty normal clusters of ten dimensions each, and noise: for machines that have no real data."""
    random = np.random.default_rng(seed)
    labels = random.integers(50, size=rows)
    centres = random.normal(size=(50, 10)) * 3
    latent = centres[labels] + random.normal(size=(rows, 10)) * spread
    x = latent @ random.normal(size=(10, columns)) / np.sqrt(10) + 0.15 * random.normal(size=(rows, columns))
    return x.astype(np.float32), labels


def digits():
    if folder := shared("data/mnist-10k"):
        return "MNIST test 10,000 × 784", *images(folder, "t10k")
    return "made 10,000 × 784", *clusters(10_000, 784, 1)


def digits50():
    """The first fifty principal components of the digits."""
    title, x, labels = digits()
    centred = x.astype(np.float64) - x.mean(0, dtype=np.float64)
    vectors = np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :50]
    return title.replace("784", "50") + " (PCA)", (centred @ vectors).astype(np.float32), labels


def words():
    if path := shared("data/glove-10k/glove.6B.50d.10k.txt"):
        return "GloVe 10,000 × 50", np.array([line.split(" ")[1:] for line in open(path, encoding="utf-8")], np.float32), None
    return "made 10,000 × 50", *clusters(10_000, 50, 4)


def reviews():
    if path := shared("data/imdb-reviews-100k/imdb_reviews_100k_64d.npy"):
        sentiment = [line.split("\t")[2] for line in
                     gzip.open(shared("data/imdb-reviews-100k/imdb_reviews_100k_metadata.tsv.gz"), "rt", encoding="utf-8")][1:]
        # Unlabelled rows are -1 and do not count.
        return "reviews 100,000 × 64", np.load(path), np.array([{"neg": 0, "pos": 1}.get(s, -1) for s in sentiment])
    return "made 100,000 × 64", *clusters(100_000, 64, 5)


def fashion():
    if folder := shared("data/fashion-mnist"):
        parts = [images(folder, part) for part in ("train", "t10k")]
        return "Fashion-MNIST 70,000 × 784", np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    return "made 70,000 × 784", *clusters(70_000, 784, 6)


def blobs():
    """The set blobs100k of the tool that made the anchors; without it, a like one."""
    if tool := shared("tools/make_data.py"):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([sys.executable, tool, folder, "--only", "blobs100k"], check=True, stdout=subprocess.DEVNULL)
            return "blobs100k 100,000 × 128", np.load(os.path.join(folder, "blobs100k.npy")), np.load(os.path.join(folder, "blobs100k.labels.npy"))
    return "made 100,000 × 128", *clusters(100_000, 128, 7)
