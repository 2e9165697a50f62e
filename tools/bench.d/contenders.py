"""The programs that are measured: Sonae, and each peer the way its own manual says is fast, with strict host keys."""
import glob
import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile

from measuring import Contender
from place import HOME, PORT, WORKSPACE
from words import Failure, say

HERE = os.path.dirname(os.path.realpath(__file__))
VENV = f"{HOME}/peers"
PACKAGES = ["ansible-core", "pyinfra", "parallel-ssh", "asyncssh"]


def install():
    """Peers from PyPI into a virtual environment of their own."""
    if not os.path.exists(f"{VENV}/bin/python"):
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    done = subprocess.run([f"{VENV}/bin/pip", "install", "-q", "--disable-pip-version-check", *PACKAGES])
    if done.returncode != 0:
        raise Failure("比較対象を導入できませんでした。ネットワークを確認するか、--peers を付けずに実行してください。",
                      "The peers couldn't be installed: check the network, or run without --peers.")


def versions():
    """{package: version} of the peers that are there."""
    paths = glob.glob(f"{VENV}/lib/python*/site-packages")
    found = {d.metadata["Name"].lower(): d.version for d in importlib.metadata.distributions(path=paths)}
    return {name: found[name] for name in PACKAGES if name in found}


class Contenders:
    def __init__(self, lab, sonae):
        self.lab, self.sonae = lab, sonae
        self.installed = versions()
        missing = [name for name in PACKAGES if name not in self.installed]
        if missing:
            say(f"導入されていない比較対象: {', '.join(missing)}（tools/bench --peers で導入できます）",
                f"Peers that aren't installed: {', '.join(missing)} (tools/bench --peers installs them)")

    # MARK: Sonae

    def product(self, name, *words):
        return Contender(name, [self.sonae, *words], {"LC_ALL": "C.UTF-8"}, WORKSPACE, kind="sonae")

    def exec(self, count, command):
        hosts = [name for name, _ in self.lab.hosts[:count]]
        return self.product("sonae exec", "exec", *hosts, "--", command)

    def drill(self, count):
        return self.product("sonae drill", "drill", f"drill-{count}x20", "--yes", "--plain")

    # MARK: Peers

    def peers(self, count, steps, command):
        """Everything that can run `command` so many times on so many hosts."""
        environment = self.lab.environment(count, steps, command)
        made = [self._ssh(environment)]
        for package, make in (("asyncssh", self._script), ("parallel-ssh", self._script), ("pyinfra", self._pyinfra),
                              ("ansible-core", self._ansible)):
            if package in self.installed:
                made += make(package, environment, count, steps)
        return made

    def _script(self, package, environment, _count, _steps):
        script = f"{HERE}/peers/{package.replace('-', '_')}_run.py"
        note = "checks no host keys" if package == "parallel-ssh" else ""
        return [Contender(package, [f"{VENV}/bin/python", script], environment, note=note)]

    def _ssh(self, environment):
        many = int(environment["BENCH_STEPS"]) > 1
        name = "ssh, a master for each host" if many else "ssh, one for each host"
        return Contender(name, [f"{HERE}/peers/ssh_run.sh"], environment)

    def _pyinfra(self, _package, environment, count, steps):
        command = [f"{VENV}/bin/pyinfra", "-y", "--parallel", str(count), f"{HERE}/peers/pyinfra_inventory.py"]
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
        command = [f"{VENV}/bin/ansible", "all", "-i", "inventory", "-m", "raw", "-a", task]
        if steps > 1:
            tasks = "".join(f"    - raw: {task}\n" for _ in range(steps))
            self._write("play.yml", "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks)
            command = [f"{VENV}/bin/ansible-playbook", "-i", "inventory", "play.yml"]
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
