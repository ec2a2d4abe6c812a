#!/usr/bin/python3
"""Writes tails.json: both log tails of six laws, for tails_test.go.

Needs mpmath (Debian: python3-mpmath). Run it in this directory:

    ./tails.py > tails.json

It takes about a minute. A row is [law, arguments, ln lower, ln upper]: arguments
are floats that Python's repr gives exactly, computed with as they are;
logarithms have 25 digits. Parameters are drawn with a fixed seed, so that the
table is the same each time.

How the numbers come about. A tail of a gamma law is the integral of its
density from the end point, by Gauss-Legendre quadrature of mpmath in pieces
that are a few of its natural lengths long, at 60 digits; the density itself is
computed at 100 digits, from loggamma. A tail of a binomial law is the integral
of the beta density that equals it. The estimated error of each quadrature must
be below 1e-32 of it. The other tail is the complement, at as many digits as
it takes. Independently of all this, rows that sum few enough terms are also
computed by adding up the terms of the series (gamma) or of the law itself
(Poisson, binomial) in integers, and must agree to 30 digits; and the normal
law is mpmath's erfc.
"""
import json
import math
import random
import sys

from mpmath import mp, mpf

mp.dps = 60
FRONT = 100  # digits for densities: a ln x may have a dozen before the point
rng = random.Random(20260101)
checked = 0


def text(v):
    """25 digits of v; 0 for what is far below the smallest float64."""
    return mp.nstr(v, 25) if abs(v) > mpf(10) ** -400 else '0.0'


def logs(tail, lower):
    """Both logarithms, of the tail and of its complement."""
    with mp.workdps(60 + max(0, int(-mp.log10(tail)))):
        other = mp.log1p(-tail)
    pair = (mp.log(tail), other) if lower else (other, mp.log(tail))
    return [text(v) for v in pair]


def integral(f, length, end):
    """Integral from 0 to end of a log-concave f with f(0) = 1.

    length is about where f has fallen by a factor e. It stops where f is
    below 1e-36 times what is there.
    """
    total, a, step = mpf(0), mpf(0), length
    while a < end:
        b = min(a + step, end)
        part, err = mp.quad(f, [a, b], error=True, method='gauss-legendre', maxdegree=7)
        # mpmath's estimate is of the last digits that changed: a power of ten.
        assert err < mpf(10) ** -32 * (total + part), (err, total, part)
        total += part
        if f(b) * length < mpf(10) ** -36 * total:
            break
        a, step = b, step * mpf('1.5')
    return total


def close(a, b):
    global checked
    checked += 1
    assert abs(a / b - 1) < mpf(10) ** -30, (a, b)


BITS = 400


def add_up(ratio, limit):
    """1 + r(1) + r(1)r(2) + ... in integers; ratio(j) is a pair (num, den)."""
    one = 1 << BITS
    total = term = one
    j = 1
    while term > 0 and j < limit:
        num, den = ratio(j)
        term = term * num // den
        total += term
        j += 1
    return mpf(total) / one if term == 0 or j < limit else None


def gamma(x, a):
    """x, a exact floats; returns both tails' logarithms."""
    x, a = mpf(x), mpf(a)
    with mp.workdps(FRONT):
        front = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
    lower = x < a
    if lower:
        c = a - 1 - x
        if a < 200 or x < a / 2:
            # P by its series, in integers.
            xn, xd = ratio_of(x)
            an, ad = ratio_of(a)
            tail = front / a * add_up(lambda j: (xn * ad, xd * (an + j * ad)), 10**6)
            if a == int(a):
                close(tail, front / a * mp.hyp1f1(1, a + 1, x))
        else:
            tail = front * integral(lambda v: mp.exp((a - 1) * mp.log1p(-v) + x * v), 1 / max(c, mp.sqrt(a)), mpf(1))
            if a < 2e6:
                xn, xd = ratio_of(x)
                an, ad = ratio_of(a)
                close(tail, front / a * add_up(lambda j: (xn * ad, xd * (an + j * ad)), 10**6))
    else:
        c = x - a + 1
        length = 1 / max(c, mp.sqrt(a))
        tail = front * integral(lambda u: mp.exp((a - 1) * mp.log1p(u) - x * u), length, mp.inf)
        if a < 60:
            close(tail, mp.gammainc(a, x, mp.inf, regularized=True))
        elif a < 2e6 and tail > mpf(10) ** -40:
            xn, xd = ratio_of(x)
            an, ad = ratio_of(a)
            with mp.workdps(FRONT):
                close(tail, 1 - front / a * add_up(lambda j: (xn * ad, xd * (an + j * ad)), 10**6))
    return logs(tail, lower)


