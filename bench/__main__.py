"""``python -m bench``. Worker processes read this file too, so it asks for nothing before it must."""

from __future__ import annotations

if __name__ == "__main__":
    import typer

    from bench.run import run

    typer.run(run)
