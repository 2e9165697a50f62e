"""The same command so many times, as pyinfra operations."""
import os

from pyinfra.operations import server

for number in range(int(os.environ["BENCH_STEPS"])):
    server.shell(name=f"step {number}", commands=[os.environ["BENCH_COMMAND"]])