def ratio_of(x):
    """The exact ratio of an mpf."""
    sign, man, exp, _ = mpf(x)._mpf_
    man = int(man)
    return (man << exp, 1) if exp >= 0 else (man, 1 << -exp)


def poisson(k, m):
    if k == 0:
        return [text(-mpf(m)), '0.0']
    return [gamma(m, k + 1)[1], gamma(m, k)[0]]


def binomial(k, n, p):
    p = mpf(p)
    q = 1 - p
    if k == 0:
        with mp.workdps(FRONT):
            return [text(n * mp.log1p(-p)), '0.0']
    if k == n:
        with mp.workdps(FRONT):
            return ['0.0', text(n * mp.log(p))]
    with mp.workdps(FRONT):
        mass = mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
                      + k * mp.log(p) + (n - k) * mp.log1p(-p))
    c = (n - 1) * p - k
    sd = mp.sqrt(n * p * q)
    if c >= 0:  # integral over [p, 1] of t^k (1-t)^(n-k-1), t = p + s
        length = min(1 / max(c / (p * q), mp.sqrt(n / (p * q))), q / 4)
        tail = mass * (n - k) / q * integral(lambda s: mp.exp(k * mp.log1p(s / p) + (n - k - 1) * mp.log1p(-s / q)), length, q)
        terms = min(k, 25 * sd)
    else:  # integral over [0, p] of t^(k-1) (1-t)^(n-k), t = p - s
        length = min(1 / max(-c / (p * q), mp.sqrt(n / (p * q))), p / 4)
        tail = mass * k / p * integral(lambda s: mp.exp((k - 1) * mp.log1p(-s / p) + (n - k) * mp.log1p(s / q)), length, p)
        terms = min(n - k, 25 * sd)
    if terms < 20000:
        pn, pd = ratio_of(p)
        qn = pd - pn
        if c >= 0:
            close(tail, mass * add_up(lambda j: ((k - j + 1) * qn, (n - k + j) * pn), k + 2))
        else:
            close(tail, mass * add_up(lambda j: ((n - k - j + 1) * pn, (k + j) * qn), n - k + 2))
    # The one tail holds k and so does the other.
    with mp.workdps(60 + max(0, int(-mp.log10(tail)))):
        other = mp.log1p(-(tail - mass))
    pair = (mp.log(tail), other) if c >= 0 else (other, mp.log(tail))
    return [text(v) for v in pair]


def normal(z):
    z = mpf(z)
    tail = mp.erfc(abs(z) / mp.sqrt(2)) / 2
    return logs(tail, z < 0)


def noncentral(x, df, lam):
    """The mixture of gamma laws, term by term, to about 20 digits.

    Each tail is summed from the end from which the recurrence of the
    incomplete gamma function adds.
    """
    a, y, mean = mpf(df) / 2, mpf(x) / 2, mpf(lam) / 2
    last = int(max(mean, mp.sqrt(mean * y)) + 30 * mp.sqrt(max(mean, mp.sqrt(mean * y))) + 100)
    q = mp.exp(mpf(gamma(y, a)[1]))
    more = mp.exp(a * mp.log(y) - y - mp.loggamma(a + 1))
    weight, upper = mp.exp(-mean), mpf(0)
    for j in range(last + 1):
        upper += weight * q
        q += more
        more *= y / (a + j + 1)
        weight *= mean / (j + 1)
    p = mp.exp(mpf(gamma(y, a + last)[0]))
    more = mp.exp((a + last - 1) * mp.log(y) - y - mp.loggamma(a + last))
    weight, lower = mp.exp(last * mp.log(mean) - mean - mp.loggamma(last + 1)), mpf(0)
    for j in range(last, -1, -1):
        lower += weight * p
        p += more
        more *= (a + j - 1) / y
        weight *= j / mean
    assert abs(lower + upper - 1) < mpf(10) ** -20
    return [text(mp.log(lower)), text(mp.log(upper))]


def level():
    """A wanted -ln p, log-uniform from 0.01 to 6907, half of them above 1e-2."""
    if rng.random() < 0.5:
        return rng.uniform(0.01, 5)
    return math.exp(rng.uniform(math.log(5), math.log(6907)))


def log_uniform(a, b):
    return math.exp(rng.uniform(math.log(a), math.log(b)))


def end_point(a, want, up):
    """Where a gamma-like law of mean a has about the tail exp(-want)."""
    want = max(want - 0.69, 0)
    f = lambda y: a * (y - math.log1p(y)) - want
    lo, hi = (0, 1) if up else (-1 + 1e-15, 0)
    while up and f(hi) < 0:
        hi *= 2
    for _ in range(200):
        y = (lo + hi) / 2
        if (f(y) < 0) == up:
            lo = y
        else:
            hi = y
    return a * (1 + (lo + hi) / 2)


