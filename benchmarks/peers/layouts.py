#!/usr/bin/python3
"""Neighbor graphs, t-SNE and UMAP by their peers and by this project in turn, speed and quality in one run; prints Markdown. Use run.sh.

Every figure is the median of the repeats (3), each with another seed. A program that compiles as it runs (numba's, and this one) is
timed twice: "first" is its first run in a process, "warm" its last of two (peers) or three (ours); the others have one figure for both.
CPU is user + system over all threads. Quality is that of the map or table of the same runs, judged by quality.py.
"""
import argparse
import collections
import datetime
import json
import os
import shlex
import statistics
import sys
import tempfile

import numpy as np

import data
import measuring
import original
import quality

HERE = os.path.dirname(os.path.abspath(__file__))
NEIGHBORS = 15
RECALL = 0.99

# A kind of work on some data: our task, peers, the peer that the goal is held against (None: the fastest) and the share of its time to reach.
Row = collections.namedtuple("Row", "title data task peers against goal")
ROWS = {
    "graph": Row("neighbors of all rows, k = 15, recall ≥ 0.99", "blobs", "graph",
                 ["graph-pynndescent", "graph-hnswlib", "graph-faiss"], None, 0.5),
    "graph-reviews": Row("neighbors of all rows, k = 15, recall ≥ 0.99", "reviews", "graph",
                         ["graph-pynndescent", "graph-hnswlib", "graph-faiss"], None, 0.5),
    "tsne": Row("t-SNE 2-D", "words", "tsne2", ["tsne2-opentsne", "tsne2-sklearn"], "tsne2-opentsne", 0.2),
    "tsne-digits": Row("t-SNE 2-D", "digits50", "tsne2", ["tsne2-opentsne", "tsne2-sklearn"], "tsne2-opentsne", 0.2),
    "tsne3": Row("t-SNE 3-D", "words", "tsne3", ["tsne3-sklearn"], "tsne3-sklearn", 0.1),
    "umap": Row("UMAP 2-D", "digits", "umap2", ["umap2-umap"], "umap2-umap", 0.15),
    "umap-reviews": Row("UMAP 2-D", "reviews", "umap2", ["umap2-umap"], "umap2-umap", 0.2),
    "tsne-fashion": Row("t-SNE 2-D", "fashion", "tsne2", ["tsne2-opentsne"], "tsne2-opentsne", 0.25),
}
# Ours alone, each with twice the rows of the one before.
GROWTH = {"growth-tsne": ("t-SNE 2-D", "fashion", "tsne2"), "growth-umap": ("UMAP 2-D", "reviews", "umap2")}
HALVINGS = 3
COMPILING = ("pynndescent", "umap")
ITERATIVE = ("early exaggeration", "optimisation", "layout")
MEASURES = ["recall", "trustworthiness", "preservation", "labels", "divergence"]


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder, self.environment = options, folder, measuring.environment()

    def start(self, command):
        return measuring.start(self.options.through + command, self.environment)[0]

    def ours(self, task, path, seed, runs, saved=None):
        return self.start(["dotnet", self.options.ours, "measure", task, path, "--seed", str(seed), "--runs", str(runs)]
                          + (["--save", saved] if saved else []))

    def save(self, x):
        path = os.path.join(self.folder, "data.npy")
        np.save(path, x)
        return path

    def once(self, program, row, path, seed, saved):
        """One repeat: warm wall and CPU, first wall and CPU, the share that others used, peak megabytes; and how the program was set."""
        if program == "ours":
            once = self.ours(row.task, path, seed, 1)
            warm = self.ours(row.task, path, seed, 3, saved)
            return timing(warm["runs"][-1], once["runs"][0]) + (once["peak"],), "**ours**"
        runs = 2 if program.endswith(COMPILING) else 1
        command = ["/usr/bin/python3", os.path.join(HERE, "layout_peer.py"), program, path, "--seed", str(seed), "--runs", str(runs), "--save", saved]
        command += ["--opentsne", self.options.opentsne] if self.options.opentsne else []
        out = self.start(command)
        return timing(out["runs"][-1], out["runs"][0]) + (out["peak"],), out["result"]

    def compare(self, row):
        """All programs of a row: the data's title, and of each program its name, times and qualities of each repeat."""
        title, x, labels = getattr(data, row.data)()
        path, saved = self.save(x), os.path.join(self.folder, "out")
        judge = quality.Judge(x, labels) if row.task != "graph" else None
        affinities = quality.Affinities(x) if row.task.startswith("tsne") else None
        programs = {p: {"times": [], "found": []} for p in [*row.peers, "ours"] if "opentsne" not in p or self.options.has_opentsne}
        for repeat in range(self.options.repeats):
            for program, kept in programs.items():
                figures, kept["name"] = self.once(program, row, path, repeat, saved)
                kept["times"].append(figures)
                # Over many rows the divergence takes long: there it is that of the first repeat.
                known = affinities if len(x) <= 20_000 or repeat == 0 else None
                kept["found"].append(self.judged(row.task, saved, x, judge, known))
                report(f"{row.title}, {title}, {kept['name']}: " + " ".join(f"{f:.3f}" for f in figures) + f" {kept['found'][-1]}")
        return {"title": title, "programs": programs}

    def judged(self, task, saved, x, judge, affinities):
        if task == "graph":
            found = np.fromfile(saved, np.int32).reshape(len(x), -1)
            rows = np.arange(0, len(x), max(1, len(x) // 500))
            return {"recall": quality.recall(found[rows], x, rows, NEIGHBORS)}
        positions = np.fromfile(saved, np.float32).reshape(len(x), -1)
        result = judge.of(positions)
        if affinities:
            result["divergence"] = affinities.divergence(positions)
        return result

    def growth(self, title, name, task):
        full, x, _ = getattr(data, name)()
        lines, before = [], None
        for halving in reversed(range(HALVINGS + 1)):
            part = x[:len(x) >> halving]
            path, figures = self.save(part), []
            for repeat in range(self.options.repeats):
                peak, run = self.ours(task, path, repeat, 1)["peak"], self.ours(task, path, repeat, 2)["runs"][-1]
                steps = sum(seconds for stage, seconds in run["stages"].items() if stage in ITERATIVE)
                figures.append((1000 * steps / run["iterations"], peak, run["wall"], run["cpu"], run["busy"]))
                report(f"{title}, {len(part)}: {figures[-1]}")
            step, peak, wall, cpu, busy = (statistics.median(column) for column in zip(*figures))
            ratios = f"× {step / before[0]:.2f} | × {peak / before[1]:.2f}" if before else "|"
            lines.append(f"| {title} | {full.split(' ')[0]} {len(part):,} × {part.shape[1]} | {wall:.2f} | {cpu:.2f} | {step:.2f} | {peak:.0f} | {ratios} | {busy:.0%} |")
            before = step, peak
        return lines


def summary(row, measured):
    """Lines of the table and of the goals."""
    title, programs = measured["title"], measured["programs"]
    medians = {p: [statistics.median(column) for column in zip(*kept["times"])] for p, kept in programs.items()}
    qualities = {p: {m: statistics.median(f[m] for f in kept["found"] if m in f) for m in MEASURES if m in kept["found"][0]}
                 for p, kept in programs.items()}
    table = [f"| {row.title} | {title} | {kept['name']} | " + " | ".join(f"{m:.2f}" for m in medians[p][:4]) + f" | {medians[p][5]:.0f} | "
             + " | ".join(f"{qualities[p][m]:.4f}" if m in qualities[p] else "" for m in MEASURES) + f" | {medians[p][4]:.0%} | {len(kept['times'])} |"
             for p, kept in programs.items()]
    # Who does not reach the recall is not in the race.
    peers = [p for p in programs if p != "ours" and row.against in (None, p) and qualities[p].get("recall", 1) > RECALL - 0.002]
    if not peers:
        return table, [f"| {row.title} | {title} | {row.against}, absent | | | | ≤ {row.goal} | not measured |"]
    goals = []
    for column, what in ((0, "wall"), (1, "CPU")):
        best = min(peers, key=lambda p: medians[p][column])
        warm, first = (medians["ours"][i] / medians[best][column] for i in (column, column + 2))
        verdict = "yes" if max(warm, first) <= row.goal else "warm" if warm <= row.goal else "**no**"
        goals.append(f"| {row.title} | {title} | {programs[best]['name']} | {what} | {warm:.3f} | {first:.3f} | ≤ {row.goal} | {verdict} |")
    return table, goals


def timing(warm, first):
    return warm["wall"], warm["cpu"], first["wall"], first["cpu"], max(warm["busy"], first["busy"])


def report(text):
    print(text, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True, help="the built benchmark program")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=[*ROWS, *GROWTH, "original"], help="only these rows")
    parser.add_argument("--opentsne", help="the folder that holds the package openTSNE, where Python does not find it by itself")
    parser.add_argument("--original", help="a folder with the original's bh_tsne and sptree as CommonJS modules (see original.mjs)")
    parser.add_argument("--through", type=shlex.split, default=[], help="a command before each measured one, such as \"nice -n -5\"")
    parser.add_argument("--keep", help="a file that keeps what was measured: rows in it are measured again only when --only names them")
    parser.add_argument("--output", help="where the tables go; benchmarks/results/DATE-neighbor-graphs-and-layouts.md by default")
    options = parser.parse_args()
    measuring.blas()
    options.has_opentsne = measuring.can_import("openTSNE", options.opentsne)
    if not options.has_opentsne:
        report("openTSNE IS ABSENT: its rows are missing. Build it (https://github.com/pavlin-policar/openTSNE) and give its folder with --opentsne.")
    kept = json.load(open(options.keep)) if options.keep and os.path.exists(options.keep) else {}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        work = {name: (bench.compare, row) for name, row in ROWS.items()}
        work |= {name: (bench.growth, *growth) for name, growth in GROWTH.items()}
        work["original"] = (original.compare, bench, options.original)
        for name, (function, *arguments) in work.items():
            if name in options.only if options.only else name not in kept:
                kept[name] = function(*arguments)
                if options.keep:
                    with open(options.keep, "w") as file:
                        json.dump(kept, file, indent=1)
    table, goals = ([line for name, row in ROWS.items() if name in kept for line in summary(row, kept[name])[i]] for i in (0, 1))
    grown = [line for name in GROWTH for line in kept.get(name, [])]
    first = kept.get("original", [])
    today = datetime.date.today().isoformat()
    text = "\n".join([
        f"# Neighbor graphs and layouts beside their peers, {today}", "",
        f"{measuring.machine()}. `benchmarks/peers/run.sh layouts`; medians of the repeats that the table names, each with another seed.", "",
        *([] if options.has_opentsne else ["openTSNE was absent: its rows are missing.", ""]),
        "| work | data | program | warm: wall s | warm: CPU s | first: wall s | first: CPU s | peak MB | recall | trustworthiness | preservation | labels | KL | busy | repeats |",
        "| " + "--- | " * 15, *table, "",
        "## Share of the peer's time", "",
        "| work | data | against | of | warm | first run of ours | goal | reached |", "| " + "--- | " * 8, *goals, "",
        "## Growth of ours", "",
        "| work | data | warm: wall s | warm: CPU s | ms an iteration | peak MB | time × | memory × | busy |", "| " + "--- | " * 9, *grown, "",
        *first,
        "Warm: the last run in a process (the second of peers that compile as they run, the third of ours); first: the first one after imports and",
        "reading, which in ours has the just-in-time compilation in it and is the single run of programs that do not compile. Neighbors are part of",
        "every layout. CPU: user + system of all threads. Peak: resident memory of the whole process that ran once (twice for those that compile).",
        "Busy: the share of the cores that other processes took meanwhile. Recall over 500 rows; trustworthiness (k = 12), preservation (k = 15) and",
        "labels (10 nearest on the map) on the same 5,000 rows; KL over all rows from exact neighbors at perplexity 30 and all pairs, 1 / (1 + d²) as",
        "the kernel, so that it says nothing of scikit-learn in 3-D, whose kernel is another. Peers run as installed: t-SNE with perplexity 30 and the",
        "principal components first (openTSNE 250 + 500 iterations, as ours), umap-learn with its defaults and no seed, on all cores.", ""])
    output = options.output or os.path.join(HERE, "..", "results", f"{today}-neighbor-graphs-and-layouts.md")
    os.makedirs(os.path.dirname(os.path.abspath(output)), exist_ok=True)
    with open(output, "w") as file:
        file.write(text)
    print(text)


if __name__ == "__main__":
    main()
