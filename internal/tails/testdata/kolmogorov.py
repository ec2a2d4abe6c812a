#!/usr/bin/python3
"""Writes kolmogorov.json: both log tails of three laws, for tails_test.go.

Needs mpmath (Debian: python3-mpmath). Run it in this directory:

    ./kolmogorov.py > kolmogorov.json

It takes some four minutes. Rows and their precision are as in tails.py. None of
the methods is one that the package uses for the same argument, unless it says so.

smirnov: the sum of Birnbaum and Tingey at 60 digits; where n is too large for it,
the sum of the other terms, which alternate, at as many digits as it takes.

kolmogorov: Durbin's matrix in integers, either a row times its n-th power, one
factor at a time, or the power by squaring. (The package uses it below n d = 10, in
floating point.) Upper tails are the complement, at as many digits as it takes.

andersondarling: the series of Anderson and Darling, with mpmath's quadrature, and
its complement; beyond x = 60 Smirnov's formula, which is compared with the former
where both are quick. (The package uses each on its side of 1.5, with quadratures
of its own.)
"""
import json
import math
import random
import sys
from fractions import Fraction

from mpmath import mp, mpf

mp.dps = 60
rng = random.Random(20260102)


def text(v):
    return mp.nstr(v, 25) if abs(v) > mpf(10) ** -400 else '0.0'


def complement(log_tail):
    with mp.workdps(60 + max(0, int(-log_tail / mp.log(10)))):
        return mp.log1p(-mp.exp(log_tail))


def smirnov(d, n):
    d = mpf(d)
    if n <= 10 ** 6:
        total, choose = (1 - d) ** n, mpf(1)
        for j in range(1, n):
            x = d + mpf(j) / n
            if x >= 1:
                break
            choose = choose * (n - j + 1) / j
            total += d * choose * x ** (j - 1) * (1 - x) ** (n - j)
        upper = mp.log(total)
        return [text(complement(upper)), text(upper)]
    with mp.workdps(120):
        c, total, choose, i = n * d, mpf(0), mpf(1), 0
        while i < c:
            total += choose * (i - c) ** i * (1 + (c - i) / n) ** (n - i - 1)
            choose *= (1 - mpf(i) / n) / (i + 1)
            i += 1
        lower = mp.log(d * total)
    return [text(lower), text(complement(lower))]