def rows():
    for z in [0, 0.5, -0.5, 1, 2.5, 6, 9, 9.75, 10, 10.25, 37.5, 38.5, 100, 117]:
        yield ['normal', [float(z)]] + normal(z)
        yield ['normal', [float(-z)]] + normal(-z)
    for _ in range(200):
        z = math.sqrt(2 * level()) * rng.choice([-1, 1])
        yield ['normal', [z]] + normal(z)
    # Chi-squared as the tests use it: whole degrees of freedom.
    for df in [1, 2, 3, 5, 23, 255, 256, 399, 400, 401, 999, 65535, 10**6, 10**7]:
        for z in [-3, -0.25, 0, 0.25, 3, 8]:
            x = df * max(1 - 2 / (9 * df) + z * math.sqrt(2 / (9 * df)), 0.01) ** 3
            yield ['chisquared', [x, float(df)]] + gamma(x / 2, df / 2)
    for _ in range(350):
        df = float(int(log_uniform(1, 1e7)))
        x = 2 * end_point(df / 2, level(), rng.random() < 0.6)
        yield ['chisquared', [x, df]] + gamma(x / 2, df / 2)
    for _ in range(350):
        a = log_uniform(0.5, 1e9)
        x = end_point(a, level(), rng.random() < 0.5)
        yield ['gamma', [x, a]] + gamma(x, a)
    for m in [1e-9, 0.001, 0.5, 1, 3.75, 150, 1e4, 1e6, 1e9]:
        for z in [-4, -0.5, 0, 0.5, 4]:
            k = max(0, int(m + z * math.sqrt(m)))
            yield ['poisson', [float(k), m]] + poisson(k, m)
    for _ in range(350):
        m = log_uniform(0.1, 1e9)
        if rng.random() < 0.15:
            m = log_uniform(1e-3, 300)
        k = max(0, round(end_point(m, level(), rng.random() < 0.6)))
        if rng.random() < 0.15:
            k = max(0, round(m + rng.uniform(-1, 1) * math.sqrt(m)))
        yield ['poisson', [float(k), m]] + poisson(k, m)
    for n in [1, 2, 10, 1000, 10**6, 2**40, 10**12, 2**50]:
        for p in [0.5, 1 / 3, 0.015625, 1e-12, 0.9]:
            sd = math.sqrt(n * p * (1 - p))
            for z in [-6, -1, 0, 0.1, 3, 40]:
                k = min(n, max(0, round(n * p + z * sd)))
                yield ['binomial', [float(k), float(n), p]] + binomial(k, n, p)
    for _ in range(500):
        n = int(log_uniform(1, 2**50))
        p = 0
        while p == 0 or p == 1:
            p = rng.choice([0.5, 1 / 256, rng.random(), rng.random(), 1 - log_uniform(1e-6, 1), log_uniform(1e-12, 1), min(0.5, log_uniform(0.01, 1e6) / n)])
        mean, up = n * p, rng.random() < 0.6
        want = level()
        y = end_point(1, want / max(mean * (1 - p), 1e-3), True) - 1
        k = mean * (1 + y * (1 - p)) if up else mean - (end_point(mean, want, True) - mean) * math.sqrt(1 - p)
        if rng.random() < 0.15:
            k = mean + rng.uniform(-1, 1) * math.sqrt(mean * (1 - p))
        k = min(n, max(0, round(k)))
        yield ['binomial', [float(k), float(n), p]] + binomial(k, n, p)
    # The noncentral law, which is held to 1e-6; 1e4 is where the method changes.
    for _ in range(150):
        df = float(int(log_uniform(1, 3e4)))
        lam = log_uniform(0.01, 3e4)
        if rng.random() < 0.3:
            df, lam = float(int(rng.uniform(1, 1e4))), 1.05e4
            lam -= df * rng.random()
        sd = math.sqrt(2 * df + 4 * lam)
        x = df + lam + sd * rng.choice([-1, 1]) * math.sqrt(2 * min(level(), 300))
        if x <= 0:
            x = (df + lam) * log_uniform(0.001, 1)
        yield ['noncentral', [x, df, lam]] + noncentral(x, df, lam)
    for k in [-4, -3, -2, -1, 0, 1, 2, 3, 4]:
        df, lam = 9000.0, 2000.0
        x = df + lam + (k / 1000 if abs(k) < 4 else 40 * k)
        yield ['noncentral', [x, df, lam]] + noncentral(x, df, lam)


print('[')
count = 0
for row in rows():
    print((',\n' if count else '') + json.dumps(row), end='', flush=True)
    count += 1
print('\n]')
print(count, 'rows,', checked, 'computed twice', file=sys.stderr)
