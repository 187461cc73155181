# SPDX-License-Identifier: MIT
# tests.mk - how the tests are built and run; see tests/README.md

UNIT = $(patsubst tests/%.c,%,$(wildcard tests/test_*.c))
UNIT_BIN = $(UNIT:%=$(B)/tests/%)

check: ## set up, build, all tests; last line: N passed, N failed, N skipped
	@tests/setup.sh check prove
	@tests/check.sh

check-all: ## the same, and U-Boot, and ostree and dracut on the newest kernel
	@tests/setup.sh check uboot fuzz prove
	@tests/check.sh all

check-quick: all $(UNIT_BIN) ## unit and tool tests alone: no set-up, no VM
	@tests/check.sh quick

demo: ## set up, build, and see cfsv do its main job on a real image
	@tests/setup.sh demo
	@$(MAKE) --no-print-directory -s all
	@tests/demo.sh

bench: ## our speed beside others'; rewrites the table in tests/README.md
	@tests/setup.sh bench
	@$(MAKE) --no-print-directory -s all $(B)/tests/bench
	@tests/bench.sh

bench-reader: $(B)/tests/reader_cost ## what a verified read costs; rewrites its table in tests/README.md
	@tests/reader_cost.sh

size: ## sizes of firmware, of the hashes' code, of cfsv-init, and of others'; rewrites tables in cfsv.h and tests/README.md
	@tests/setup.sh size
	@$(MAKE) --no-print-directory -s init
	@tests/footprint.sh
	@tests/footprint.sh options
	@tests/size.sh
	@tests/footprint_peers.sh

size-code: ## sizes of the hashes' code alone; no network
	@tests/size.sh code

lint: ## formatting, shellcheck, man page, who includes whom
	@tests/lint.sh

# AVX-512 for CPUs without it, where SIMDe is installed.
SIMDE = $(wildcard /usr/include/simde/x86/avx512.h)
LANES = $(B)/tests/small.o $(if $(SIMDE),$(B)/tests/avx512.o)
$(LANES): cfsv.h $(wildcard sha256/*.h tests/emulated/*.h)

$(B)/tests/small.o: tests/emulated/small.c sha256/sha256.c
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) -c -o $@ $<

$(B)/tests/avx512.o: tests/emulated/avx512.c sha256/sha256_avx512.c
	@mkdir -p $(@D)
	$(CC) -std=c99 -O2 -w -Wno-psabi -Itests/emulated -c -o $@ $<

$(UNIT_BIN): $(B)/tests/%: tests/%.c $(wildcard tests/*.h tests/sign.c) \
		$(LANES) $(B)/libcfsv.a
	@mkdir -p $(@D)
	$(CC) $(WARN) -I. -I$(B)/init -I$(B)/vectors $(CFLAGS) \
		$(BEARSSL_FLAGS) -o $@ $< \
		$(if $(SIMDE),-DLANES_EMULATED) $(LANES) \
		$(if $(filter test_pkcs7 test_attacks_% test_faults,$*),tests/sign.c) \
		$(if $(filter test_vectors,$*),tests/vectors/run.c) \
		$(B)/libcfsv.a $(LDFLAGS) -lbearssl -lcmocka

$(B)/tests/test_vectors: tests/vectors/run.c $(wildcard tests/vectors/*.h) \
		$(B)/vectors/cases.h

$(B)/tests/test_words: ports/linux/init_words.c $(B)/init/init_words.h

$(B)/tests/bench: tests/bench.c tests/bench_limits.c tests/bench_limits.h \
		$(B)/ports/linux/cmd_rounds.o $(B)/ports/linux/cpu.o \
		$(B)/libcfsv.a
	@mkdir -p $(@D)
	$(CC) $(WARN) -I. $(CFLAGS) $(BEARSSL_FLAGS) -o $@ \
		$(filter %.c %.o %.a,$^) $(LDFLAGS) -lbearssl -lcrypto

# The same cases on every machine: cases.h is made here, run.c is linked into
# each port, and host says what the ports' output must be.
VECTORS_MAKE = $(wildcard tests/vectors/make*.c) tests/vectors/merkle.c \
	tests/sign.c
vectors: $(B)/vectors/host ## build the cases that every port must run alike

$(B)/vectors/make: $(VECTORS_MAKE) $(wildcard tests/*.h tests/vectors/*.h) \
		$(B)/libcfsv.a
	@mkdir -p $(@D)
	$(CC) $(WARN) -I. $(CFLAGS) $(BEARSSL_FLAGS) -o $@ $(VECTORS_MAKE) \
		$(B)/libcfsv.a $(LDFLAGS) -lbearssl -lcmocka

$(B)/vectors/cases.h: $(B)/vectors/make
	$(B)/vectors/make >$@.new && mv $@.new $@

$(B)/vectors/host: tests/vectors/host.c tests/vectors/run.c \
		$(wildcard tests/vectors/*.h) $(B)/vectors/cases.h \
		$(B)/libcfsv.a $(BEARSSL_OBJ)
	$(CC) $(WARN) -I. -I$(B)/vectors $(CFLAGS) $(CPPFLAGS) $(OPTION_FLAGS) \
		-o $@ $(filter %.c,$^) $(B)/libcfsv.a $(LDFLAGS) $(BEARSSL_LIB)

$(B)/tests/reader_cost: tests/reader_cost.c $(B)/libcfsv.a
	@mkdir -p $(@D)
	$(CC) $(WARN) -I. $(CFLAGS) -o $@ $^ $(LDFLAGS) $(BEARSSL_LIB)

# The core alone, without an operating system: BearSSL from source, our own
# four mem functions, no start files, no libc.
$(B)/freestanding: FREE = -Os -ffreestanding -fno-stack-protector \
	-ffunction-sections -fdata-sections -nostdinc -isystem ports/bare/libc \
	-isystem $(shell $(CC) -print-file-name=include)
$(B)/freestanding: tests/freestanding/main.c ports/bare/libc/mem.c \
		$(CORE) cfsv.h
	@test -n "$(BEARSSL_SRC)" || { echo 'give BEARSSL_SRC=DIR'; exit 2; }
	$(CC) -std=c99 $(FREE) -I. $(CPPFLAGS) $(BEARSSL_FLAGS) \
		-I$(BEARSSL_SRC)/src -nostdlib -static -Wl,--gc-sections -o $@ $< \
		ports/bare/libc/mem.c $(CORE) \
		$(BEARSSL:%=$(BEARSSL_SRC)/src/%.c)

.PHONY: check check-all check-quick demo bench bench-reader size size-code lint vectors
