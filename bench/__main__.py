"""Say which measurements there are; each is run by itself: python -m bench.NAME."""

import importlib
import pkgutil

import bench

for module in pkgutil.iter_modules(bench.__path__):
    if module.name == "__main__":
        continue
    measurement = importlib.import_module(f"bench.{module.name}")
    if hasattr(measurement, "main"):
        print(f"python -m bench.{module.name:<13} {(measurement.__doc__ or '').splitlines()[0]}")
