"""parallel-ssh: greenlets on libssh2; a step on all hosts, then the next. It checks no host keys."""
import os

from pssh.clients import ParallelSSHClient

hosts = os.environ["BENCH_HOSTS"].split(",")
client = ParallelSSHClient(hosts, pool_size=len(hosts), user=os.environ["BENCH_USER"], port=int(os.environ["BENCH_PORT"]),
                           pkey=os.environ["BENCH_KEY"], allow_agent=False, identity_auth=False)
for _ in range(int(os.environ["BENCH_STEPS"])):
    output = client.run_command(os.environ["BENCH_COMMAND"])
    # Without consume_output some hosts keep an exit code of None.
    client.join(output, consume_output=True)
    assert all(host.exit_code == 0 for host in output)
