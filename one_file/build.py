"""Build the one file: ``python -m one_file.build --for windows --python 3.12``.

The packages are in a zip of their own inside it: Python reads all names of the outer one at each start.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from folio import __version__
from one_file import start

ROOT = Path(__file__).resolve().parent.parent
# What uv calls them.
PLATFORMS = {
    "linux": "x86_64-unknown-linux-gnu",
    "linux-arm": "aarch64-unknown-linux-gnu",
    "macos": "aarch64-apple-darwin",
    "macos-intel": "x86_64-apple-darwin",
    "windows": "x86_64-pc-windows-msvc",
}
_MAIN = "from start import start\n\nstart({build!r}, {system!r}, {python!r})\n"
# The installer's notes have paths of this machine.
_NOTES = {".lock", "direct_url.json", "INSTALLER", "RECORD", "REQUESTED", "uv_cache.json"}


def build(system: str, python: str, out: Path) -> Path:
    """Build the file for a system and a Python into a folder, and return its path."""
    with tempfile.TemporaryDirectory() as folder:
        packages = Path(folder, "packages")
        _install(system, python, packages, Path(folder))
        packed = _zip((p.relative_to(packages).as_posix(), p.read_bytes()) for p in _needed(packages))
    digest = hashlib.sha256(packed).hexdigest()[:12]
    name = f"folio-{__version__}-{system}-py{python.replace('.', '')}"
    main = _MAIN.format(build=f"{name}-{digest}", system=system, python=python).encode()
    content = [("__main__.py", main), ("start.py", Path(start.__file__).read_bytes()), ("packages.zip", packed)]
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}.pyz"
    path.write_bytes(b"#!/usr/bin/env python3\n" + _zip(content, zipfile.ZIP_STORED))
    path.chmod(0o755)
    return path


def _install(system: str, python: str, target: Path, folder: Path) -> None:
    """Install folio's wheel with what it needs, for a system that may not be this one."""
    _run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    _run("-m", "uv", "pip", "install", "--quiet", "--target", str(target), "--python", sys.executable,
         "--python-platform", PLATFORMS[system], "--python-version", python, "--only-binary", ":all:",
         "--link-mode", "copy", f"{wheel}[pdf]")  # fmt: skip


def _run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])


def _needed(packages: Path) -> Iterator[Path]:
    """All files but tests, commands and notes, in the same order everywhere."""
    for path in sorted(packages.rglob("*")):
        parts = path.relative_to(packages).parts
        if path.is_file() and parts[0] != "bin" and "tests" not in parts and path.name not in _NOTES:
            yield path


def _zip(content: Iterable[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack without times and rights: the same content gives the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, data in content:
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o644 << 16
            file.writestr(info, data, how)
    return packed.getvalue()


def main() -> None:
    """Build for what is asked, else for the system and the Python that run this."""
    parser = argparse.ArgumentParser(prog="python -m one_file.build", description="Build folio as one file.")
    parser.add_argument("--for", dest="system", choices=PLATFORMS, default=start.system_here())
    parser.add_argument("--python", default=start.python_here(), metavar="3.XX")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    given = parser.parse_args()
    if given.system not in PLATFORMS:
        parser.error(f"please say for which system: {', '.join(PLATFORMS)}")
    if not re.fullmatch(r"3\.\d+", given.python):
        parser.error(f"a version of Python looks like 3.12, not {given.python}")
    print(build(given.system, given.python, given.out))


if __name__ == "__main__":
    main()
