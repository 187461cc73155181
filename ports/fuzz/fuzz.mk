# SPDX-License-Identifier: MIT
# fuzz.mk - how the harnesses are built; see "Fuzzing" in ports/README.md
#
# Once for each engine and set of sanitizers, into a folder of its own:
#	make fuzz-doors FUZZ_DIR=... FUZZ_CC=... FUZZ_FLAGS=... FUZZ_ENGINE=...

FUZZ_DOORS = der x509 pkcs7 digest config tree reader descriptor verify \
	openssl rsa point ecdsa
FUZZ_DIR ?= $(B)/fuzz/libfuzzer
FUZZ_CC ?= clang
FUZZ_FLAGS ?= -O2 -g1 -fsanitize=address,undefined,fuzzer-no-link \
	-fno-sanitize-recover=all
FUZZ_LD ?= $(FUZZ_CC) $(FUZZ_FLAGS)
FUZZ_ENGINE ?= -fsanitize=fuzzer
FUZZ_LIBS ?= -lcrypto
FUZZ_SEEDS_LIBS ?= -lbearssl
# BearSSL is compiled too: what is trusted is fuzzed.
FUZZ_BEARSSL ?= $(or $(BEARSSL_SRC),$(B)/bearssl-src)

F = $(FUZZ_DIR)/obj
FUZZ_H = cfsv.h $(wildcard ports/fuzz/*.h sha256/*.h pkcs7/*.h \
	ports/linux/*.h ports/uefi/*.h)
FUZZ_CORE = $(CORE:%.c=$F/%.o) $(BEARSSL:%=$F/bearssl/%.o)
FUZZ_SHARED = $(patsubst %,$F/ports/fuzz/%.o,fuzz merkle mutate \
	strict strict_signature strict_anchor) $F/golden.o
# The parsers of the ports are the real ones; what they call is in linux.a.
FUZZ_LINUX = $(filter-out %/init_main.c %/init_libc.c %/init_words.c %/seal.c \
	%/deploy.c %/compute.c %/parallel.c,$(filter ports/linux/%,$(INIT)))
FUZZ_config = $(patsubst %,$F/ports/%.o,fuzz/config_init fuzz/config_line \
	fuzz/config_uefi uefi/config uefi/fault) $F/linux.a
FUZZ_ENGINE_FILE = $(if $(filter replay,$(FUZZ_ENGINE)),$F/ports/fuzz/replay.o)

fuzz-doors: $(FUZZ_DOORS:%=$(FUZZ_DIR)/%)
fuzz-seeds: $(B)/fuzz/seeds
	@rm -rf $(B)/fuzz/seeds.new $(B)/fuzz/corpus.seeds
	@mkdir -p $(B)/fuzz/seeds.new
	$(B)/fuzz/seeds $(B)/fuzz/seeds.new
	@mv $(B)/fuzz/seeds.new $(B)/fuzz/corpus.seeds

# Named one by one: make would delete what only a pattern asks for.
$(FUZZ_DOORS:%=$(FUZZ_DIR)/%): $(FUZZ_DIR)/%: $F/ports/fuzz/fuzz_%.o \
		$(FUZZ_SHARED) $(FUZZ_CORE) $(FUZZ_config) $(FUZZ_ENGINE_FILE)
	$(FUZZ_LD) -o $@ $< $(FUZZ_SHARED) \
		$(if $(filter config,$*),$(FUZZ_config)) $(FUZZ_CORE) \
		$(or $(FUZZ_ENGINE_FILE),$(FUZZ_ENGINE)) $(FUZZ_LIBS)

$F/linux.a: $(FUZZ_LINUX:%.c=$F/%.o)
	rm -f $@ && $(AR) rcs $@ $^

$F/golden.o: $(B)/fuzz/golden.c ports/fuzz/fuzz.h
	@mkdir -p $(@D)
	$(FUZZ_CC) $(WARN) $(FUZZ_FLAGS) -I. -Iports/fuzz -c -o $@ $<

$F/bearssl/%.o: $(FUZZ_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_FLAGS) -I$(FUZZ_BEARSSL)/inc -I$(FUZZ_BEARSSL)/src \
		-c -o $@ $(FUZZ_BEARSSL)/src/$*.c

$F/%.o: %.c $(FUZZ_H) $(FUZZ_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(FUZZ_CC) $(WARN) -D_GNU_SOURCE $(FUZZ_FLAGS) -I. \
		-isystem $(FUZZ_BEARSSL)/inc -c -o $@ $<

$(B)/fuzz/seeds: ports/fuzz/seeds.c tests/vectors/merkle.c tests/sign.c \
		$(wildcard tests/*.h tests/vectors/*.h) $(B)/libcfsv.a
	@mkdir -p $(@D)
	$(CC) $(WARN) -D_GNU_SOURCE -I. $(CFLAGS) $(BEARSSL_FLAGS) -o $@ \
		$(filter %.c %.a,$^) $(LDFLAGS) $(FUZZ_SEEDS_LIBS) -lcmocka

$(B)/fuzz/golden.c: $(B)/fuzz/seeds
	$(B)/fuzz/seeds >$@.new && mv $@.new $@

.PHONY: fuzz-doors fuzz-seeds
