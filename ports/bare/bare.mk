# SPDX-License-Identifier: MIT
# bare.mk - programs for machines without an operating system
#
#	make bare BARE=cortex-m4 CERT=cert.pem IMAGE=image.cfs
#
# A build is a machine, or a machine and a list of options. Each is made by
# this Makefile again, with a compiler and a folder B of its own; HOST is the
# folder B of the first one.

BARE_ALL = cortex-m3 cortex-m4 aarch64 rv64 rv32 cortex-m4-rsa cortex-m4-p256
BARE ?= $(BARE_ALL)

# Each machine's compiler, first instructions, and way to speak
BARE_GCC_cortex-m3 = arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb
BARE_GCC_cortex-m4 = arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb
# Vector registers are off after reset. While the MMU is off, memory is Device
# memory, where an access that is not aligned is a fault (Armv8-A B2.5.2).
BARE_GCC_aarch64 = aarch64-linux-gnu-gcc -mgeneral-regs-only -mstrict-align \
	-fno-pie
BARE_GCC_rv64 = riscv64-unknown-elf-gcc -march=rv64imac -mabi=lp64 \
	-mcmodel=medany
BARE_GCC_rv32 = riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32
BARE_START_cortex-m3 = cortex-m semihost
BARE_START_cortex-m4 = cortex-m semihost
BARE_START_aarch64 = aarch64 semihost
BARE_START_rv64 = riscv uart
BARE_START_rv32 = riscv uart
BARE_LD_cortex-m3 = cortex-m.ld
BARE_LD_cortex-m4 = cortex-m.ld
BARE_LD_aarch64 = aarch64.ld
BARE_LD_rv64 = riscv.ld
BARE_LD_rv32 = riscv.ld

# The smallest for one kind of key: a bare key, and SHA-256 alone
BARE_SMALLEST = CFSV_NO_SHA512 CFSV_NO_CERTIFICATES CFSV_SHA256_SMALL \
	CFSV_ONLY_COMPOSEFS
BARE_OPTIONS_cortex-m4-rsa = $(BARE_SMALLEST) CFSV_NO_ECDSA
BARE_OPTIONS_cortex-m4-p256 = $(BARE_SMALLEST) CFSV_NO_RSA CFSV_NO_P384 \
	CFSV_NO_P521
BARE_OPTIONS = CFSV_SHA256_ONLY_PORTABLE CFSV_NO_MESSAGES

BARE_FLAGS = -Os -ffreestanding -ffunction-sections -fdata-sections \
	-fno-stack-protector -fno-asynchronous-unwind-tables \
	-nostdinc -isystem ports/bare/libc
BARE_LINK = -nostdlib -static -no-pie -Wl,--gc-sections -Wl,--build-id=none \
	-Lports/bare

# The programs of tests/bare/
BARE_FAULTS = illegal shifted overflow

BARE_SRC = $(or $(BEARSSL_SRC),$(B)/bearssl-src)
bare_machine = $(patsubst cortex-m4-%,cortex-m4,$1)
bare_gcc = $(BARE_GCC_$(call bare_machine,$1))

# $(call bare_make,BUILD) TARGET
bare_make = $(MAKE) --no-print-directory B=$(B)/bare/$1 HOST=$(B) \
	BEARSSL_SRC=$(BARE_SRC) BARE_MACHINE=$(call bare_machine,$1) \
	CC="$(call bare_gcc,$1)" CFLAGS="$(BARE_FLAGS) -isystem $(shell \
		$(call bare_gcc,$1) -print-file-name=include)" \
	OPTIONS="$(strip $(BARE_OPTIONS) $(BARE_OPTIONS_$1))"

bare: $(BARE:%=bare-%) ## an image in flash, verified (BARE=, CERT=, IMAGE=)

bare-vectors: $(BARE:%=bare-vectors-%) ## the vectors for BARE=, and vectors.host

# What both programs of a build have in common, so that make -j may make both
$(BARE_ALL:%=bare-core-%): bare-core-%: $(BARE_SRC)/inc/bearssl.h
	+$(call bare_make,$*) bare-core

# What is taken into flash depends on what CERT and IMAGE hold now.
$(BARE_ALL:%=bare-%): bare-%: bare-core-% $(B)/cfsv
	ports/bare/payload.sh $(B)/bare/$*/payload $* $(B)/cfsv $(CERT) $(IMAGE)
	+$(call bare_make,$*) $(B)/bare/$*/example.elf

$(BARE_ALL:%=bare-vectors-%): bare-vectors-%: bare-core-% $(B)/bare/%/vectors.host
	+$(call bare_make,$*) $(B)/bare/$*/vectors.elf

# Programs that end in a fault, for tests/bare.sh
$(BARE_ALL:%=bare-faults-%): bare-faults-%: bare-core-%
	+$(call bare_make,$*) $(BARE_FAULTS:%=$(B)/bare/$*/%.elf)

# What the vectors must say: the same core, run here
$(B)/bare/%/vectors.host: tests/vectors/host.c tests/vectors/run.c $(CORE) \
		cfsv.h $(B)/vectors/cases.h
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(BARE_OPTIONS_$*:%=-D%) -I. -I$(B)/vectors \
		-o $@ $(filter %.c,$^) -lbearssl

# The second make, for one machine
ifdef BARE_MACHINE
BARE_OBJ = $(BARE_START_$(BARE_MACHINE):%=$(B)/ports/bare/%.o) \
	$(B)/ports/bare/start.o $(B)/ports/bare/libc/mem.o \
	$(B)/libcfsv.a $(BEARSSL_OBJ)
BARE_LDS = $(wildcard ports/bare/*.ld)

bare-core: $(BARE_OBJ)

$(B)/%.o: %.c cfsv.h ports/bare/bare.h $(wildcard tests/vectors/*.h) \
		$(wildcard $(HOST)/vectors/cases.h)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(OPTION_FLAGS) -I. -I$(HOST)/vectors \
		$(BEARSSL_FLAGS) -c -o $@ $<

$(B)/%.o: %.S
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -I$(B)/payload -c -o $@ $<

$(B)/ports/bare/payload.o: $(wildcard $(B)/payload/*)
$(B)/example.elf: $(B)/ports/bare/example.o $(B)/ports/bare/payload.o
$(B)/vectors.elf: $(B)/tests/vectors/bare.o $(B)/tests/vectors/run.o
$(BARE_FAULTS:%=$(B)/%.elf): $(B)/%.elf: $(B)/tests/bare/%.o

$(B)/example.elf $(B)/vectors.elf $(BARE_FAULTS:%=$(B)/%.elf): $(BARE_OBJ) \
		$(BARE_LDS)
	$(CC) $(CFLAGS) $(BARE_LINK) -T $(BARE_LD_$(BARE_MACHINE)) -o $@ \
		$(filter %.o,$^) $(filter %.a,$^) -lgcc
endif

.PHONY: bare bare-core bare-vectors $(BARE_ALL:%=bare-%) \
	$(BARE_ALL:%=bare-core-%) $(BARE_ALL:%=bare-vectors-%) \
	$(BARE_ALL:%=bare-faults-%)
