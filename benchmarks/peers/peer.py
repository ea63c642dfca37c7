#!/usr/bin/python3
"""One task by one peer in this process; prints one line of JSON: wall and CPU seconds of each run, and what came out.

  peer.py PEER FILE.npy [--runs N] [--save FILE]
  PEER: pca-numpy pca-sklearn knn-faiss knn-sklearn query-faiss

Times are of the algorithm alone: the import and the reading of the file come before. All cores are used.
"""
import argparse
import json
import os
import resource
import time

import numpy as np

NEIGHBORS = 15
QUERIES = 20


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def pca_numpy(x):
    centred = x - x.mean(0)
    values, vectors = np.linalg.eigh((centred.T @ centred / (len(x) - 1)).astype(np.float64))
    values, vectors = values[::-1], vectors[:, ::-1][:, :10]
    centred @ vectors.astype(np.float32)
    return f"{values[:10].sum() / values.sum():.6f}", None


def pca_sklearn(x):
    from sklearn.decomposition import PCA
    pca = PCA(10, svd_solver="randomized", random_state=0)
    pca.fit_transform(x)
    return f"{pca.explained_variance_ratio_.sum():.6f}", None


def knn_faiss(x):
    import faiss
    index = faiss.IndexFlatL2(x.shape[1])
    index.add(x)
    return "", index.search(x, NEIGHBORS + 1)[1]


def knn_sklearn(x):
    from sklearn.neighbors import NearestNeighbors
    search = NearestNeighbors(n_neighbors=NEIGHBORS + 1, algorithm="brute", n_jobs=-1).fit(x)
    return "", search.kneighbors(x, return_distance=False)


def query_faiss(index, x):
    rows = [q * len(x) // QUERIES for q in range(QUERIES)]
    return "", np.concatenate([index.search(x[row:row + 1], NEIGHBORS + 1)[1] for row in rows])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer")
    parser.add_argument("file")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--save")
    options = parser.parse_args()
    x = np.load(options.file)
    divisor = 1
    if options.peer == "query-faiss":
        # Building the index once belongs to reading, as with ours.
        import faiss
        faiss.omp_set_num_threads(os.cpu_count())
        index = faiss.IndexFlatL2(x.shape[1])
        index.add(x)
        divisor = QUERIES
        work = lambda: query_faiss(index, x)
    else:
        if "faiss" in options.peer:
            import faiss
            faiss.omp_set_num_threads(os.cpu_count())
        elif "sklearn" in options.peer:
            import sklearn.decomposition
            import sklearn.neighbors
        work = lambda: {"pca-numpy": pca_numpy, "pca-sklearn": pca_sklearn,
                        "knn-faiss": knn_faiss, "knn-sklearn": knn_sklearn}[options.peer](x)
    runs = []
    for _ in range(options.runs):
        before, start = cpu(), time.perf_counter()
        result, ids = work()
        runs.append({"wall": (time.perf_counter() - start) / divisor, "cpu": (cpu() - before) / divisor})
    if options.save and ids is not None:
        ids.astype(np.int32).tofile(options.save)
    print(json.dumps({"result": result, "runs": runs}))


if __name__ == "__main__":
    main()
