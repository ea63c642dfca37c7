#!/usr/bin/python3
"""Trains the model of the tutorial by PyTorch and by this project in turn, from the same weights on the same batches, and prints a table.
Use run.sh, which prepares everything.

A repeat starts a process for each program; each trains several epochs, every one from the same initial weights. "first" is the first
epoch of a process (just-in-time compilation is in ours), "warm" its last; figures are medians over the repeats. CPU is the time of the
processor that the program itself used, and stays meaningful when others use the machine. "busy" is the share of the cores that they took.

Each step's loss of both programs is compared with the same training in float64 (reference.py), and so is PyTorch's own in float64, and in float32 with
that one sum in float64 from which its difference comes. Exit code 1 when ours is more than 1e-4 from PyTorch in float64 at any step or the warm ratio of CPU times is above 0.12.
"""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
LARGEST_RATIO = 0.12
LARGEST_DIFFERENCE = 1e-4


def busy_ticks():
    fields = [int(v) for v in open("/proc/stat").readline().split()[1:]]
    return sum(fields[:3]) + fields[5] + fields[6]


def start(command):
    """The JSON that a command prints, and the share of the cores that others used meanwhile."""
    ticks, clock, before = busy_ticks(), time.perf_counter(), os.times()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    wall, after = time.perf_counter() - clock, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    used = (busy_ticks() - ticks) / os.sysconf("SC_CLK_TCK")
    return json.loads(done.stdout), max(0, used - cpu) / (wall * os.cpu_count())


def first_above(distance, bound):
    above = np.flatnonzero(distance > bound)
    return str(above[0] + 1) if len(above) else "none"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True, help="the built benchmark program")
    parser.add_argument("--data", help="aclImdb.tar.gz; texts of the same shape are made up without it")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=4, help="epochs in a process")
    parser.add_argument("--output", help="where the table goes; benchmarks/results/DATE-training.md by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dotnet", options.ours, "batches", folder, *([options.data] if options.data else [])], check=True)
        programs = {
            "PyTorch": ["/usr/bin/python3", os.path.join(HERE, "peer.py"), folder, "--runs", str(options.epochs)],
            "**ours**": ["dotnet", options.ours, "train", folder, str(options.epochs)],
        }
        answers = {name: [] for name in programs}
        busy = []
        for _ in range(options.repeats):
            for name, command in programs.items():
                answer, share = start(command)
                answers[name].append(answer)
                busy.append(share)
                print(name, json.dumps(answer["runs"]), f"busy {share:.0%}", file=sys.stderr, flush=True)
        subprocess.run(["/usr/bin/python3", os.path.join(HERE, "reference.py"), folder], check=True)
        for numbers in ("float64", "mixed"):
            subprocess.run([*programs["PyTorch"][:3], "--runs", "1", "--numbers", numbers], stdout=subprocess.DEVNULL, check=True)
        theirs, double, mixed, mine, truth = (
            np.fromfile(os.path.join(folder, f"losses-{who}.bin")) for who in ("pytorch-float32", "pytorch-float64", "pytorch-mixed", "ours", "reference"))

    def median(name, run, clock):
        return statistics.median(answer["runs"][run][clock] for answer in answers[name])

    facts = answers["**ours**"][0]
    part = {key: statistics.median(answer[key]["cpu"] for answer in answers["**ours**"]) for key in ("forward", "adam")}
    ratio = {clock: median("**ours**", -1, clock) / median("PyTorch", -1, clock) for clock in ("wall", "cpu")}
    distances = {name: np.abs(losses - truth) for name, losses in (
        ("**ours**, float32", mine), ("PyTorch, float32", theirs), ("PyTorch, float32, but the gradient of the embedding summed in float64", mixed), ("PyTorch, float64", double))}
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    today = datetime.date.today().isoformat()
    lines = [
        f"# Training beside PyTorch, {today}", "",
        f"{os.cpu_count()} cores ({cpu}), PyTorch {answers['PyTorch'][0]['version']}, one thread each. `benchmarks/training/run.sh`; medians of {options.repeats}.",
        f"An epoch of the tutorial's model on {'the 25,000 training reviews' if options.data else 'made-up texts of the shape of the reviews'}: {facts['steps']:,} steps of 10 texts, "
        f"{facts['ids']:,} ids, {facts['padded']:,} with padding. Other processes took {min(busy):.0%} to {max(busy):.0%} of the cores.", "",
        "| program | warm: wall s | warm: CPU s | first: wall s | first: CPU s | ids a second (warm, CPU) |",
        "| --- | --- | --- | --- | --- | --- |",
        *(f"| {name} | {median(name, -1, 'wall'):.3f} | {median(name, -1, 'cpu'):.3f} | {median(name, 0, 'wall'):.3f} | {median(name, 0, 'cpu'):.3f} | "
          f"{facts['ids'] / median(name, -1, 'cpu') / 1e6:.1f} M |" for name in programs), "",
        f"Ours takes {ratio['wall']:.3f} of PyTorch's wall time and {ratio['cpu']:.3f} of its CPU time (warm; at most {LARGEST_RATIO} is asked).", "",
        f"Losses of all {len(mine):,} steps from the same weights, against the same training in float64 (`reference.py`, NumPy):", "",
        "| program | largest difference | at step | mean difference | first step above 1e-6 | above 1e-5 | above 1e-4 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(f"| {name} | {distance.max():.1e} | {distance.argmax() + 1} | {distance.mean():.1e} | " + " | ".join(first_above(distance, bound) for bound in (1e-6, 1e-5, 1e-4)) + " |"
          for name, distance in distances.items()), "",
        f"Ours and PyTorch in float32 differ by {np.abs(theirs - mine).max():.1e} at most; ours and PyTorch in float64 by {np.abs(double - mine).max():.1e} (at most {LARGEST_DIFFERENCE:.0e} is asked).",
        "PyTorch adds the gradient of an embedding place by place in float32: row 0 gets one addition for each pad, thousands in a batch. Ours multiplies by their number.", "",
        f"The floor: the forward passes alone take {part['forward']:.3f} s of CPU, the backward passes touch the same rows and write them besides, and the arithmetic of an exact",
        f"dense Adam alone (a root and a division for each of the 131 thousand weights at each step, in registers) takes {part['adam']:.3f} s: "
        f"together about {2 * part['forward'] + part['adam']:.3f} s.", "",
    ]
    text = "\n".join(lines)
    output = options.output or os.path.join(HERE, "..", "results", f"{today}-training.md")
    with open(output, "w") as file:
        file.write(text)
    print(text)
    if np.abs(double - mine).max() > LARGEST_DIFFERENCE or ratio["cpu"] > LARGEST_RATIO:
        sys.exit(1)


if __name__ == "__main__":
    main()
