"""The programs that are measured: Sonae, and each peer the way its own manual says is fast, with strict host keys."""
import glob
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile

from measuring import Contender
from place import FLOOR, HOME, PORT, WORKSPACE
from words import Failure, say

HERE = os.path.dirname(os.path.realpath(__file__))
VENV = f"{HOME}/peers"
PACKAGES = ["ansible-core", "pyinfra", "parallel-ssh", "asyncssh"]
LIBRARIES = ["ssh", "asyncssh", "parallel-ssh"]
EVERYONE = [*LIBRARIES, "pyinfra", "ansible-core"]
# Those that start a process for each host take most of a minute for 200.
FOR_MANY_HOSTS = ["asyncssh", "parallel-ssh", "pyinfra"]


def install():
    """Peers from PyPI into a virtual environment of their own."""
    if not os.path.exists(f"{VENV}/bin/python"):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    done = subprocess.run([f"{VENV}/bin/pip", "install", "-q", "--disable-pip-version-check", *PACKAGES])
    if done.returncode != 0:
        raise Failure("比較対象を導入できませんでした。ネットワークを確認するか、--peers を付けずに実行してください。",
                      "The peers couldn't be installed: check the network, or run without --peers.")


def versions():
    """{package: version} of the peers that are there: those of --peers, else what this machine's Python has."""
    paths = glob.glob(f"{VENV}/lib/python*/site-packages") or sys.path
    found = {d.metadata["Name"].lower(): d.version for d in importlib.metadata.distributions(path=paths)}
    return {name: found[name] for name in PACKAGES if name in found}


def say_missing():
    missing = ", ".join(name for name in PACKAGES if name not in versions())
    if missing:
        say(f"導入されていない比較対象: {missing}（tools/bench --peers で導入できます）",
            f"Peers that aren't installed: {missing} (tools/bench --peers installs them)")


def python():
    return f"{VENV}/bin/python" if os.path.exists(VENV) else sys.executable


def program(name):
    return f"{VENV}/bin/{name}" if os.path.exists(VENV) else name


class Contenders:
    def __init__(self, lab, sonae):
        self.lab, self.sonae = lab, sonae
        self.installed = versions()

    # MARK: Sonae

    def product(self, name, *words):
        return Contender(name, [self.sonae, *words], {"LC_ALL": "C.UTF-8"}, WORKSPACE, kind="sonae")

    def exec(self, count, *words):
        hosts = [name for name, _ in self.lab.hosts[:count]]
        return self.product("sonae exec", "exec", *hosts, *words)

    def drill(self, count, steps):
        return self.product("sonae drill", "drill", f"drill-{count}x{steps}", "--yes", "--plain")

    # MARK: The floor

    def floor(self, count, steps, command, prints=0):
        """It alone, or nobody where it couldn't be compiled. `prints`: the bytes that each command has to print."""
        if not os.path.exists(FLOOR):
            return []
        it = self.lab.environment(count, steps, command, prints)
        hosts = f"{HOME}/hosts.{count}"
        with open(hosts, "w") as file:
            file.write("\n".join(self.lab.addresses(count)) + "\n")
        words = [it[f"BENCH_{name}"] for name in ("PORT", "USER", "KEY", "KNOWN_HOSTS", "STEPS", "COMMAND", "BYTES")]
        return [Contender("floor", [FLOOR, hosts, *words], note="C, libssh2; records nothing", kind="floor")]

    # MARK: Peers

    def peers(self, count, steps, command, prints=0, among=EVERYONE):
        """Those `among` them that are installed, for `command` so many times on so many hosts."""
        environment = self.lab.environment(count, steps, command, prints)
        makers = {"ssh": self._ssh, "pyinfra": self._pyinfra, "ansible-core": self._ansible}
        return [made for name in among if name == "ssh" or name in self.installed
                for made in makers.get(name, self._script)(name, environment, count, steps)]

    def _script(self, package, environment, _count, _steps):
        script = f"{HERE}/peers/{package.replace('-', '_')}_run.py"
        note = "checks no host keys" if package == "parallel-ssh" else ""
        return [Contender(package, [python(), script], environment, note=note)]

    def _ssh(self, _package, environment, _count, steps):
        name = "ssh, a master for each host" if steps > 1 else "ssh, one for each host"
        least = int(environment["BENCH_BYTES"])
        return [Contender(name, [f"{HERE}/peers/ssh_run.sh"], environment, least_bytes=least)]

    def _pyinfra(self, _package, environment, count, steps):
        command = [program("pyinfra"), "-y", "--parallel", str(count), f"{HERE}/peers/pyinfra_inventory.py"]
        command += ["exec", "--", environment["BENCH_COMMAND"]] if steps == 1 else [f"{HERE}/peers/pyinfra_deploy.py"]
        return [Contender("pyinfra", command, environment, HOME, kind="runner")]

    def _ansible(self, _package, environment, count, steps):
        strategies = ["linear"] if steps == 1 else ["linear", "free"]
        return [Ansible(environment, count, steps, strategy).contender for strategy in strategies]


