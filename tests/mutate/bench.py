# SPDX-License-Identifier: MIT
"""bench.py - the unchanged core and its test programs, built once

They are built in two stages: as they are, and with AddressSanitizer and UBSan.
The core is a shared library, so that a mutant is tested without linking the
programs again; once more with gcov's counters, for who calls which function.
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
GCOV = os.environ.get("GCOV", "gcov")
OTHER = {"test_uefi", "test_words"}  # not of the core
# Tests that measure time: a busy machine fails them, so they kill nothing.
TIMED = {"dirty_upper_halves_do_not_slow_shani",
         "attack_58_time_grows_with_the_length_alone"}
STAGES = {
    "plain": ["-O2"],
    "sanitized": ["-O1", "-g1", "-fsanitize=address,undefined",
                  "-fno-sanitize-recover=all"],
}
TRACED = ["-O2", "-fno-inline", "--coverage"]
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


def output(*command, env=None):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True,
                          env=env).stdout


def core():
    """The core's C files and headers, but the public one."""
    return ["cfsv.c"] + sorted(glob.glob("pkcs7/*.[ch]") +
                               glob.glob("sha256/*.[ch]"))


def object_name(name):
    return name.replace("/", "_")[:-2] + ".o"


def compile_command(stage, name, out):
    return [CC, "-std=c99", *STAGES.get(stage, TRACED), "-fPIC", "-w", "-c", "-o", out,
            name]


def test_names(path, library):
    """The tests of a program, but for those that measure time."""
    said = output(path, env=dict(os.environ, LD_LIBRARY_PATH=library,
                                 ASAN_OPTIONS="detect_leaks=0"))
    names = re.findall(r"^test: (\w+)$", said.decode(), flags=re.M)
    return [name for name in names if name not in TIMED]


