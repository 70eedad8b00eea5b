"""How fast the service is on this machine: ``python -m bench`` measures, prints a table and writes ``out/bench.json``.

Everything runs on real servers in a folder that is gone afterwards. The database keeps its promises in a power cut, as
the one of ``coordinator up`` does. Nothing here is a test: no number is asserted.
"""
