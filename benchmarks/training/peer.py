#!/usr/bin/python3
"""Trains the model of the tutorial in PyTorch on one thread, from given weights on given batches; prints one line of JSON.

  peer.py FOLDER [--runs N]
  FOLDER holds batches.bin and weights.bin, as the benchmark program writes them ("batches").

Every run starts from the same weights and is one epoch. The time is that of the epoch alone: imports, reading and padding come before.
"""
import argparse
import json
import os
import time

import numpy as np
import torch


def read(folder):
    """(vocabulary, features, units), batches as (ids [count, length], labels [count, 1]), and the initial weights."""
    ints = np.fromfile(os.path.join(folder, "batches.bin"), "<i4")
    vocabulary, d, units, count = ints[:4]
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
        batches.append((torch.from_numpy(ids), torch.from_numpy(labels.astype(np.float32)[:, None])))
    weights, at = [], 0
    floats = np.fromfile(os.path.join(folder, "weights.bin"), "<f4")
    for shape in [(vocabulary, d), (d, units), (units,), (units, 1), (1,)]:
        size = int(np.prod(shape))
        weights.append(torch.from_numpy(floats[at:at + size].reshape(shape)))
        at += size
    return (vocabulary, d, units), batches, weights


class Model(torch.nn.Module):
    def __init__(self, vocabulary, d, units):
        super().__init__()
        self.embedding = torch.nn.Embedding(vocabulary, d)
        self.hidden = torch.nn.Linear(d, units)
        self.output = torch.nn.Linear(units, 1)

    def forward(self, ids):
        return self.output(torch.relu(self.hidden(self.embedding(ids).mean(1))))

    def assign(self, weights):
        with torch.no_grad():
            for parameter, value in zip([self.embedding.weight, self.hidden.weight, self.hidden.bias, self.output.weight, self.output.bias], weights):
                parameter.copy_(value.T if value.dim() == 2 and parameter is not self.embedding.weight else value)


def epoch(sizes, batches, weights):
    model = Model(*(int(size) for size in sizes))
    model.assign(weights)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001, betas=(0.9, 0.999))
    loss_of = torch.nn.BCEWithLogitsLoss()
    losses = np.empty(len(batches))
    wall, cpu = time.perf_counter(), time.process_time()
    for step, (ids, labels) in enumerate(batches):
        # Keras adds epsilon before the correction of the second moment's bias, PyTorch after it: this is the same number.
        optimizer.param_groups[0]["eps"] = 1e-7 / (1 - 0.999 ** (step + 1)) ** 0.5
        optimizer.zero_grad()
        loss = loss_of(model(ids), labels)
        loss.backward()
        optimizer.step()
        losses[step] = loss.item()
    return time.perf_counter() - wall, time.process_time() - cpu, losses


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(1)
    sizes, batches, weights = read(options.folder)
    runs = []
    for _ in range(options.runs):
        wall, cpu, losses = epoch(sizes, batches, weights)
        runs.append({"wall": wall, "cpu": cpu})
    losses.tofile(os.path.join(options.folder, "losses-pytorch.bin"))
    print(json.dumps({"runs": runs, "version": torch.__version__}))


if __name__ == "__main__":
    main()
