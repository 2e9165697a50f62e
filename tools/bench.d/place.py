"""Where the benchmarks run: the lab's hosts, and a workspace for them."""
import fcntl
import os
import pwd
import shutil
import subprocess
import time

from words import Failure, say

PROJECT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
HOME = os.path.join(PROJECT, ".bench")
LAB = os.path.join(HOME, "lab")
WORKSPACE = os.path.join(HOME, "workspace")
PORT = "2222"
FLOOR = os.path.join(HOME, "floor")

def take():
    """Makes the folder and holds it; two benchmarks at once would measure each other."""
    os.makedirs(HOME, exist_ok=True)
    lock = open(os.path.join(HOME, "lock"), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Failure("別の tools/bench が実行中です。終わってからもう一度実行してください。",
                      "Another tools/bench is running: try again when it has ended.") from None
    return lock


def build():
    """The same build as that of tools/demo, and the measuring program beside it."""
    subprocess.run([f"{PROJECT}/tools/setup", "build"], check=True)
    log = f"{HOME}/build.log"
    say(f"ビルドしています（初回は数分かかります。経過は {log}）", f"Building (the first one takes some minutes; progress in {log})")
    with open(log, "wb") as out:
        for product in ("sonae", "Benchmarks"):
            done = subprocess.run(["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", product],
                                  cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
            if done.returncode != 0:
                raise Failure(f"ビルドに失敗しました。{log} を確認してください。", f"The build failed: see {log}.")
    return f"{PROJECT}/.build/release"


def compile_floor():
    """The C program that everyone is measured beside. Without a compiler or libssh2's headers it is said and left out."""
    if os.path.exists(FLOOR):
        os.remove(FLOOR)
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "libssh2", "libcrypto"], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True) if shutil.which("pkg-config") else None
    swift = os.path.dirname(os.path.realpath(shutil.which("swift") or ""))
    compiler = shutil.which("cc") or shutil.which("clang", path=f"{os.environ['PATH']}:{swift}")
    if compiler and flags and flags.returncode == 0:
        source = os.path.join(PROJECT, "tools/bench.d/floor.c")
        subprocess.run([compiler, "-O2", "-o", FLOOR, source, *flags.stdout.split()])
    if not os.path.exists(FLOOR):
        say("C の基準プログラムは除外します（C コンパイラー、pkg-config、libssh2 と OpenSSL のヘッダーが必要です）",
            "The floor in C is left out: it needs a C compiler, pkg-config and the headers of libssh2 and OpenSSL")