def run_tests(path, library, names, seconds):
    """What fails first: a test's name, how the program ended, or nothing."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    env = dict(os.environ, LD_LIBRARY_PATH=library,
               MUTATE_TESTS="".join(name + " " for name in names),
               ASAN_OPTIONS="detect_leaks=0:handle_segv=0")
    process = subprocess.Popen(
        [path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=env, preexec_fn=limit)
    timer = threading.Timer(60 + 30 * seconds, process.kill)
    timer.start()
    failed = ""
    for line in process.stdout:
        found = re.match(rb"\[  FAILED  \] ([a-zA-Z_]\w*)", line)
        if found:
            failed = found.group(1).decode()
            process.kill()
            break
    process.stdout.close()
    status = process.wait()
    timer.cancel()
    if not failed and status != 0:
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
        self.tools = digest(output(CC, "--version"), json.dumps(STAGES))
        self.id = digest(self.tools,
                         *[content(f) for f in ["cfsv.h"] + self.files])
        self.state = {"core": ""}
        # A file as the compiler sees it, and the headers that it has.
        self.seen = {f: digest(output(CC, "-std=c99", "-E", "-P", f))
                     for f in self.sources}
        self.headers = {f: output(CC, "-std=c99", "-MM", f).decode().split()
                        for f in self.sources}

    def at(self, stage, name):
        return os.path.join(self.folder, stage, name)

    def ready(self):
        """Build and measure what has changed since the last run."""
        path = os.path.join(self.folder, "bench.json")
        if os.path.exists(path):
            self.state = json.loads(content(path))
        if self.state["core"] != self.id:
            self.state["core"] = ""
            for stage in [*STAGES, "traced"]:
                self.build(stage)
        common = [content(f) for f in [__file__, "cfsv.h"] + sorted(
            glob.glob("tests/*.h") + glob.glob("tests/vectors/run.c") +
            glob.glob("tests/vectors/*.h") +
            ["tests/sign.c", "tests/mutate/some.c"] +
            glob.glob("build/vectors/cases.h")) +
            [f for f in self.files if f.endswith(".h")]]
        for program in self.programs:
            inputs = digest(*common, content("tests/%s.c" % program))
            for stage in STAGES:
                row = self.state.get(stage + " " + program, {})
                if row.get("inputs") != self.inputs(inputs, row):
                    row = self.program(stage, program)
                    row["inputs"] = self.inputs(inputs, row)
                    self.state[stage + " " + program] = row
                    with open(path, "w") as file:
                        json.dump(self.state, file)
        self.state["core"] = self.id
        with open(path, "w") as file:
            json.dump(self.state, file)

    def inputs(self, own, row):
        """What a program is made of: its own, and what it has of the core."""
        return digest(self.tools, own, *[
            self.seen.get(f, "") for f in row.get("needs", [])])

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
        subprocess.run([CC, *STAGES.get(stage, TRACED), "-shared",
                        "-Wl,-Bsymbolic", "-o", out, *objects, "-lbearssl"],
                       check=True)

    def program(self, stage, program):
        """Link a test program; which files it has; how long it takes."""
        path = self.at(stage, program)
        lanes = ["build/tests/small.o"]
        if os.path.exists("build/tests/avx512.o"):
            lanes += ["-DLANES_EMULATED", "build/tests/avx512.o"]
        command = [CC, "-std=c99", *STAGES[stage], "-w", "-I.",
                   "-Ibuild/init", "-Ibuild/vectors", "-o", path,
                   "tests/%s.c" % program, "tests/mutate/some.c",
                   "-Wl,--wrap=_cmocka_run_group_tests", *lanes]
        command += [more for name, more in MORE.items()
                    if program.startswith(name)]
        trace = subprocess.run(
            command + [self.at(stage, "libcore.a"), "-lbearssl", "-lcmocka",
                       "-Wl,-t,-t"],
            stdout=subprocess.PIPE, check=True, text=True).stdout
        subprocess.run(command + [
            "-L" + os.path.join(self.folder, stage), "-lcore", "-lbearssl",
            "-lcmocka"], check=True)
        names = test_names(path, os.path.dirname(path))
        failed = stage != "plain" and run_tests(
            path, os.path.dirname(path), names, 600)
        if failed:
            sys.exit("FAILED %s: with nothing changed: %s" % (path, failed))
        return {
            "id": digest(content(path)),
            "needs": [f for f in self.sources if re.search(
                r"[(/)]%s\b" % re.escape(object_name(f)), trace)],
            "tests": {name: self.trace(path, name) for name in names
                      if stage == "plain"},
        }

    def trace(self, path, name):
        """Which functions a test that passes calls; its seconds."""
        folder = self.at("traced", "")
        for old in glob.glob(folder + "*.gcda"):
            os.unlink(old)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        if run_tests(path, folder, [name], 600):
            sys.exit("FAILED %s: alone: %s" % (path, name))
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        found = set()
        for line in output(GCOV, "--json-format", "--stdout", *glob.glob(
                folder + "*.gcda")).splitlines():
            for file in json.loads(line)["files"]:
                found |= {os.path.normpath(file["file"]) + " " + f["name"]
                          for f in file["functions"] if f["execution_count"]}
        return {"seconds": after - before, "calls": sorted(found)}

    def seconds(self, program, test):
        return self.state["plain " + program]["tests"][test]["seconds"]

    def program_id(self, stage, program):
        """A program and what it has of the core: what a verdict rests on."""
        row = self.state.get(stage + " " + program)
        return row and digest(self.tools, row["id"],
                              *[self.seen[f] for f in row["needs"]])

    def programs_id(self, mutant):
        return digest(*[self.program_id(s, p) for s in STAGES for p in sorted(
            {program for program, _ in self.needing(mutant)})])

    def compiled(self, name):
        """The C files that a change of a file changes."""
        if name.endswith(".c"):
            return [name]
        return [f for f in self.sources if name in self.headers[f]]

    def needing(self, mutant):
        """The tests that call a mutant's function, or have its file."""
        rows = {p: self.state["plain " + p] for p in self.programs}
        what = mutant.file + " " + mutant.function
        calls = [(p, t) for p in rows for t in rows[p]["tests"]
                 if what in rows[p]["tests"][t]["calls"]]
        files = set(self.compiled(mutant.file))
        has = [(p, t) for p in rows if files & set(rows[p]["needs"])
               for t in rows[p]["tests"]]
        if not has:
            sys.exit("FAILED no test program has " + mutant.file)
        return calls or has
