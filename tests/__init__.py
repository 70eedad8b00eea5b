"""The tests. A package so that ``python -m tests.faults`` finds this folder and not that of another project."""
