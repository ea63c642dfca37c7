"""Starting a program and measuring it from outside; what the machine and the peers are."""
import json
import os
import platform
import subprocess
import sys
import time

import numpy as np


def busy_ticks():
    """CPU ticks of the whole machine in use."""
    fields = [int(v) for v in open("/proc/stat").readline().split()[1:]]
    return sum(fields[:3]) + fields[5] + fields[6]


def start(command, environment):
    """Runs a command that prints JSON: that JSON, wall and CPU seconds, the share of the cores others used meanwhile."""
    ticks, clock = busy_ticks(), time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - clock
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}.")
    used, cpu = (busy_ticks() - ticks) / os.sysconf("SC_CLK_TCK"), usage.ru_utime + usage.ru_stime
    return json.loads(printed), wall, cpu, max(0, used - cpu) / (wall * os.cpu_count())


def environment():
    """That of the measured programs: unset, OpenBLAS takes the kernel for this very processor."""
    result = dict(os.environ)
    result.pop("OPENBLAS_CORETYPE", None)
    return result


def blas():
    """The BLAS that numpy and faiss really load; the comparison is void without OpenBLAS."""
    np.ones((2, 2)) @ np.ones((2, 2))
    libraries = {line.split("/")[-1].strip() for line in open("/proc/self/maps") if "openblas" in line}
    if not libraries:
        sys.exit("numpy does not use OpenBLAS here: install libopenblas0-pthread (run.sh does).")
    return ", ".join(sorted(libraries))


def machine():
    runtime = subprocess.run(["dotnet", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores ({cpu}), Python {platform.python_version()}, numpy {np.__version__}, {blas()}, .NET SDK {runtime}"


def can_import(module, folder):
    """Whether the Python of the peers finds the module, in the folder if one is given."""
    code = f"import sys; sys.path[:0] = {[folder] if folder else []!r}; import {module}"
    return subprocess.run(["/usr/bin/python3", "-c", code], stderr=subprocess.DEVNULL).returncode == 0
