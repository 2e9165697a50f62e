"""asyncssh: one event loop, one connection for each host, its commands one after the other."""
import asyncio
import os

import asyncssh

options = dict(port=int(os.environ["BENCH_PORT"]), username=os.environ["BENCH_USER"], client_keys=[os.environ["BENCH_KEY"]],
               known_hosts=os.environ["BENCH_KNOWN_HOSTS"], config=None, agent_path=None)


async def run(host):
    async with asyncssh.connect(host, **options) as connection:
        for _ in range(int(os.environ["BENCH_STEPS"])):
            done = await connection.run(os.environ["BENCH_COMMAND"], check=True, encoding=None)
            assert len(done.stdout) == int(os.environ["BENCH_BYTES"])


async def main():
    await asyncio.gather(*(run(host) for host in os.environ["BENCH_HOSTS"].split(",")))


asyncio.run(main())
