# SPDX-License-Identifier: MIT
"""run.py - build each mutant of the core, and see which tests notice

    run.py [--jobs N] [--list FILE] [--grep TEXT] OUT FILE...

OUT is a folder for what is built, and for `results`, which a later run reads:
a mutant that was killed is not run again while neither its file, nor another of
the core, nor a test has changed. Prints one line a mutant that was not killed.
Exit status 0: the survivors are those of the list, each with its reason.
"""
import argparse
import concurrent.futures
import glob
import hashlib
import os
import resource
import subprocess
import sys

sys.path.insert(0, os.path.dirname(__file__))
import mutants as generator  # noqa: E402

CORE = ["cfsv.c"] + sorted(glob.glob("pkcs7/*.c") + glob.glob("sha256/*.c"))
HEADERS = ["cfsv.h"] + sorted(glob.glob("pkcs7/*.h") + glob.glob("sha256/*.h"))
# Which tests notice first; the others follow.
FIRST = {
    "pkcs7": ["vectors", "pkcs7", "story", "attacks"],
    "cfsv.c": ["story", "vectors", "pkcs7", "attacks"],
    "sha256": ["vectors", "sha256", "cpu", "tree", "reader", "lanes", "nist"],
    "sha256/reader.c": ["reader", "vectors"],
}
ORDER = ["vectors", "story", "sha256", "cpu", "nist", "attacks", "reader",
         "tree", "pkcs7", "lanes"]
WITH = {"pkcs7": ["sign"], "attacks": ["sign"], "vectors": ["run"]}
SOURCES = {"sign": "tests/sign.c", "run": "tests/vectors/run.c",
           "small": "tests/emulated/small.c"}
FLAGS = ["-std=c99", "-w", "-I.", "-Itests", "-Ibuild/vectors", "-O2", "-g0"]
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
SECONDS = 60  # of CPU: a test takes five at most


def order(name):
    for key in (name, name.split("/")[0]):
        if key in FIRST:
            return FIRST[key] + [t for t in ORDER if t not in FIRST[key]]
    return ORDER


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(10)


def cc(arguments):
    """Compile or link; the exit status."""
    return subprocess.run(["gcc"] + arguments, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, check=False).returncode


def code_of(path):
    """A hash of an object's code and data, whatever the file is called."""
    dump = subprocess.run(["objdump", "-drs", path], check=True,
                          stdout=subprocess.PIPE).stdout
    return hashlib.sha256(dump.split(b"\n", 3)[3]).digest()


class Build:
    """The core and its tests as objects, plain or with sanitizers."""

    def __init__(self, out, more):
        self.out, self.flags = out, FLAGS + more
        self.link = more
        os.makedirs(out, exist_ok=True)
        self.core = {f: self.object(f, "core-") for f in CORE}
        self.code = {f: code_of(o) for f, o in self.core.items()}
        self.extra = {n: self.object(f, "") for n, f in SOURCES.items()}
        self.tests = {t: self.object("tests/test_%s.c" % t, "")
                      for t in ORDER}

    def object(self, source, prefix):
        path = "%s/%s%s.o" % (self.out, prefix,
                              source[:-2].replace("/", "_"))
        if cc(self.flags + ["-c", "-o", path, source]) != 0:
            sys.exit("run.py: %s does not compile" % source)
        return path

    def program(self, test, core, path):
        extra = [self.extra[n] for n in WITH.get(test, []) + ["small"]]
        return cc(self.link + ["-fuse-ld=lld", "-o", path, self.tests[test]] +
                  extra + list(core.values()) + ["-lbearssl", "-lcmocka"])


