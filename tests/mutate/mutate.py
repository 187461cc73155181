# SPDX-License-Identifier: MIT
"""mutate.py - run the unit tests on mutants of the core, and judge the list

mutate.py [options] [FILE...]: tests/mutate.sh calls it; see there. A mutant is
compiled as the library is. It is dropped if it does not compile, or if its
object code is that of the unchanged source. Else the test programs run with it
until one fails: first as they are, then with AddressSanitizer and UBSan, as
`make check` runs them, too. What fails no test must be in the list of
survivors, and nothing else may be.
"""
import argparse
import collections
import glob
import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys

from bench import (Bench, compile_command, content, digest, object_name,
                   run_tests)
import mutants

DEFINED = {"x86_64": {"CFSV_SHA256_X86_64"},
           "aarch64": {"CFSV_SHA256_ARM64"}}.get(os.uname().machine, set())

Verdict = collections.namedtuple("Verdict", "what stage program test")
NONE = Verdict("does not compile", "", "", "")
SAME = Verdict("same code", "", "", "")
SURVIVED = Verdict("survived", "", "", "")


class Worker:
    """A copy of the core that one process changes."""

    bench = None
    here = None
    wins = None
    known = None

    @classmethod
    def start(cls, bench, known):
        """known: {digest of object code: verdict}"""
        cls.bench, cls.known = bench, known
        cls.wins = collections.Counter()
        cls.here = os.path.join(bench.folder, "worker.%d" % os.getpid())
        for name in ["cfsv.h"] + bench.files:
            os.makedirs(os.path.dirname(os.path.join(cls.here, name)),
                        exist_ok=True)
            shutil.copy(name, os.path.join(cls.here, name))

    @classmethod
    def compile(cls, stage, names):
        """{file: object}, or None if one does not compile."""
        objects = {}
        for name in names:
            out = os.path.join(cls.here, stage + "_" + object_name(name))
            if subprocess.run(
                    compile_command(stage, name, out), cwd=cls.here,
                    stderr=subprocess.DEVNULL).returncode != 0:
                return None
            objects[name] = out
        return objects

    @classmethod
    def code(cls, mutant):
        """The mutant's object code for the tests as they are."""
        names = cls.bench.compiled(mutant.file)
        objects = cls.compile("plain", names)
        if objects is None:
            return NONE, objects
        if all(content(objects[f]) == content(cls.bench.at(
                "plain", object_name(f))) for f in names):
            return SAME, objects
        return None, objects

    @classmethod
    def turns(cls, mutant, hint):
        """Programs and tests of them: first what is quick and fails often."""
        def cost(one):
            wins = cls.wins[mutant.file, one] + 9 * cls.wins[
                mutant.file, mutant.function, one]
            return (list(one) != hint,
                    (cls.bench.seconds(*one) + 0.05) / (wins + 0.2))

        order = sorted(cls.bench.needing(mutant), key=cost)
        rest = {}
        for program, test in order[3:]:
            rest.setdefault(program, []).append(test)
        return [(p, [t]) for p, t in order[:3]] + list(rest.items())

    @classmethod
    def tests(cls, stage, objects, mutant, hint):
        """The first failure, or None"""
        cls.bench.link(stage, objects, os.path.join(cls.here, "libcore.so"))
        for program, names in cls.turns(mutant, hint):
            seconds = sum(cls.bench.seconds(program, t) for t in names)
            failed = run_tests(cls.bench.at(stage, program), cls.here, names,
                               int((3 if stage == "plain" else 6) * seconds) +
                               (1 if stage == "plain" else 2))
            if failed:
                one = program, failed if failed in names else names[0]
                cls.wins[mutant.file, one] += 1
                cls.wins[mutant.file, mutant.function, one] += 1
                return Verdict("killed", stage, program, failed)
        return None

    @classmethod
    def judge(cls, job):
        mutant, hint = job
        path = os.path.join(cls.here, mutant.file)
        original = content(path)
        with open(path, "w") as file:
            file.write(mutants.changed(original.decode(), mutant))
        try:
            verdict, objects = cls.code(mutant)
            if verdict:
                return mutant, "", verdict
            code = digest(cls.bench.tools, *[
                part for f, o in objects.items() for part in (f, content(o))])
            if code not in cls.known:
                verdict = cls.tests("plain", objects, mutant, hint)
                if verdict is None:
                    objects = cls.compile("sanitized", objects)
                    verdict = cls.tests("sanitized", objects, mutant, hint)
                cls.known[code] = verdict or SURVIVED
            return mutant, code, cls.known[code]
        finally:
            with open(path, "wb") as file:
                file.write(original)