class Ansible:
    """ansible-core with forks for all hosts, pipelining and ControlPersist, on the module that needs no Python on the host."""

    def __init__(self, environment, count, steps, strategy):
        self.folder = tempfile.mkdtemp(prefix="ansible.", dir=HOME)
        self._write("inventory", self._inventory(environment))
        self._write("ansible.cfg", self._settings(environment, count, strategy))
        task = environment["BENCH_COMMAND"]
        command = [program("ansible"), "all", "-i", "inventory", "-m", "raw", "-a", task]
        if steps > 1:
            tasks = "".join(f"    - raw: {task}\n" for _ in range(steps))
            self._write("play.yml", "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks)
            command = [program("ansible-playbook"), "-i", "inventory", "play.yml"]
        name = "ansible (raw)" if steps == 1 else f"ansible-playbook (raw, {strategy})"
        settings = {"ANSIBLE_CONFIG": f"{self.folder}/ansible.cfg", "LC_ALL": "C.UTF-8", "PATH": f"{VENV}/bin:{os.environ['PATH']}"}
        self.contender = Contender(name, command, settings, self.folder, after=self._end_masters, kind="runner")

    @staticmethod
    def _inventory(environment):
        return "\n".join([
            "[all:vars]", f"ansible_user={environment['BENCH_USER']}", f"ansible_port={PORT}",
            f"ansible_ssh_private_key_file={environment['BENCH_KEY']}", "ansible_python_interpreter=/usr/bin/python3",
            "[hosts]", *environment["BENCH_HOSTS"].split(",")]) + "\n"

    def _settings(self, environment, count, strategy):
        ssh = (f"-F none -o ControlMaster=auto -o ControlPersist=60s -o IdentitiesOnly=yes"
               f" -o UserKnownHostsFile={environment['BENCH_KNOWN_HOSTS']} -o GlobalKnownHostsFile=none")
        return "\n".join([
            "[defaults]", f"forks = {count}", f"strategy = {strategy}", "gathering = explicit",
            "host_key_checking = True", f"local_tmp = {self.folder}/tmp", f"home = {self.folder}/home",
            "retry_files_enabled = False", "timeout = 60", "[ssh_connection]", "pipelining = True",
            f"control_path_dir = {self.folder}/cp", f"ssh_args = {ssh}"]) + "\n"

    def _end_masters(self):
        """Each run connects anew, as every other contender does."""
        for socket in glob.glob(f"{self.folder}/cp/*"):
            subprocess.run(["ssh", "-F", "none", "-S", socket, "-O", "exit", "x"], stderr=subprocess.DEVNULL)
        shutil.rmtree(f"{self.folder}/cp", ignore_errors=True)

    def _write(self, name, text):
        with open(f"{self.folder}/{name}", "w") as file:
            file.write(text)
