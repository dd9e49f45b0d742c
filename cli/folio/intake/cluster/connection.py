"""Connecting to a Dask cluster: one that runs already, or one of this machine's cores."""

from __future__ import annotations

import logging
import os
import pydoc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING

from folio import __version__
from folio.basics.places import first_line
from folio.exit_codes import PackageMissing, UsageProblem
from folio.intake.files.sandbox import deaf

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
_CONNECT_SECONDS = 10
_WORKERS_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that answers and has workers with this version of folio."""

    client: Client
    workers: int
    threads: int


def refuse_missing() -> None:
    """Raise UsageProblem when Dask is not installed."""
    if find_spec("distributed") is None:
        raise PackageMissing("--cluster needs Dask, so nothing was read.", "dask", "distributed")


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Connect to ``local``, to a scheduler's address, or to the cluster that a scheduler's file tells of.

    Raises UsageProblem when nothing answers there, when there are no workers, or when they have another folio.
    """
    refuse_missing()
    import dask
    from distributed import Client, LocalCluster

    # What ends a run is said by folio, in its own words.
    for name in ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack, dask.config.set({"distributed.comm.timeouts.connect": f"{_CONNECT_SECONDS}s"}):
        given = None
        if address == LOCAL:
            with _unheard():
                count = os.cpu_count() or 1
                given = stack.enter_context(
                    LocalCluster(
                        n_workers=count, threads_per_worker=1, dashboard_address=":0",
                        memory_limit=0, silence_logs=logging.CRITICAL,
                    )
                )  # fmt: skip
                # What watches over a worker doesn't start one again that died while it started.
                given.adapt(minimum=count, maximum=count)
        is_file = given is None and address.endswith(".json")
        if is_file and not Path(address).is_file():
            raise UsageProblem(f"{address!r} isn't there.", "Give the file that dask scheduler --scheduler-file wrote.")
        try:
            client = stack.enter_context(
                Client(scheduler_file=address, set_as_default=False, timeout=_CONNECT_SECONDS) if is_file
                else Client(given or address, set_as_default=False, timeout=_CONNECT_SECONDS)
            )  # fmt: skip
        except TypeError as error:
            if "ssl_context" not in str(error):
                raise
            fix = "Tell Dask where its certificates are: distributed.comm.tls in its configuration."
            raise UsageProblem(f"{address!r} needs certificates: {first_line(error)}.", fix) from None
        except (OSError, ValueError, TimeoutError, ImportError, RuntimeError) as error:
            raise UsageProblem(
                f"No Dask scheduler answers at {address!r}: {first_line(error)}.",
                "Check the address and that the scheduler runs; --cluster local needs none.",
            ) from None
        yield _checked(address, client)


@contextmanager
def _unheard() -> Iterator[None]:
    """Workers started here never hear Ctrl-C: they end with the client, and would end with tracebacks.

    They inherit what is blocked. This process hears of it after the start.
    """
    if os.name == "posix":
        resource_tracker.ensure_running()  # or multiprocessing starts it with the first worker, and unblocks Ctrl-C
    with deaf():
        yield


def _checked(address: str, client: Client) -> Cluster:
    try:
        client.wait_for_workers(1, timeout=_WORKERS_SECONDS)
    except TimeoutError:
        raise UsageProblem(f"The cluster at {address!r} has no workers.", "Start some, then run this again.") from None
    # Every Python has this function, also one without folio, which says None.
    versions = client.run(pydoc.locate, "folio.__version__")
    for worker, version in sorted(versions.items()):
        if version != __version__:
            has = f"folio {version}" if version else "no folio"
            raise UsageProblem(
                f"The worker at {worker} has {has}, and this is folio {__version__}.",
                "Install this version of folio on every worker.",
            )
    workers = client.scheduler_info(n_workers=-1)["workers"]
    threads = sum(worker["nthreads"] for worker in workers.values())
    return Cluster(client, len(workers), threads)
