#!/usr/bin/python3
"""Neighbors or a map by one peer in this process; prints one line of JSON: wall and CPU seconds of each run, and how it was set.

  layout_peer.py PEER FILE.npy [--runs N] [--seed S] [--save FILE] [--opentsne PATH]
  PEER: graph-pynndescent graph-hnswlib graph-faiss tsne2-opentsne tsne2-sklearn tsne3-sklearn umap2-umap

Times are of the algorithm alone, from vectors in memory to neighbors or positions in memory; imports, reading and the search for a
setting that reaches the recall come before. All cores are used. What is saved is the last run's.
"""
import argparse
import json
import os
import resource
import sys
import time
import warnings

import numpy as np

import measuring

NEIGHBORS = 15
RECALL = 0.99
CORES = os.cpu_count()


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak():
    """The most memory that was resident, in megabytes."""
    return next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))


def first_sufficient(x, settings, search):
    """The cheapest setting with which search(setting, rows) has the recall, on 2,000 rows; and that recall."""
    import faiss
    rows = np.random.default_rng(0).permutation(len(x))[:2_000]
    exact = faiss.IndexFlatL2(x.shape[1])
    exact.add(x)
    true = exact.search(x[rows], NEIGHBORS + 1)[1]
    for setting in settings:
        found = search(setting, x[rows])
        recall = np.mean([len(np.intersect1d(f[f != r], t[t != r])) / NEIGHBORS for f, t, r in zip(found, true, rows)])
        if recall >= RECALL:
            return setting
    sys.exit(f"No setting reaches a recall of {RECALL}.")


def pynndescent(x, seed):
    import pynndescent
    return f"pynndescent {pynndescent.__version__}", lambda: pynndescent.NNDescent(
        x, n_neighbors=NEIGHBORS + 1, random_state=seed, n_jobs=CORES).neighbor_graph[0]


def hnswlib(x, seed):
    import hnswlib

    def build():
        index = hnswlib.Index(space="l2", dim=x.shape[1])
        index.init_index(len(x), ef_construction=100, M=16, random_seed=seed)
        index.set_num_threads(CORES)
        index.add_items(x)
        return index

    def search(index, ef, rows):
        index.set_ef(ef)
        return index.knn_query(rows, k=NEIGHBORS + 1)[0].astype(np.int64)

    trial = build()
    ef = first_sufficient(x, (16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 80, 96, 128, 160, 192, 224, 256), lambda setting, rows: search(trial, setting, rows))
    del trial
    return f"hnswlib, M 16, efConstruction 100, ef {ef}", lambda: search(build(), ef, x)


def faiss_lists(x, seed):
    import faiss
    faiss.omp_set_num_threads(CORES)
    lists = int(2 * np.sqrt(len(x)))

    def build():
        index = faiss.IndexIVFFlat(faiss.IndexFlatL2(x.shape[1]), x.shape[1], lists)
        index.train(x[::max(1, len(x) // (lists * 64))])
        index.add(x)
        return index

    def search(index, probes, rows):
        index.nprobe = probes
        return index.search(rows, NEIGHBORS + 1)[1]

    # An index does not own its quantizer; faiss' Python keeps it alive only with the object it was given to.
    trial = build()
    probes = first_sufficient(x, (4, 6, 8, 10, 12, 14, 16, 20, 24, 32, 40, 48, 56, 64), lambda setting, rows: search(trial, setting, rows))
    return f"faiss {faiss.__version__} IVF, {lists} lists, {probes} probes", lambda: search(build(), probes, x)


def opentsne(x, seed):
    import openTSNE
    return f"openTSNE {openTSNE.__version__}, FFT", lambda: np.asarray(openTSNE.TSNE(
        perplexity=30, n_jobs=CORES, random_state=seed, negative_gradient_method="fft",
        early_exaggeration_iter=250, n_iter=500).fit(x), np.float32)


def sklearn_tsne(x, seed, dimensions):
    import sklearn
    from sklearn.manifold import TSNE
    return f"scikit-learn {sklearn.__version__}, 1,000 iterations", lambda: TSNE(
        dimensions, perplexity=30, n_iter=1000, init="pca", learning_rate="auto", random_state=seed, n_jobs=CORES).fit_transform(x)


def umap_learn(x, seed):
    import umap
    # A seed would make it run on one core.
    return f"umap-learn {umap.__version__}", lambda: umap.UMAP(n_neighbors=15, min_dist=0.1).fit_transform(x)


PEERS = {
    "graph-pynndescent": pynndescent, "graph-hnswlib": hnswlib, "graph-faiss": faiss_lists, "tsne2-opentsne": opentsne,
    "tsne2-sklearn": lambda x, seed: sklearn_tsne(x, seed, 2), "tsne3-sklearn": lambda x, seed: sklearn_tsne(x, seed, 3),
    "umap2-umap": umap_learn,
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("file")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save")
    parser.add_argument("--opentsne", help="the folder that holds the package openTSNE")
    options = parser.parse_args()
    if options.opentsne:
        sys.path.insert(0, options.opentsne)
    warnings.filterwarnings("ignore")
    x = np.load(options.file)
    setting, work = PEERS[options.peer](x, options.seed)
    runs = []
    for _ in range(options.runs):
        before, machine, start = cpu(), measuring.busy_ticks(), time.perf_counter()
        out = work()
        wall, own, machine = time.perf_counter() - start, cpu() - before, measuring.busy_ticks() - machine
        runs.append({"wall": wall, "cpu": own, "busy": max(0, machine / os.sysconf("SC_CLK_TCK") - own) / (wall * CORES)})
    if options.save:
        out = np.ascontiguousarray(out, np.int32 if options.peer.startswith("graph") else np.float32)
        out.tofile(options.save)
    print(json.dumps({"result": setting, "runs": runs, "peak": peak()}))


if __name__ == "__main__":
    main()
