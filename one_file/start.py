"""What runs first in the one-file folio: it looks whether this is the right Python, unpacks once, and starts folio.

It must run on Python 3.6, too: an older Python needs to be told what's wrong.
"""

import os
import sys
import sysconfig
import time
from pathlib import Path
from typing import NoReturn

SYSTEMS = {
    "linux": "Linux",
    "linux-arm": "Linux on ARM",
    "macos": "Macs with Apple silicon",
    "macos-intel": "Macs with Intel processors",
    "windows": "Windows",
}
_NAMES = {"linux-x86_64": "linux", "linux-aarch64": "linux-arm", "win-amd64": "windows"}
_MOST_TRIES = 100


def start(build: str, system: str, python: str) -> None:
    """Run folio, which was built for a system (a key of SYSTEMS) and a Python such as ``3.11``."""
    fault = wrong_place(system, python)
    if fault:
        _stop(2, fault)
    root = os.environ.get("FOLIO_UNPACKED") or "~/.folio"
    try:
        folder = Path(root).expanduser() / build
        if not folder.is_dir():
            _unpack(folder)
    except (OSError, RuntimeError) as error:  # RuntimeError: there is no home
        why = getattr(error, "strerror", None) or error
        _stop(4, f"folio can't unpack itself into {root}: {why}. Set FOLIO_UNPACKED to a folder you can write to.")
    except KeyboardInterrupt:
        _stop(130, "Interrupted. No half-written file was left behind.")
    sys.path.insert(0, str(folder))
    from folio.__main__ import main

    main()


def system_here() -> str:
    """Return the key of SYSTEMS for the Python that runs this, or another word where there is none."""
    if sys.platform == "darwin":
        return "macos" if os.uname().machine == "arm64" else "macos-intel"
    name = sysconfig.get_platform()
    return _NAMES.get(name, name)


def python_here() -> str:
    """Return the version of the Python that runs this, such as ``3.11``."""
    return "{}.{}".format(*sys.version_info)


def wrong_place(system: str, python: str) -> str:
    """Say what is wrong when folio was built for another system or Python than this; else return an empty text."""
    if system != system_here():
        return f"This folio is for {SYSTEMS[system]}. Please get the one that is for your computer."
    if python != python_here():
        right = f"py -{python}" if system == "windows" else f"python{python}"
        return (
            f"This folio is for Python {python}, and this is Python {python_here()}. "
            f"If you have {python}, run:  {right} {Path(sys.argv[0]).name}  "
            f"Otherwise, get the folio that is for Python {python_here()}."
        )
    return ""


def _unpack(folder: Path) -> None:
    """Unpack beside the folder and rename: two that start at once never see a half of it."""
    import shutil
    import tempfile
    import zipfile

    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"Unpacking folio into {folder.parent}, only this once ...\n")
    part = Path(tempfile.mkdtemp(prefix="unpacking-", dir=folder.parent))
    try:
        with zipfile.ZipFile(Path(__file__).parent) as file, file.open("packages.zip") as packages:
            zipfile.ZipFile(packages).extractall(part)
        _rename(part, folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _rename(part: Path, folder: Path) -> None:
    """On Windows, a virus scanner may hold new files for a moment."""
    for tries_left in reversed(range(_MOST_TRIES)):
        try:
            part.rename(folder)
        except OSError:
            if folder.is_dir():  # another was faster
                return
            if not tries_left:
                raise
            time.sleep(0.1)
        else:
            return


def _stop(code: int, sentence: str) -> NoReturn:
    sys.stderr.write(f"Error: {sentence}\n")
    sys.exit(code)
