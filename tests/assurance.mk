# SPDX-License-Identifier: MIT
# assurance.mk - what shows that no input misbehaves; see tests/ASSURANCE.md

prove: ## prove the core free of runtime errors, by CBMC and by Frama-C: an hour
	@tests/setup.sh prove
	@tests/prove.sh

prove-broken: ## broken copies, which must not be proved: hours; writes what came out in tests/ASSURANCE.md
	@tests/setup.sh prove
	@tests/prove/cbmc.sh broken
	@tests/prove/frama-c.sh broken

coverage: all ## lines, branches and MC/DC of the core by its unit tests; rewrites a table in tests/ASSURANCE.md
	@tests/setup.sh check
	@tests/coverage.sh table

limits: ## worst stack, and time to parse what is hostile; rewrites their tables in tests/ASSURANCE.md
	@tests/setup.sh check
	@tests/stack.sh write
	@tests/hostile.sh write

agreement: ## cfsv's verdicts beside two kernels'; rewrites its tables in tests/ASSURANCE.md
	@tests/setup.sh check
	@tests/agreement.sh write

mutate: all ## does a unit test notice each small wrong change to the core? 40 minutes; writes its table in tests/ASSURANCE.md
	@tests/setup.sh check
	@tests/mutate.sh

mutate-proof: ## does a proof notice each wrong change to the parser, or to FILE=? hours; writes what came out in tests/ASSURANCE.md
	@tests/setup.sh check prove
	@tests/mutate/proof.sh $(FILE)

faults: all ## the tool with each system call failing, and power cuts; rewrites their tables in tests/ASSURANCE.md
	@tests/setup.sh check
	@tests/faults.sh write
	@tests/powercut.sh write

# What fails the tool's system calls and allocations.
$(B)/faults/inject: $(addprefix tests/faults/,inject.c inject_judge.c \
		start.c trace.c table.c faults.h inject.h)
	@mkdir -p $(@D)
	$(CC) $(WARN) -D_GNU_SOURCE $(CFLAGS) -o $@ $(filter %.c,$^)

$(B)/faults/alloc.so: tests/faults/alloc.c tests/faults/faults.h
	@mkdir -p $(@D)
	$(CC) $(WARN) -D_GNU_SOURCE $(CFLAGS) -fPIC -shared -o $@ $<

# In a guest: the tool without libraries to load, and cfsv-init with its symbols.
$(B)/faults/static: $(TOOL_OBJ) $(LINUX_OBJ) $(B)/libcfsv.a $(BEARSSL_OBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -static -pthread -o $@ $(TOOL_OBJ) \
		$(LINUX_OBJ) $(B)/libcfsv.a $(BEARSSL_LIB)

$(B)/faults/init: $(INIT_OBJ)
	@mkdir -p $(@D)
	$(MUSL_CC) $(INIT_FLAGS) $(filter-out -s,$(INIT_LINK)) -o $@ $(INIT_OBJ)

fuzz: ## fuzz each door, or DOOR=, for SECONDS=60, by ENGINE=libfuzzer, fast or afl; adds to the ledger
	@tests/setup.sh fuzz
	@FUZZ_SECONDS=$(or $(SECONDS),60) FUZZ_KIND=$(or $(ENGINE),libfuzzer) \
		ports/fuzz/fuzz.sh run $(DOOR)

include ports/fuzz/fuzz.mk

changes: all ## all changes of signatures (VALUE=bits: less), beside OpenSSL; rewrites its table in tests/ASSURANCE.md
	@tests/setup.sh check
	@tests/changes.sh write $(VALUE)

# Changes of signatures: alone, and with OpenSSL's verdict beside ours.
CHANGES = $(filter-out %/openssl.c,$(wildcard tests/changes/*.c)) tests/sign.c
CHANGES_OBJ = $(addprefix $(B)/changes/,$(notdir $(CHANGES:.c=.o)))

$(CHANGES_OBJ): $(B)/changes/%.o: $(CHANGES) cfsv.h tests/sign.h \
		tests/changes/changes.h
	@mkdir -p $(@D)
	$(CC) $(WARN) -I. $(CFLAGS) $(BEARSSL_FLAGS) -c -o $@ \
		$(filter %/$*.c,$(CHANGES))

$(B)/changes/without: $(CHANGES_OBJ) $(B)/libcfsv.a
	$(CC) $(CFLAGS) -o $@ $^ $(LDFLAGS) -lbearssl -lcmocka

$(B)/changes/beside: $(CHANGES) tests/changes/openssl.c $(B)/libcfsv.a \
		$(CHANGES_OBJ)
	$(CC) $(WARN) -I. -DCHANGES_OPENSSL $(CFLAGS) $(BEARSSL_FLAGS) -o $@ \
		$(filter %.c %.a,$^) $(LDFLAGS) -lbearssl -lcmocka -lcrypto

# Code and specification, asked the same; see tests/accepted.sh.
$(B)/accepted: $(wildcard tests/accepted/*.[ch] tests/prove/spec/*.[ch]) \
		$(B)/libcfsv.a
	$(CC) $(WARN) -I. -Itests $(CFLAGS) -o $@ $(filter %.c,$^) \
		$(B)/libcfsv.a $(LDFLAGS) $(BEARSSL_LIB)

# Runs in a guest, so it brings its libc.
$(B)/faults/replay: tests/faults/replay.c
	@mkdir -p $(@D)
	musl-gcc $(WARN) -D_GNU_SOURCE -O2 -static -o $@ $<

.PHONY: prove prove-broken coverage limits faults agreement fuzz changes mutate mutate-proof
