"""What scipy users do: the papers' formulas over arrays, fitted by a general optimiser. Prints milliseconds as JSON.

Usage: python3 model-peers.py CELLS, a file of four columns of float64 (x, t_x, T, customers), in weeks, one after the other.
"""

import json
import sys
import time

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1, logsumexp

x, recency, age, customers = np.fromfile(sys.argv[1], dtype=np.float64).reshape(4, -1)


def bg_nbd(logs):
    r, alpha, a, b = np.exp(logs)
    stay = betaln(a, b + x) - betaln(a, b) + gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = -(r + x) * np.log(alpha + age)
    gone = np.where(
        x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + recency), -np.inf
    )
    return -np.sum(customers * (stay + np.logaddexp(alive, gone)))


def pareto_nbd(logs):
    r, alpha, s, beta = np.exp(logs)
    most, least = max(alpha, beta), min(alpha, beta)
    shape = s + 1 if alpha >= beta else r + x
    total = r + s + x

    def term(t):
        return np.log(hyp2f1(total, shape, total + 1, (most - least) / (most + t))) - total * np.log(most + t)

    first, last = term(recency), term(age)
    left = first + np.log1p(-np.exp(np.minimum(last - first, -1e-15)))
    stayed = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    mass = logsumexp([stayed, np.log(s / total) + left], axis=0)
    ordered = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return -np.sum(customers * (ordered + mass))


def timed(work):
    start = time.perf_counter()
    answer = work()
    return round((time.perf_counter() - start) * 1000, 1), answer


def fit(likelihood, start):
    return minimize(likelihood, np.log(start), method="Nelder-Mead", options={"maxiter": 2000})


def alive_and_orders(t, params=(0.55, 6, 0.8, 2.4)):
    r, alpha, a, b = params
    odds = np.where(x > 0, a / (b + np.maximum(x, 1) - 1), 0) * ((alpha + age) / (alpha + recency)) ** (r + x)
    share = hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + age + t))
    orders = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + t)) ** (r + x) * share)
    return orders / (1 + odds)


def value_of_a_year():
    months = [alive_and_orders(4.345 * i) for i in range(13)]
    return sum((months[i] - months[i - 1]) / 1.01**i for i in range(1, 13))


result = {
    "bgNbdFit": timed(lambda: fit(bg_nbd, [0.5, 6, 0.8, 2.4]))[0],
    "aliveAndOrders": timed(lambda: alive_and_orders(52.0))[0],
    "yearOfValue": timed(value_of_a_year)[0],
}
if len(sys.argv) > 2:
    result["paretoNbdFit"] = timed(lambda: fit(pareto_nbd, [0.5, 9, 0.6, 11]))[0]
print(json.dumps(result))