class Lab:
    """As many hosts as the largest measurement needs, up for all of them."""

    def __init__(self, count):
        self.count = count
        self._down()
        said = ""
        for net in range(70, 80):    # another lab may hold the first addresses that we try
            up = subprocess.run([f"{PROJECT}/tools/lab", "up", "--dir", LAB, "--net", str(net), str(count)],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if up.returncode == 0:
                break
            said = up.stdout
            if f":{PORT}" not in said:
                break
        if up.returncode != 0:
            raise Failure(f"訓練環境を起動できません。\n{said}", f"The lab doesn't come up.\n{said}")
        with open(f"{LAB}/hosts.tsv") as table:
            self.hosts = [line.split("\t") for line in table.read().splitlines()]
        self.servers = [self._server(name) for name, _ in self.hosts]

    def _server(self, name):
        with open(f"{LAB}/hosts/{name}/sshd.id") as file:
            return int(file.read().split()[0])

    def addresses(self, count):
        return [address for _, address in self.hosts[:count]]

    def settle(self):
        """Waits until the servers have ended the sessions of the run before, and its CPU time isn't ours."""
        for _ in range(200):
            if not any(self._children(server) for server in self.servers):
                return
            time.sleep(0.025)

    @staticmethod
    def _children(pid):
        try:
            with open(f"/proc/{pid}/task/{pid}/children") as children:
                return children.read()
        except OSError:
            return ""

    def environment(self, count, steps, command, prints):
        """What the peers' scripts read."""
        return {
            "BENCH_HOSTS": ",".join(self.addresses(count)), "BENCH_STEPS": str(steps), "BENCH_COMMAND": command,
            "BENCH_BYTES": str(prints),
            "BENCH_KEY": f"{LAB}/keys/id_ed25519", "BENCH_KNOWN_HOSTS": f"{LAB}/known_hosts", "BENCH_PORT": PORT,
            "BENCH_USER": pwd.getpwuid(os.getuid()).pw_name,
        }

    def close(self):
        self._down()

    @staticmethod
    def _down():
        subprocess.run([f"{PROJECT}/tools/lab", "down", "--dir", LAB], stdout=subprocess.DEVNULL)


def make_workspace(lab):
    """A system for each host, and drills named for what they do: `drill-20x20` takes 20 hosts through 20 steps each."""
    shutil.rmtree(WORKSPACE, ignore_errors=True)
    for folder in ("inventory", "playbooks/procedures"):
        os.makedirs(f"{WORKSPACE}/{folder}")
    names = [name for name, _ in lab.hosts]
    write("sonae.yaml", f"workspace: bench\nssh: {{config: {LAB}/ssh_config}}\nlimits: {{hosts: {len(names)}, per_host: 8}}\n")
    write("inventory/hosts.yaml", "hosts:\n" + "".join(f"  - {{id: {name}, drills: allowed}}\n" for name in names))
    system = "  - {{id: {}, procedure: {}, vars: {{target: {}}}}}\n".format
    write("inventory/systems.yaml", "systems:\n" + system("long", "200-steps", names[0])
          + "".join(system(f"system-{name}", "20-steps", name) for name in names))
    procedure(20, "echo step")
    procedure(200, '"true"')
    for count in (20, len(names)):
        scenario(f"drill-{count}x20", [f"system-{name}" for name in names[:count]])
    scenario("drill-1x200", ["long"])
    write("commands", "true\n" * 200)


def make_machines(lab, each):
    """Each host a libvirt of its own with so many machines, all in the inventory. Returns a command that lists one host's."""
    platforms, hosts, systems = "platforms:\n", "hosts:\n", "systems:\n"
    for number, (name, _) in enumerate(lab.hosts):
        names = [f"m-{number}-{n}" for n in range(each)]
        write(f"{name}.xml", "<node>" + "".join(
            f"<domain type='test'><name>{one}</name><memory>1048576</memory><os><type>hvm</type></os></domain>"
            for one in names) + "</node>")
        platforms += f"  - {{id: kvm-{number}, kind: libvirt, uri: \"test://{WORKSPACE}/{name}.xml\"}}\n"
        hosts += f"  - {{id: {name}, drills: allowed, platform: kvm-{number}}}\n"
        machines = ", ".join(f"{{id: {one}, on: {name}}}" for one in names)
        systems += f"  - {{id: system-{name}, machines: [{machines}], procedure: 20-steps, vars: {{target: {name}}}}}\n"
    write("inventory/platforms.yaml", platforms)
    write("inventory/hosts.yaml", hosts)
    write("inventory/systems.yaml", systems)
    virsh = f"virsh -c test://{WORKSPACE}/{lab.hosts[0][0]}.xml"
    return f"{virsh} list --all --uuid --name && {virsh} domstats --nowait --raw --state --balloon --vcpu"


def procedure(count, command):
    steps = "".join(f"  - {{id: step-{n}, run: {command}}}\n" for n in range(1, count + 1))
    write(f"playbooks/procedures/{count}-steps.yaml", f'procedure: {count}-steps\non: "{{{{target}}}}"\nsteps:\n{steps}')


def scenario(name, systems):
    write(f"playbooks/{name}.yaml", f"scenario: {name}\ntype: live\nclock: activated\nsystems: [{', '.join(systems)}]\n")


def write(path, text):
    with open(f"{WORKSPACE}/{path}", "w") as file:
        file.write(text)
