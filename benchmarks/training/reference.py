#!/usr/bin/python3
"""The truth for both programs: the same model on the same batches from the same weights in float64, by NumPy alone, without any layer of either.

  reference.py FOLDER
  FOLDER holds batches.bin and weights.bin; losses-reference.bin goes there, float64, the loss of each step before its update.

The mean over a padded text is C @ E / T with the counts C [texts, vocabulary] of its ids, pads counted as id 0; so is its gradient. No sum
is longer than the vocabulary, and none is rounded to float32.
"""
import argparse
import os

import numpy as np

from batches import read

RATE, BETA1, BETA2, EPSILON = 0.001, 0.9, 0.999, 1e-7


def losses(sizes, batches, weights):
    vocabulary = sizes[0]
    weights = [weight.astype(np.float64) for weight in weights]
    moments = [(np.zeros_like(weight), np.zeros_like(weight)) for weight in weights]
    for step, (ids, labels) in enumerate(batches, 1):
        embedding, kernel, bias, output_kernel, output_bias = weights
        texts, length = ids.shape
        places = ids + vocabulary * np.arange(texts)[:, None]
        share = np.bincount(places.ravel(), minlength=texts * vocabulary).reshape(texts, vocabulary) / length

        mean = share @ embedding
        hidden = np.maximum(mean @ kernel + bias, 0)
        logit = hidden @ output_kernel + output_bias
        yield (np.maximum(logit, 0) - logit * labels + np.log1p(np.exp(-np.abs(logit)))).mean()

        d_logit = (1 / (1 + np.exp(-logit)) - labels) / texts
        d_hidden = (d_logit @ output_kernel.T) * (hidden > 0)
        d_mean = d_hidden @ kernel.T
        gradients = [share.T @ d_mean, mean.T @ d_hidden, d_hidden.sum(0), hidden.T @ d_logit, d_logit.sum(0)]
        rate = RATE * np.sqrt(1 - BETA2 ** step) / (1 - BETA1 ** step)
        for weight, gradient, (first, second) in zip(weights, gradients, moments):
            first += (1 - BETA1) * (gradient - first)
            second += (1 - BETA2) * (gradient * gradient - second)
            weight -= rate * first / (np.sqrt(second) + EPSILON)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    folder = parser.parse_args().folder
    np.fromiter(losses(*read(folder)), np.float64).tofile(os.path.join(folder, "losses-reference.bin"))


if __name__ == "__main__":
    main()
