#!/usr/bin/python3
"""Runs each task by its peers and by this project in turn, and prints a Markdown table. Use run.sh, which prepares everything.

Every figure is the median of the repeats (5). A repeat starts two processes for each program: one runs the task once (the whole
process, from outside, and the first run within it: imports, just-in-time compilation and reading the file included or not), one
runs it three times and the third is the warm run. CPU is user + system over all threads. "busy" is the share of the cores that other
processes used meanwhile: a table with more than a few percent there is not to be trusted.
"""
import argparse
import datetime
import gzip
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

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


def digits(folder):
    """MNIST's test images 10,000 x 784 from the shared data, or noise of the same shape where that is absent."""
    directory = HERE
    while directory != "/":
        path = os.path.join(directory, "shared/data/mnist-10k/t10k-images-idx3-ubyte.gz")
        if os.path.exists(path):
            pixels = np.frombuffer(gzip.open(path).read(), np.uint8, offset=16).reshape(10_000, 784)
            return "MNIST test 10,000 × 784", pixels.astype(np.float32) / 255
        directory = os.path.dirname(directory)
    return "noise 10,000 × 784", np.random.default_rng(1).random((10_000, 784), np.float32)


def blobs(folder):
    random = np.random.default_rng(2)
    centres = random.normal(size=(50, 128)) * np.linspace(3, 0.1, 128)
    return "50 blobs 100,000 × 128", (centres[random.integers(50, size=100_000)] + random.normal(size=(100_000, 128))).astype(np.float32)


def large(folder):
    return "normal 1,000,000 × 128", np.random.default_rng(3).standard_normal((1_000_000, 128), np.float32)


def busy_ticks():
    """CPU ticks of the whole machine in use."""
    fields = [int(v) for v in open("/proc/stat").readline().split()[1:]]
    return sum(fields[:3]) + fields[5] + fields[6]


def start(command, environment):
    """Runs a command; its JSON, wall, CPU and peak memory, and the share of the cores others used meanwhile."""
    before, ticks, clock = resource.getrusage(resource.RUSAGE_CHILDREN), busy_ticks(), time.perf_counter()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    wall = time.perf_counter() - clock
    after, used = resource.getrusage(resource.RUSAGE_CHILDREN), (busy_ticks() - ticks) / os.sysconf("SC_CLK_TCK")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), wall, cpu, max(0, used - cpu) / (wall * os.cpu_count())


def recall(saved, x, rows, self_included):
    """The share of the true neighbors of sampled rows, by float64, that were found; equally near rows count as found."""
    found = np.fromfile(saved, np.int32).reshape(-1, NEIGHBORS + (1 if self_included else 0))
    sample = range(0, len(found), max(1, len(found) // 200))
    hits = 0
    for position in sample:
        row = rows(position)
        others = [i for i in found[position] if i != row][:NEIGHBORS]
        distances = ((x - x[row].astype(np.float64)) ** 2).sum(1) if len(x) <= 20_000 else blocked(x, row)
        distances[row] = np.inf
        limit = np.partition(distances, NEIGHBORS - 1)[NEIGHBORS - 1]
        hits += sum(distances[i] <= limit * (1 + 1e-7) for i in others)
    return hits / (NEIGHBORS * len(sample))


def blocked(x, row):
    query = x[row].astype(np.float64)
    return np.concatenate([((x[i:i + 50_000] - query) ** 2).sum(1) for i in range(0, len(x), 50_000)])


def blas():
    """The BLAS that numpy and faiss really load; the comparison is void without OpenBLAS."""
    np.ones((2, 2)) @ np.ones((2, 2))
    libraries = {line.split("/")[-1].strip() for line in open("/proc/self/maps") if "openblas" in line}
    if not libraries:
        sys.exit("numpy does not use OpenBLAS here: install libopenblas0-pthread (run.sh does).")
    return ", ".join(sorted(libraries))


def versions():
    import faiss
    import sklearn
    runtime = subprocess.run(["dotnet", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    return (f"{os.cpu_count()} cores ({cpu}), Python {platform.python_version()}, numpy {np.__version__}, "
            f"{blas()}, scikit-learn {sklearn.__version__}, faiss {faiss.__version__}, .NET SDK {runtime}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True, help="the built benchmark program")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=["pca", "knn", "query"], help="only these tasks")
    parser.add_argument("--output", help="where the table goes; benchmarks/results/DATE-neighbors-and-pca.md by default")
    options = parser.parse_args()
    blas()
    environment = dict(os.environ)
    # Unset, OpenBLAS takes the kernel for this very processor.
    environment.pop("OPENBLAS_CORETYPE", None)
    lines = ["| task | data | program | warm: wall s | warm: CPU s | first: wall s | first: CPU s | whole process: wall s | whole process: CPU s | result | busy |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    with tempfile.TemporaryDirectory() as folder:
        for task, cases in TASKS.items():
            for data, ours, peers in cases:
                if options.only and ours not in options.only:
                    continue
                title, x = {"digits": digits, "blobs": blobs, "large": large}[data](folder)
                path = os.path.join(folder, data + ".npy")
                np.save(path, x)
                programs = {p: ["/usr/bin/python3", os.path.join(HERE, "peer.py"), p, path] for p in peers}
                programs["ours"] = ["dotnet", options.ours, "measure", ours, path]
                measured = {p: [] for p in programs}
                results = {}
                for repeat in range(options.repeats):
                    for program, command in programs.items():
                        saved = os.path.join(folder, "found")
                        once, wall, cpu, busy = start(command + (["--save", saved] if repeat == 0 else []), environment)
                        warm, _, _, warm_busy = start(command + ["--runs", "3"], environment)
                        measured[program].append((warm["runs"][-1]["wall"], warm["runs"][-1]["cpu"], once["runs"][0]["wall"],
                                                  once["runs"][0]["cpu"], wall, cpu, max(busy, warm_busy)))
                        if repeat == 0:
                            results[program] = once["result"]
                            if ours != "pca":
                                rows = (lambda p: p) if ours == "knn" else (lambda p: p * len(x) // QUERIES)
                                results[program] = f"recall {recall(saved, x, rows, program != 'ours'):.4f}"
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
        f"{versions()}. `benchmarks/peers/run.sh`; medians of {options.repeats}.", "",
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
