"""The original, TensorBoard's projector in the browser, beside ours on the same machine: its own t-SNE code, run in node."""
import os

import numpy as np

import data

HERE = os.path.dirname(os.path.abspath(__file__))
PERPLEXITY = 30
ITERATIONS = 1_000
GOAL = 40
HEADING = ["## The original's t-SNE, in node", ""]


def compare(bench, folder):
    """Lines of Markdown."""
    if not folder:
        return [*HEADING, "Not measured: its compiled code was not given (--original).", ""]
    title, x, _ = data.words()
    path = os.path.join(bench.folder, "unit")
    (x / np.linalg.norm(x, axis=1, keepdims=True)).tofile(path)
    original = bench.start(["node", "--max-old-space-size=8000", os.path.join(HERE, "original.mjs"), os.path.abspath(folder), path,
                            str(len(x)), str(PERPLEXITY), str(ITERATIONS)])
    ours = bench.ours("tsne2", bench.save(x), 0, 1)["runs"][0]
    lines = [*HEADING, "| program | part | wall s | CPU s |", "| --- | --- | --- | --- |"]
    parts = {"neighbors": "neighbors", "affinities": "affinities, dense", "iterations": f"{ITERATIONS:,} iterations"}
    lines += [f"| bh_tsne.ts | {text} | {original[part]['wall']:.1f} | {original[part]['cpu']:.1f} |" for part, text in parts.items()]
    wall, cpu = (original["neighbors"][k] + original["affinities"][k] + original["iterations"][k] for k in ("wall", "cpu"))
    lines += [f"| bh_tsne.ts | all of it | {wall:.0f} | {cpu:.0f} |",
              f"| **ours** | all of it with {ours['iterations']} iterations, the first run in a process, measured | {ours['wall']:.2f} | {ours['cpu']:.2f} |"]
    return [*lines, "", f"{title}, 2-D, perplexity {PERPLEXITY}, each once; peak of the original {original['peak']:.0f} MB. Ours is {wall / ours['wall']:.0f} times as fast "
            f"by the clock and takes 1/{cpu / ours['cpu']:.0f} of the CPU time (the goal is {GOAL} times less).", ""]
