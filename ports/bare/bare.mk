# SPDX-License-Identifier: MIT
# bare.mk - programs for machines without an operating system
#
#	make bare BARE=cortex-m4 CERT=cert.pem IMAGE=image.cfs
#
# A build is a machine, or a machine and a list of options. Each has a folder
# of build/bare/: the core as a library, and example.elf.

BARE_ALL = cortex-m3 cortex-m4 aarch64 rv64 rv32 cortex-m4-rsa cortex-m4-p256
BARE ?= $(BARE_ALL)
BARE_SRC = $(or $(BEARSSL_SRC),$(B)/bearssl-src)

# Each machine's compiler, first instructions, and way to speak.
BARE_GCC_cortex-m3 = arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb
BARE_GCC_cortex-m4 = arm-none-eabi-gcc -mcpu=cortex-m4 -mthumb
BARE_GCC_aarch64 = aarch64-linux-gnu-gcc -mgeneral-regs-only -mstrict-align \
	-fno-pie
BARE_GCC_rv64 = riscv64-unknown-elf-gcc -march=rv64imac -mabi=lp64 \
	-mcmodel=medany
BARE_GCC_rv32 = riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32
BARE_START_cortex-m3 = cortex-m.c semihost.c
BARE_START_cortex-m4 = cortex-m.c semihost.c
BARE_START_aarch64 = aarch64.S semihost.c
BARE_START_rv64 = riscv.S uart.c
BARE_START_rv32 = riscv.S uart.c
BARE_LD_cortex-m3 = cortex-m.ld
BARE_LD_cortex-m4 = cortex-m.ld
BARE_LD_aarch64 = aarch64.ld
BARE_LD_rv64 = riscv.ld
BARE_LD_rv32 = riscv.ld

# The smallest for one kind of key: a bare key, signatures with SHA-256.
BARE_SMALLEST = -DCFSV_NO_SHA512 -DCFSV_NO_CERTIFICATES -DCFSV_SHA256_SMALL
BARE_OPTIONS_cortex-m4-rsa = $(BARE_SMALLEST) -DCFSV_NO_ECDSA
BARE_OPTIONS_cortex-m4-p256 = $(BARE_SMALLEST) -DCFSV_NO_RSA -DCFSV_NO_P384 \
	-DCFSV_NO_P521

# With -mgeneral-regs-only and without an MMU: on aarch64 vector registers are
# off after reset, and memory is Device memory then, where an access that is
# not aligned is a fault (Armv8-A B2.5.2): hence .
BARE_FLAGS = -Os -ffreestanding -ffunction-sections -fdata-sections \
	-fno-stack-protector -fno-asynchronous-unwind-tables \
	-nostdinc -isystem ports/bare/libc \
	-DCFSV_SHA256_ONLY_PORTABLE -DCFSV_NO_MESSAGES
BARE_LINK = -nostdlib -static -no-pie -Wl,--gc-sections -Wl,--build-id=none \
	-Lports/bare

BARE_LDS = $(wildcard ports/bare/*.ld)

bare: $(BARE:%=$(B)/bare/%/example.elf) ## an image in flash, verified (BARE=, CERT=, IMAGE=)

# $(1): build, $(2): machine
define BARE_BUILD
BARE_CC_$(1) = $$(BARE_GCC_$(2)) $$(BARE_FLAGS) \
	-isystem $$(shell $$(firstword $$(BARE_GCC_$(2))) \
		-print-file-name=include) $$(BARE_OPTIONS_$(1))
BARE_CORE_$(1) = $$(CORE:%.c=$$(B)/bare/$(1)/%.o) \
	$$(B)/bare/$(1)/ports/bare/libc/mem.o \
	$$(BEARSSL:%=$$(B)/bare/$(1)/bearssl/%.o)
BARE_OBJ_$(1) = $$(patsubst %,$$(B)/bare/$(1)/ports/bare/%.o,\
	$$(basename start $$(BARE_START_$(2))))

$$(B)/bare/$(1)/bearssl/%.o: $$(BARE_SRC)/inc/bearssl.h
	@mkdir -p $$(@D)
	$$(BARE_CC_$(1)) -I$$(BARE_SRC)/inc -I$$(BARE_SRC)/src -c -o $$@ \
		$$(BARE_SRC)/src/$$*.c

$$(B)/bare/$(1)/%.o: %.c cfsv.h ports/bare/bare.h \
		$$(wildcard sha256/*.h pkcs7/*.h tests/vectors/*.h) \
		$$(BARE_SRC)/inc/bearssl.h
	@mkdir -p $$(@D)
	$$(BARE_CC_$(1)) $$(WARN) -I. -I$$(B)/vectors \
		-isystem $$(BARE_SRC)/inc -c -o $$@ $$<

$$(B)/bare/$(1)/%.o: %.S
	@mkdir -p $$(@D)
	$$(BARE_CC_$(1)) -c -o $$@ $$<
$$(B)/bare/$(1)/libcfsv.a: $$(BARE_CORE_$(1))
	rm -f $$@ && $$(AR) rcs $$@ $$^

# Always: it depends on what CERT and IMAGE hold now.
$$(B)/bare/$(1)/payload.o: ports/bare/payload.S bare-always $$(B)/cfsv
	ports/bare/payload.sh $$(@D)/payload $(1) $$(B)/cfsv $$(CERT) $$(IMAGE)
	$$(BARE_CC_$(1)) -I$$(@D)/payload -c -o $$@ $$<

$$(B)/bare/$(1)/example.elf: $$(BARE_OBJ_$(1)) \
		$$(B)/bare/$(1)/ports/bare/example.o \
		$$(B)/bare/$(1)/payload.o $$(B)/bare/$(1)/libcfsv.a $$(BARE_LDS)
	$$(BARE_CC_$(1)) $$(BARE_LINK) -T $$(BARE_LD_$(2)) -o $$@ \
		$$(filter-out %.ld,$$^) -lgcc

$$(B)/bare/$(1)/tests/vectors/run.o: $$(B)/vectors/cases.h
$$(B)/bare/$(1)/vectors.elf: $$(BARE_OBJ_$(1)) \
		$$(B)/bare/$(1)/tests/vectors/bare.o \
		$$(B)/bare/$(1)/tests/vectors/run.o $$(B)/bare/$(1)/libcfsv.a $$(BARE_LDS)
	$$(BARE_CC_$(1)) $$(BARE_LINK) -T $$(BARE_LD_$(2)) -o $$@ \
		$$(filter-out %.ld,$$^) -lgcc

# What the vectors must say: the same core, run here.
$$(B)/bare/$(1)/vectors.host: tests/vectors/host.c tests/vectors/run.c \
		$$(CORE) cfsv.h $$(B)/vectors/cases.h
	@mkdir -p $$(@D)
	$$(CC) $$(WARN) $$(CFLAGS) $$(BARE_OPTIONS_$(1)) -I. -I$$(B)/vectors \
		-o $$@ $$(filter %.c,$$^) -lbearssl
endef

$(foreach b,$(BARE_ALL),$(eval $(call BARE_BUILD,$(b),$(or \
	$(patsubst cortex-m4%,cortex-m4,$(filter cortex-m4%,$(b))),$(b)))))

.PHONY: bare bare-always
