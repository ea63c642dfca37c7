#!/usr/bin/python3
"""Trains the model of the tutorial in PyTorch on one thread, from given weights on given batches; prints one line of JSON.

  peer.py FOLDER [--runs N] [--numbers float32|float64|mixed]
  FOLDER holds batches.bin and weights.bin, as the benchmark program writes them ("batches"); losses-pytorch-NUMBERS.bin goes there.
  mixed is float32 but for one sum: the gradient of the embedding, which PyTorch adds up in float32 place by place, pads too.

Every run starts from the same weights and is one epoch. The time is that of the epoch alone: imports, reading and padding come before.
"""
import argparse
import json
import os
import time

import numpy as np
import torch

from batches import read


class ExactSum(torch.autograd.Function):
    """The rows of a table, whose gradient is summed in float64."""

    @staticmethod
    def forward(context, table, ids):
        context.save_for_backward(ids)
        context.rows = len(table)
        return torch.nn.functional.embedding(ids, table)

    @staticmethod
    def backward(context, gradient):
        ids, = context.saved_tensors
        return torch.ops.aten.embedding_dense_backward(gradient.double().contiguous(), ids, context.rows, -1, False).float(), None


class Model(torch.nn.Module):
    def __init__(self, vocabulary, d, units, numbers):
        super().__init__()
        self.mixed = numbers == "mixed"
        self.embedding = torch.nn.Embedding(vocabulary, d)
        self.hidden = torch.nn.Linear(d, units)
        self.output = torch.nn.Linear(units, 1)

    def forward(self, ids):
        vectors = ExactSum.apply(self.embedding.weight, ids) if self.mixed else self.embedding(ids)
        return self.output(torch.relu(self.hidden(vectors.mean(1))))

    def assign(self, weights):
        with torch.no_grad():
            for parameter, value in zip([self.embedding.weight, self.hidden.weight, self.hidden.bias, self.output.weight, self.output.bias], weights):
                parameter.copy_(value.T if value.dim() == 2 and parameter is not self.embedding.weight else value)


def epoch(sizes, batches, weights, numbers, dtype):
    model = Model(*sizes, numbers).to(dtype)
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
    parser.add_argument("--numbers", choices=["float32", "float64", "mixed"], default="float32")
    options = parser.parse_args()
    torch.set_num_threads(1)
    dtype = torch.float64 if options.numbers == "float64" else torch.float32
    sizes, batches, weights = read(options.folder)
    batches = [(torch.from_numpy(ids), torch.from_numpy(labels).to(dtype)) for ids, labels in batches]
    weights = [torch.from_numpy(weight) for weight in weights]
    runs = []
    for _ in range(options.runs):
        wall, cpu, losses = epoch(sizes, batches, weights, options.numbers, dtype)
        runs.append({"wall": wall, "cpu": cpu})
    losses.tofile(os.path.join(options.folder, f"losses-pytorch-{options.numbers}.bin"))
    print(json.dumps({"runs": runs, "version": torch.__version__}))


if __name__ == "__main__":
    main()
