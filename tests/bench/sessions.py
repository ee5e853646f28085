"""Visitors of a served desk: real websocket sessions that rerun a page and wait for its end."""

import asyncio
import random
import statistics
import time
import urllib.request
from pathlib import Path
from subprocess import DEVNULL, Popen
from sys import executable

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

PORT = 8655


class Desk:
    """A desk served from a store by the real command, for as long as the block runs; with act_every someone also acts there."""

    def __init__(self, store: Path, act_every: float | None = None) -> None:
        self.command = [str(Path(executable).with_name("records-desk")), "--store", str(store), "--port", str(PORT)]
        if act_every is not None:
            self.command = [executable, "-m", "tests.bench.busy_desk", str(store), str(PORT), str(act_every)]

    def __enter__(self) -> "Desk":
        self.process = Popen(self.command, stdout=DEVNULL, stderr=DEVNULL)
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=2).read()
                return self
            except OSError:
                time.sleep(0.25)
        raise RuntimeError("the desk did not answer")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    def memory_mb(self) -> float:
        """Resident memory of the server, in MB."""
        return psutil.Process(self.process.pid).memory_info().rss / 1e6


async def _rerun(socket, page: str = "queue") -> float:
    message = BackMsg()
    message.rerun_script.page_name = page
    start = time.perf_counter()
    await socket.send(message.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await socket.recv())
        if answer.WhichOneof("type") == "script_finished":
            return time.perf_counter() - start


async def _visitor(times: list[float], reruns: int, think: float) -> None:
    async with connect(f"ws://127.0.0.1:{PORT}/_stcore/stream", max_size=None, origin=f"http://127.0.0.1:{PORT}") as socket:
        await _rerun(socket)
        for _ in range(reruns):
            await asyncio.sleep(random.uniform(0, 2 * think))
            times.append(await _rerun(socket))


def rerun_ms(sessions: int, reruns: int = 8, think: float = 3.0) -> tuple[float, float]:
    """p50 and p95 of a rerun of the queue, in ms, with so many visitors who think for so many seconds on average."""
    times: list[float] = []

    async def everyone() -> None:
        await asyncio.gather(*(_visitor(times, reruns, think) for _ in range(sessions)))

    asyncio.run(everyone())
    cuts = statistics.quantiles(times, n=20)
    return statistics.median(times) * 1000, cuts[18] * 1000
