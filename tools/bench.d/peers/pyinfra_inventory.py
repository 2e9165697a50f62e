"""The lab's hosts for pyinfra."""
import os

_data = dict(ssh_user=os.environ["BENCH_USER"], ssh_port=int(os.environ["BENCH_PORT"]), ssh_key=os.environ["BENCH_KEY"],
             ssh_known_hosts_file=os.environ["BENCH_KNOWN_HOSTS"], ssh_strict_host_key_checking="yes",
             ssh_config_file=os.devnull, ssh_allow_agent=False, ssh_look_for_keys=False)
lab = [(host, _data) for host in os.environ["BENCH_HOSTS"].split(",")]
