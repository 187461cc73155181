# SPDX-License-Identifier: MIT
"""bench.py - the unchanged core and its test programs, built once

They are built in two stages: as they are, and with AddressSanitizer and UBSan.
The core is a shared library, so that a mutant is tested without linking the
programs again.
"""
import glob
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import threading

CC = os.environ.get("CC", "gcc")
OTHER = {"test_uefi", "test_words"}  # not of the core
# Tests that measure time: a busy machine fails them, so they kill nothing.
TIMED = {"dirty_upper_halves_do_not_slow_shani",
         "attack_58_time_grows_with_the_length_alone"}
STAGES = {
    "plain": ["-O2"],
    "sanitized": ["-O1", "-g1", "-fsanitize=address,undefined",
                  "-fno-sanitize-recover=all"],
}
MORE = {"test_pkcs7": "tests/sign.c", "test_faults": "tests/sign.c",
        "test_attacks": "tests/sign.c",
        "test_vectors": "tests/vectors/run.c"}  # test_attacks_*, too


def digest(*parts):
    h = hashlib.sha256()
    for part in parts:
        h.update(part if isinstance(part, bytes) else part.encode())
        h.update(b"\0")
    return h.hexdigest()


def content(path):
    with open(path, "rb") as file:
        return file.read()


def core():
    """The core's C files and headers, but the public one."""
    return ["cfsv.c"] + sorted(glob.glob("pkcs7/*.[ch]") +
                               glob.glob("sha256/*.[ch]"))


def object_name(name):
    return name.replace("/", "_")[:-2] + ".o"


def compile_command(stage, name, out):
    return [CC, "-std=c99", *STAGES[stage], "-fPIC", "-w", "-c", "-o", out,
            name]


def run_test(path, library, seconds):
    """What fails: a test's name, how the program ended, or nothing."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    env = dict(os.environ, LD_LIBRARY_PATH=library,
               ASAN_OPTIONS="detect_leaks=0:handle_segv=0")
    process = subprocess.Popen(
        [path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=env, preexec_fn=limit)
    timer = threading.Timer(60 + 30 * seconds, process.kill)
    timer.start()
    failed, timed = "", 0
    for line in process.stdout:
        found = re.match(rb"\[  FAILED  \] ([a-zA-Z_]\w*)", line)
        if found and found.group(1).decode() in TIMED:
            timed = 1
        elif found:
            failed = found.group(1).decode()
            process.kill()
            break
    process.stdout.close()
    status = process.wait()
    timer.cancel()
    if not failed and status not in (0, timed):
        failed = "ended with status %d" % status
    return failed


class Bench:
    """What is known of the library and of each program, in each stage."""

    def __init__(self, folder, names):
        self.folder = os.path.abspath(folder)
        self.files = core()
        self.sources = [f for f in self.files if f.endswith(".c")]
        programs = sorted(os.path.basename(f)[:-2]
                          for f in glob.glob("tests/test_*.c"))
        self.programs = [p for p in programs if p not in OTHER and
                         (not names or p in names)]
        version = subprocess.run([CC, "--version"], stdout=subprocess.PIPE,
                                 check=True).stdout
        self.id = digest(version, json.dumps(STAGES),
                         *[content(f) for f in ["cfsv.h"] + self.files])
        self.state = {"core": ""}

    def at(self, stage, name):
        return os.path.join(self.folder, stage, name)

    def ready(self):
        """Build and measure what has changed since the last run."""
        path = os.path.join(self.folder, "bench.json")
        if os.path.exists(path):
            self.state = json.loads(content(path))
        if self.state["core"] != self.id:
            self.state = {"core": self.id}
            for stage in STAGES:
                self.build(stage)
        common = [content(f) for f in sorted(
            glob.glob("tests/*.h") + glob.glob("tests/vectors/run.c") +
            glob.glob("tests/vectors/*.h") + ["tests/sign.c"] +
            glob.glob("build/vectors/cases.h"))]
        for program in self.programs:
            inputs = digest(*common, content("tests/%s.c" % program))
            for stage in STAGES:
                row = self.state.get(stage + " " + program, {})
                if row.get("inputs") != inputs:
                    self.program(stage, program, inputs)
                    with open(path, "w") as file:
                        json.dump(self.state, file)

    def build(self, stage):
        """The library, and the same as an archive."""
        os.makedirs(os.path.join(self.folder, stage), exist_ok=True)
        for name in self.sources:
            subprocess.run(compile_command(
                stage, name, self.at(stage, object_name(name))), check=True)
        self.link(stage, {}, self.at(stage, "libcore.so"))
        archive = self.at(stage, "libcore.a")
        if os.path.exists(archive):
            os.unlink(archive)
        subprocess.run(["ar", "rcs", archive] + [
            self.at(stage, object_name(f)) for f in self.sources], check=True)

    def link(self, stage, instead, out):
        """The library, with other objects for some files."""
        objects = [instead.get(f, self.at(stage, object_name(f)))
                   for f in self.sources]
        subprocess.run([CC, *STAGES[stage], "-shared", "-Wl,-Bsymbolic", "-o",
                        out, *objects, "-lbearssl"], check=True)

    def program(self, stage, program, inputs):
        """Link a test program; which files it has; how long it takes."""
        path = self.at(stage, program)
        lanes = ["build/tests/small.o"]
        if os.path.exists("build/tests/avx512.o"):
            lanes += ["-DLANES_EMULATED", "build/tests/avx512.o"]
        command = [CC, "-std=c99", *STAGES[stage], "-w", "-I.",
                   "-Ibuild/init", "-Ibuild/vectors", "-o", path,
                   "tests/%s.c" % program, *lanes]
        command += [more for name, more in MORE.items()
                    if program.startswith(name)]
        trace = subprocess.run(
            command + [self.at(stage, "libcore.a"), "-lbearssl", "-lcmocka",
                       "-Wl,-t,-t"],
            stdout=subprocess.PIPE, check=True, text=True).stdout
        subprocess.run(command + [
            "-L" + os.path.join(self.folder, stage), "-lcore", "-lbearssl",
            "-lcmocka"], check=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        failed = run_test(path, os.path.dirname(path), 600)
        if failed:
            sys.exit("FAILED %s: with nothing changed: %s" % (path, failed))
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        self.state[stage + " " + program] = {
            "inputs": inputs, "id": digest(content(path)),
            "seconds": after - before,
            "needs": [f for f in self.sources if re.search(
                r"[(/)]%s\b" % re.escape(object_name(f)), trace)],
        }

    def seconds(self, stage, program):
        return self.state[stage + " " + program]["seconds"]

    def program_id(self, stage, program):
        return self.state.get(stage + " " + program, {}).get("id")

    def programs_id(self):
        return digest(*[self.program_id(s, p)
                        for s in STAGES for p in self.programs])

    def needing(self, files):
        """The programs that have one of these files."""
        some = [p for p in self.programs if set(files) & set(
            self.state["plain " + p]["needs"])]
        if not some:
            sys.exit("FAILED no test program has " + " ".join(files))
        return some
