"""Say which measurements there are; each is run by itself: python -m bench.NAME."""

import importlib
import pkgutil

import bench

for module in pkgutil.iter_modules(bench.__path__):
    if module.name != "__main__":
        words = (importlib.import_module(f"bench.{module.name}").__doc__ or "").splitlines()[0]
        print(f"python -m bench.{module.name:<10} {words}")