def passes(path):
    """Does this program of tests succeed?"""
    env = dict(os.environ, CMOCKA_TEST_ABORT="1",
               ASAN_OPTIONS="detect_leaks=0")
    try:
        done = subprocess.run([path], stdin=subprocess.DEVNULL, env=env,
                              stdout=subprocess.DEVNULL, preexec_fn=limit,
                              stderr=subprocess.DEVNULL, check=False,
                              timeout=15 * SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def mutated_core(build, mutant, text, folder):
    """The core's objects with the mutant in it; None: does not compile."""
    core = dict(build.core)
    path = os.path.join(folder, mutant.file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    changes = [mutant.file]
    if mutant.file.endswith(".h"):  # all that includes it, in a copy
        changes = CORE
        for name in CORE + HEADERS:
            copy = os.path.join(folder, name)
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            with open(name) as source, open(copy, "w") as target:
                target.write(source.read())
    with open(path, "w") as target:
        target.write(generator.changed(text, mutant))
    for name in changes:
        source = os.path.join(folder, name)
        core[name] = os.path.join(folder, name.replace("/", "_") + ".o")
        here = ["-iquote", os.path.dirname(name) or "."]
        if len(changes) > 1:
            here = []
        if cc(here + build.flags + ["-c", "-o", core[name], source]) != 0:
            return None
    return core


def judge(builds, mutant, text, folder, tests):
    """What became of a mutant: killed by, same, invalid, survived."""
    os.makedirs(folder, exist_ok=True)
    program = os.path.join(folder, "test")
    for n, build in enumerate(builds):
        core = mutated_core(build, mutant, text, folder)
        if core is None:
            return "invalid"
        if n == 0 and all(code_of(core[f]) == build.code[f]
                          for f in CORE if core[f] != build.core[f]):
            return "same"
        for test in tests or order(mutant.file):
            if build.program(test, core, program) != 0:
                return "invalid"
            if not passes(program):
                return "killed by test_%s%s" % (
                    test, " with sanitizers" if n > 0 else "")
    return "survived"


def digest_of(paths):
    h = hashlib.sha256()
    for path in sorted(paths):
        with open(path, "rb") as source:
            h.update(source.read())
    return h.hexdigest()[:16]


def read_results(path, state):
    """What is known of mutants from earlier runs on the same sources."""
    known = {}
    if os.path.exists(path):
        with open(path) as lines:
            for line in lines:
                was, verdict, key = line.rstrip("\n").split("\t")
                if was == state:
                    known[key] = verdict
    return known


def read_list(path):
    """key -> reason, of the survivors that are known"""
    reasons = {}
    with open(path) as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                key, _, reason = line.rstrip("\n").partition("\t")
                reasons[key] = reason
    return reasons


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", default="tests/mutate/survivors")
    parser.add_argument("--tests", help="these alone, with commas between")
    parser.add_argument("--grep", default="", help="only keys with this")
    given = parser.parse_args()
    state = digest_of(CORE + HEADERS + glob.glob("tests/*.[ch]") +
                      glob.glob("tests/vectors/*.[ch]"))
    builds = [Build(given.out + "/plain", []),
              Build(given.out + "/sanitized", SANITIZE)]
    tests = given.tests.split(",") if given.tests else None
    results = given.out + "/results"
    if tests:  # other verdicts: not to be kept
        state += "-" + given.tests
    known = read_results(results, state)
    work = []
    for name in given.files:
        with open(name) as source:
            text = source.read()
        work += [(m, text) for m in generator.of(name, text)
                 if given.grep in m.key]

    def one(number):
        mutant, text = work[number]
        if mutant.key in known:
            return known[mutant.key]
        folder = "%s/job%d" % (given.out, number)
        verdict = judge(builds, mutant, text, folder, tests)
        subprocess.run(["rm", "-rf", folder], check=False)
        with open(results, "a") as log:
            log.write("%s\t%s\t%s\n" % (state, verdict, mutant.key))
        return verdict

    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        verdicts = list(pool.map(one, range(len(work))))
    sys.exit(report(given, work, verdicts))


def report(given, work, verdicts):
    reasons = read_list(given.list)
    bad = 0
    counts = {}
    for (mutant, _), verdict in zip(work, verdicts):
        row = counts.setdefault(mutant.file, dict.fromkeys(
            ("all", "invalid", "same", "killed", "listed", "survived"), 0))
        row["all"] += 1
        kind = verdict.split()[0]
        if kind == "survived" and mutant.key in reasons:
            kind = "listed"
        elif kind == "survived":
            print("FAILED survived: %s" % mutant.key)
            bad += 1
        elif mutant.key in reasons:
            print("FAILED listed as a survivor, but %s: %s" % (
                verdict, mutant.key))
            bad += 1
        row[kind] += 1
    for name, row in counts.items():
        print("count\t%s\t%s" % (name, "\t".join(
            "%d" % row[k] for k in ("all", "invalid", "same", "killed",
                                    "listed", "survived"))))
    return bad != 0


if __name__ == "__main__":
    main()
