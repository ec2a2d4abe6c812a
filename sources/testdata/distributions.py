# Distribution functions at 50 digits, for TestDistributionFunctions:
#   python3 distributions.py > distributions.json
# Needs mpmath. x is the exact float64 that the test passes.
import json
import mpmath as mp

mp.mp.dps = 50
rows = []


def add(name, args, xs, cdf):
    for x in xs:
        x = float(x)
        rows.append({"name": name, "args": args, "x": x, "f": mp.nstr(cdf(mp.mpf(x)), 25)})


def h(a):  # the float64 that the view makes of hundredths
    return mp.mpf(a / 100)


def normal(mu, sigma):
    return lambda x: mp.ncdf((x - mu) / sigma)


add("uniform", [10, 20], [10, 10.001, 13.7, 19.999], lambda x: (x - 10) / 10)
for mode in (0, 25, 100):
    m = h(mode)
    add("triangular", [mode], [0.0001, 0.1, 0.25, 0.6, 0.9999],
        lambda x: x * x / m if x < m else (x if m == 1 else 1 - (1 - x) ** 2 / (1 - m)))
for args in ([0, 100], [1000, 250]):
    mu, sigma = h(args[0]), h(args[1])
    points = [float(mu + sigma * z) for z in (-4.2, -1.5, -0.01, 0, 0.7, 2.2, 4.1)]
    add("normalvariate", args, points, normal(mu, sigma))
    add("gauss", args, points, normal(mu, sigma))
for args in ([0, 100], [150, 25]):
    mu, sigma = h(args[0]), h(args[1])
    add("lognormvariate", args, [float(mp.exp(mu + sigma * z)) for z in (-4, -1, 0.3, 2, 4)],
        lambda x: normal(mu, sigma)(mp.log(x)))
for lam in (100, 250):
    l = h(lam)
    add("expovariate", [lam], [float(q / l) for q in (1e-5, 0.01, 0.7, 2.5, 11)], lambda x: -mp.expm1(-l * x))
for alpha in (10, 50, 100, 250, 730, 10000):
    a = h(alpha)
    scale = float(mp.sqrt(a))
    xs = [1e-30, 1e-8, 0.003, 0.1, 0.9] + [float(a) * q for q in (0.3, 0.7, 0.95, 1, 1.05, 1.4, 2.5)] + [float(a) + 4 * scale]
    add("gammavariate", [alpha], xs, lambda x: mp.gammainc(a, 0, x, regularized=True))
for args in ([50, 50], [200, 300], [100, 700], [5000, 120], [10000, 10000]):
    a, b = h(args[0]), h(args[1])
    add("betavariate", args, [1e-9, 0.001, 0.05, 0.2, 0.45, 0.5, 0.55, 0.8, 0.97, 0.9999],
        lambda x: mp.betainc(a, b, 0, x, regularized=True))
for args in ([0, 0], [0, 50], [100, 400], [314, 10000]):
    mu, kappa = h(args[0]), h(args[1])

    def cdf(x):
        t = (x - mu) % (2 * mp.pi)
        pieces = [t * i / 8 for i in range(9)]
        return mp.quad(lambda u: mp.exp(kappa * (mp.cos(u) - 1)), pieces) / (
            2 * mp.pi * mp.besseli(0, kappa) * mp.exp(-kappa))

    add("vonmisesvariate", args, [0.01, 0.3, 1, 2, 3.1, 3.2, 4.5, 6.2], cdf)
for alpha in (10, 100, 300):
    a = h(alpha)
    add("paretovariate", [alpha], [float(1 + mp.mpf(d)) for d in (1e-5, 0.01, 0.7, 20, 1e9)], lambda x: 1 - x ** -a)
for args in ([100, 50], [200, 150]):
    a, b = h(args[0]), h(args[1])
    add("weibullvariate", args, [1e-6, 0.01, 0.8, 3, 9.5], lambda x: -mp.expm1(-(x / a) ** b))
for n, p in ((1, 30), (20, 50), (100, 7), (1000, 50), (65536, 3)):
    q = h(p)
    for k in sorted({0, 1, int(n * q) - 3, int(n * q), int(n * q + 3 * mp.sqrt(n * q * (1 - q))), n}):
        if 0 <= k <= n:
            below = 0 if k == 0 else mp.betainc(n - k + 1, k, 0, 1 - q, regularized=True)  # P(X <= k-1)
            mass = mp.binomial(n, k) * q**k * (1 - q) ** (n - k)
            rows.append({"name": "binomialvariate", "args": [n, p], "x": k, "f": mp.nstr(below, 25), "mass": mp.nstr(mass, 25)})

print("[")
print(",\n".join(json.dumps(r) for r in rows))
print("]")
