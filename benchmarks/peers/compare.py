#!/usr/bin/python3
"""Runs each task by its peers and by this project in turn, and prints a Markdown table. Use run.sh, which prepares everything.

Every figure is the median of the repeats (5). A repeat starts two processes for each program: one runs the task once (the whole
process, from outside, and the first run within it: imports, just-in-time compilation and reading the file included or not), one
runs it three times and the third is the warm run. CPU is user + system over all threads. "busy" is the share of the cores that other
processes used meanwhile: a table with more than a few percent there is not to be trusted.
"""
import argparse
import datetime
import os
import statistics
import sys
import tempfile

import faiss
import numpy as np
import sklearn

import data as data_sets
import measuring
import quality

HERE = os.path.dirname(os.path.abspath(__file__))
NEIGHBORS = 15
QUERIES = 20

# Task: data, ours, peers.
TASKS = {
    "PCA to 10": [("digits", "pca", ["pca-numpy", "pca-sklearn"]), ("blobs", "pca", ["pca-numpy", "pca-sklearn"])],
    "exact neighbors of all rows, k = 15": [("digits", "knn", ["knn-faiss", "knn-sklearn"])],
    "exact neighbors of one row, k = 15": [("large", "query", ["query-faiss"])],
}
NAMES = {
    "pca-numpy": "numpy, eigh of the covariance", "pca-sklearn": "scikit-learn, randomized", "knn-faiss": "faiss IndexFlatL2",
    "knn-sklearn": "scikit-learn, brute", "query-faiss": "faiss IndexFlatL2", "ours": "**ours**",
}


def noisy_blobs():
    random = np.random.default_rng(2)
    centres = random.normal(size=(50, 128)) * np.linspace(3, 0.1, 128)
    return "50 blobs 100,000 × 128", (centres[random.integers(50, size=100_000)] + random.normal(size=(100_000, 128))).astype(np.float32)


def large():
    return "normal 1,000,000 × 128", np.random.default_rng(3).standard_normal((1_000_000, 128), np.float32)


def recall(saved, x, rows, columns):
    """The recall of 200 of the saved lists [m, columns]; list i belongs to row rows(i)."""
    found = np.fromfile(saved, np.int32).reshape(-1, columns)
    sample = np.arange(0, len(found), max(1, len(found) // 200))
    return quality.recall(found[sample], x, [rows(position) for position in sample], NEIGHBORS)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True, help="the built benchmark program")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=["pca", "knn", "query"], help="only these tasks")
    parser.add_argument("--output", help="where the table goes; benchmarks/results/DATE-neighbors-and-pca.md by default")
    options = parser.parse_args()
    measuring.blas()
    environment = measuring.environment()
    lines = ["| task | data | program | warm: wall s | warm: CPU s | first: wall s | first: CPU s | whole process: wall s | whole process: CPU s | result | busy |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    with tempfile.TemporaryDirectory() as folder:
        for task, cases in TASKS.items():
            for data, ours, peers in cases:
                if options.only and ours not in options.only:
                    continue
                title, x = {"digits": data_sets.digits, "blobs": noisy_blobs, "large": large}[data]()[:2]
                path = os.path.join(folder, data + ".npy")
                np.save(path, x)
                programs = {p: ["/usr/bin/python3", os.path.join(HERE, "peer.py"), p, path] for p in peers}
                programs["ours"] = ["dotnet", options.ours, "measure", ours, path]
                measured = {p: [] for p in programs}
                results = {}
                for repeat in range(options.repeats):
                    for program, command in programs.items():
                        saved = os.path.join(folder, "found")
                        once, wall, cpu, busy = measuring.start(command + (["--save", saved] if repeat == 0 else []), environment)
                        warm, _, _, warm_busy = measuring.start(command + ["--runs", "3"], environment)
                        measured[program].append((warm["runs"][-1]["wall"], warm["runs"][-1]["cpu"], once["runs"][0]["wall"],
                                                  once["runs"][0]["cpu"], wall, cpu, max(busy, warm_busy)))
                        if repeat == 0:
                            results[program] = once["result"]
                            if ours != "pca":
                                rows = (lambda p: p) if ours == "knn" else (lambda p: p * len(x) // QUERIES)
                                results[program] = f"recall {recall(saved, x, rows, NEIGHBORS + (program != 'ours')):.4f}"
                            else:
                                results[program] = f"explains {once['result']}"
                for program in programs:
                    medians = [statistics.median(column) for column in zip(*measured[program])]
                    lines.append(f"| {task} | {title} | {NAMES[program]} | " + " | ".join(f"{m:.3f}" for m in medians[:6])
                                 + f" | {results[program]} | {medians[6]:.0%} |")
                    print(lines[-1], file=sys.stderr, flush=True)
    today = datetime.date.today().isoformat()
    text = "\n".join([
        f"# Neighbors and PCA beside their peers, {today}", "",
        f"{measuring.machine()}, scikit-learn {sklearn.__version__}, faiss {faiss.__version__}. `benchmarks/peers/run.sh`; medians of {options.repeats}.", "",
        *lines, "",
        "Warm: the third run in a process. First: the first run in a process, after imports and reading (just-in-time compilation is in ours).",
        "Whole process: start, imports, reading the file and one run. CPU: user + system of all threads. Busy: the share of the cores that other",
        "processes took meanwhile. A query's times in \"warm\" and \"first\" are per query, of 20 in a row, over an index that is already built.", ""])
    output = options.output or os.path.join(HERE, "..", "results", f"{today}-neighbors-and-pca.md")
    os.makedirs(os.path.dirname(os.path.abspath(output)), exist_ok=True)
    with open(output, "w") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    main()