def kolmogorov(d, n, by_squaring, bits):
    """bits are those behind the point."""
    c = n * Fraction(d)
    k = math.ceil(c)
    h = k - c
    m = 2 * k - 1
    fixed = lambda f: f.numerator * one // f.denominator
    one = 1 << bits
    # Row 0 and column 0 tell all: entry (i, j) depends on i - j but for the
    # first column and the last row.
    inverse = [one]
    for i in range(1, m + 2):
        inverse.append(inverse[-1] // i)
    with mp.workprec(bits + 64):
        hm = mpf(h.numerator) / h.denominator
        corner = int(mp.floor((1 - 2 * hm ** m + max(mpf(0), 2 * hm - 1) ** m) / mp.factorial(m) * one))
        edge = [int(mp.floor((1 - hm ** (i + 1)) / mp.factorial(i + 1) * one)) for i in range(m)]
        log_front = mp.loggamma(n + 1) - n * mp.log(n)
    band = next((i for i in range(m + 2) if inverse[i] == 0), m + 1)

    def entry(i, j):
        if i - j + 1 < 0:
            return 0
        if j == 0:
            return corner if i == m - 1 else edge[i]
        return edge[m - 1 - j] if i == m - 1 else inverse[i - j + 1]

    if by_squaring:
        def times(a, b):
            columns = list(zip(*b))
            p = [[sum(x * y for x, y in zip(row, col)) >> bits for col in columns] for row in a]
            return p

        def scaled(a):
            s = max(map(max, a)).bit_length() - bits
            return ([[x >> s for x in row] for row in a], s) if s > 0 else ([[x << -s for x in row] for row in a], s)

        a, exp_a = [[entry(i, j) for j in range(m)] for i in range(m)], 0
        row, exp_row = [[one if j == k - 1 else 0 for j in range(m)]], 0
        e = n
        while True:
            if e & 1:
                row, s = scaled(times(row, a))
                exp_row += exp_a + s
            e >>= 1
            if not e:
                break
            a, s = scaled(times(a, a))
            exp_a = 2 * exp_a + s
        value, exponent = row[0][k - 1], exp_row
    else:
        row, exponent = [0] * m, 0
        row[k - 1] = one
        for _ in range(n):
            new = []
            # Column j: rows from j-1 on, as far as 1/(i-j+1)! is not 0.
            new.append(sum(row[i] * edge[i] for i in range(min(m - 1, band))) + row[m - 1] * corner if m > 1 else row[0] * corner)
            for j in range(1, m):
                t = sum(map(lambda x, y: x * y, row[j - 1:min(m - 1, j - 1 + band)], inverse))
                new.append(t + row[m - 1] * edge[m - 1 - j])
            s = max(new).bit_length() - bits
            row = [x >> s for x in new] if s > 0 else [x << -s for x in new]
            exponent += s - bits
        value = row[k - 1]
    with mp.workprec(bits + 64):
        lower = mp.log(value) - bits * mp.log(2) + exponent * mp.log(2) + log_front
        upper = mp.log(-mp.expm1(lower))
    return [text(lower), text(upper)]


def ad_lower(x, dps):
    with mp.workdps(dps + 10):
        x = mpf(x)
        total, j = mpf(0), 0
        while True:
            a = (4 * j + 1) ** 2 * mp.pi ** 2 / (8 * x)
            if a - mp.pi ** 2 / (8 * x) - x / 8 > dps * 2.31:
                break
            width = 1 / mp.sqrt(a)
            f = lambda w: mp.exp(x / (8 * (1 + w * w)) - a * w * w)
            end = mp.sqrt(dps * 2.31 + 20 + x / 8)
            cuts = [i * width * end / 6 for i in range(7)]
            total += mp.binomial(mpf(-1) / 2, j) * (4 * j + 1) * mp.exp(-a) * mp.quad(f, cuts)
            j += 1
        return mp.sqrt(2 * mp.pi) / x * total


def ad_upper(x):
    x = mpf(x)
    total, k = mpf(0), 1
    while True:
        v0 = 4 * k - 1
        if x * (mpf(v0 * v0 - 1) / 8 - 1) > 100:
            break

        def f(t):
            v = 4 * k - mp.cos(t)
            s = (v * v - 1) / 8
            c = abs(mp.cos(mp.pi / 2 * v))
            return mp.exp(-x * (s - 1)) / s * mp.sqrt(2 * mp.pi * s / c) * v / 4 * mp.sin(t)

        cuts = sorted({mpf(0), mp.pi} | {min(mp.pi, mp.mpf(i) / mp.sqrt(x) * 2) for i in range(1, 12)})
        total += (-1) ** (k - 1) * mp.quad(f, cuts)
        k += 1
    return -x + mp.log(total / mp.pi)


def andersondarling(x):
    if x < 60:
        dps = 40 + int(x)
        with mp.workdps(dps + 10):
            p = ad_lower(x, dps)
            lower, upper = mp.log(p), mp.log1p(-p)
        if x > 1:
            assert abs(upper / ad_upper(x) - 1) < mpf(10) ** -25, (x, upper, ad_upper(x))
        return [text(lower), text(upper)]
    upper = ad_upper(x)
    return [text(complement(upper)), text(upper)]


def log_uniform(a, b):
    return math.exp(rng.uniform(math.log(a), math.log(b)))


def rows():
    for n in [1, 2, 3, 5, 10, 30, 100, 316, 999, 1000, 1001, 2000, 10 ** 4]:
        for _ in range(10):
            z = log_uniform(0.01, 18)
            d = z / math.sqrt(n)
            if d >= 1:
                d = rng.random()
            yield ['smirnov', [d, float(n)]] + smirnov(d, n)
    for n, z in [(10 ** 5, 1.0), (10 ** 5, 17.0), (10 ** 6, 0.5), (10 ** 6, 6.0)]:
        d = z / math.sqrt(n)
        yield ['smirnov', [d, float(n)]] + smirnov(d, n)
    for n in [10 ** 7, 10 ** 9, 2 ** 40, 2 ** 53]:
        for c in [1e-250, 0.001, 0.9, 1.0, 3.7, 9.99, 10.01, 14.2, 33.3, 60.0]:
            d = c / n
            yield ['smirnov', [d, float(n)]] + smirnov(d, n)
    for n in [1, 2, 3, 5, 10, 19, 30, 64, 100]:
        for _ in range(10):
            d = log_uniform(0.52 / n, 0.999)
            bits = 200 + int(3 * 2 * n * d * d + n * max(0, -math.log(1 - d) - d) * 3)
            yield ['kolmogorov', [d, float(n)]] + kolmogorov(d, n, False, min(bits, 2500))
    for n, z in [(316, 0.2), (316, 0.7), (316, 1.7), (316, 2), (316, 6), (1000, 0.35), (1000, 0.8), (1000, 1.5), (1000, 1.85),
                 (1000, 1.87), (1000, 2.2), (1000, 4), (2000, 1.0), (2000, 1.8), (10 ** 4, 0.3), (10 ** 4, 0.9), (10 ** 4, 1.8)]:
        d = z / math.sqrt(n)
        yield ['kolmogorov', [d, float(n)]] + kolmogorov(d, n, False, 150 + int(6 * z * z))
    for n in [316, 10 ** 4, 10 ** 5, 10 ** 6, 10 ** 9, 10 ** 12]:
        for c in [0.51, 0.7, 1.0, 1.5, 3.3, 6.01, 9.9, 10.1, 12.0, 15.5]:
            d = c / n
            yield ['kolmogorov', [d, float(n)]] + kolmogorov(d, n, True, 400)
    d = 27.4 / 10 ** 4
    yield ['kolmogorov', [d, 1e4]] + kolmogorov(d, 10 ** 4, True, 400)
    for x in [0.0018, 0.01, 0.05, 0.2, 0.5, 1.0, 1.49, 1.5, 1.51, 1.933, 2.492, 3.857, 6.0, 10.0, 25.0, 50.0, 61.0, 100.0, 250.0, 680.0, 5000.0]:
        yield ['andersondarling', [x]] + andersondarling(x)
    for _ in range(40):
        x = log_uniform(0.0018, 60)
        yield ['andersondarling', [x]] + andersondarling(x)


print('[')
count = 0
for row in rows():
    print((',\n' if count else '') + json.dumps(row), end='', flush=True)
    count += 1
print('\n]')
print(count, 'rows', file=sys.stderr)