class Cache:
    """Verdicts of earlier runs, as far as what they rest on is unchanged."""

    def __init__(self, bench):
        self.path = os.path.join(bench.folder, "verdicts")
        self.bench, self.by_text, self.by_code = bench, {}, {}
        self.killer = {}  # by a mutant's key, whatever has changed since
        self.texts = {f: content(f) for f in ["cfsv.h"] + bench.files}
        if os.path.exists(self.path):
            with open(self.path) as file:
                for line in file:
                    self.take(json.loads(line))
        self.file = open(self.path, "a")

    def rests_on(self, mutant, verdict):
        if verdict.what == "killed":
            return self.bench.program_id(verdict.stage, verdict.program)
        if verdict.what == "survived":
            return self.bench.programs_id(mutant)
        return digest(*[self.bench.seen[f]
                        for f in self.bench.compiled(mutant.file)])

    def take(self, row):
        file, function, key, text, code, rests, verdict = row
        verdict = Verdict(*verdict)
        mutant = mutants.Mutant(file, function, "", 0, 0, "", key)
        self.killer[key] = [verdict.program, verdict.test]
        if file in self.texts and self.rests_on(mutant, verdict) == rests:
            self.by_text[text] = verdict
            if code:
                self.by_code[code] = verdict

    def text(self, mutant):
        """The C files of a mutant, and all headers."""
        names = [f for f in self.texts if f.endswith(".h")]
        names += self.bench.compiled(mutant.file)
        return digest(self.bench.tools, *[
            part for f in names for part in (f, mutants.changed(
                self.texts[f].decode(), mutant)
                if f == mutant.file else self.texts[f])])

    def add(self, mutant, code, verdict):
        row = [mutant.file, mutant.function, mutant.key, self.text(mutant),
               code, self.rests_on(mutant, verdict), verdict]
        self.take(row)
        self.file.write(json.dumps(row) + "\n")
        self.file.flush()


def judge_all(bench, todo, jobs):
    """(mutant, verdict) of each, in any order."""
    cache = Cache(bench)
    left = []
    for mutant in todo:
        known = cache.by_text.get(cache.text(mutant))
        if known:
            yield mutant, known
        else:
            left.append((mutant, cache.killer.get(mutant.key)))
    with multiprocessing.Pool(jobs, Worker.start,
                              (bench, cache.by_code)) as pool:
        for mutant, code, verdict in pool.imap_unordered(Worker.judge, left):
            cache.add(mutant, code, verdict)
            yield mutant, verdict
    for path in glob.glob(os.path.join(bench.folder, "worker.*")):
        shutil.rmtree(path)


def write_all(bench, todo, folder):
    """Each mutant that makes other code: FOLDER/N/FILE, a line of FOLDER/list.
    """
    bench.build("plain")
    Worker.start(bench, {})
    with open(os.path.join(folder, "list"), "w") as lines:
        for number, mutant in enumerate(todo):
            path = os.path.join(Worker.here, mutant.file)
            original = content(path)
            text = mutants.changed(original.decode(), mutant)
            with open(path, "w") as file:
                file.write(text)
            if Worker.code(mutant)[0] is None:
                out = os.path.join(folder, str(number), mutant.file)
                os.makedirs(os.path.dirname(out))
                shutil.copy(path, out)
                lines.write("%d %s %s %s\n" % (
                    number, mutant.file, mutant.function, mutant.key))
            with open(path, "wb") as file:
                file.write(original)
    shutil.rmtree(Worker.here)
    return 0


def read_list(path):
    """{key: reason} of the survivors that are known."""
    known = {}
    if os.path.exists(path):
        with open(path) as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    key, _, reason = line.rstrip("\n").partition("\t")
                    known[key] = reason
    return known


def complaints(verdicts, known, keys, files):
    """What is wrong with the verdicts or with the list; keys: all there are."""
    seen = {}
    for mutant, verdict in verdicts:
        seen[mutant.key] = verdict
        if verdict.what == "survived" and mutant.key not in known:
            yield "survived: %s" % mutant.key
    for key, reason in known.items():
        if not reason:
            yield "listed without a reason: %s" % key
        if key in seen and seen[key].what != "survived":
            yield "listed, but %s %s: %s" % (
                seen[key].what, seen[key].test, key)
        if key not in keys and key.split()[0] in files:
            yield "listed, but there is no such mutant: %s" % key


def table(verdicts):
    rows = collections.defaultdict(collections.Counter)
    for mutant, verdict in verdicts:
        what = verdict.what + (" " + verdict.stage).rstrip()
        rows[mutant.file][what] += 1
    columns = ["does not compile", "same code", "killed plain",
               "killed sanitized", "survived"]
    print("| file | mutants | no program | same code | killed by a test "
          "| only under the sanitizers | survivors |")
    print("|---|---|---|---|---|---|---|")
    total = collections.Counter()
    for name in sorted(rows):
        total += rows[name]
        print("| `%s` | %d | %s |" % (
            name, sum(rows[name].values()),
            " | ".join(str(rows[name][c]) for c in columns)))
    print("| all | %d | %s |" % (sum(total.values()), " | ".join(
        str(total[c]) for c in columns)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build/mutate")
    parser.add_argument("--list", default="tests/mutate/survivors")
    parser.add_argument("--jobs", type=int,
                        default=int(os.environ.get("JOBS", os.cpu_count())))
    parser.add_argument("--only", default="", help="keys, an expression")
    parser.add_argument("--programs", default="", help="tests to run")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--write", help="only write the mutants there")
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()

    bench = Bench(args.build, args.programs.split())
    if not args.write:
        bench.ready()
    files = args.files or bench.files
    every = [m for f in files for m in mutants.of(f, content(f).decode(),
                                                  DEFINED)]
    todo = [m for m in every if re.search(args.only, m.key)]
    if args.write:
        return write_all(bench, todo, args.write)
    verdicts = []
    for mutant, verdict in judge_all(bench, todo, args.jobs):
        verdicts.append((mutant, verdict))
        if args.verbose:
            print(verdict.what, verdict.stage, verdict.program, verdict.test,
                  mutant.key, sep="\t", flush=True)
    wrong = list(complaints(verdicts, read_list(args.list),
                            {m.key for m in every}, files))
    table(verdicts)
    for line in sorted(wrong):
        print("FAILED " + line)
    return 1 if wrong or not verdicts else 0


if __name__ == "__main__":
    sys.exit(main())
