# SPDX-License-Identifier: MIT
# cfsv: `make help` lists the targets.

CC ?= cc
CFLAGS ?= -O2 -g
WARN = -std=c99 -Wall -Wextra -Wconversion -pedantic
B = build
PREFIX ?= /usr/local
VERSION = $(shell sed -n 's/^\#define CFSV_VERSION "\(.*\)"/\1/p' cfsv.h)

# The whole library, for whoever vendors it.
CORE = cfsv.c \
	sha256/common.c sha256/sha256.c sha256/sha256_shani.c \
	sha256/sha256_avx2.c sha256/sha256_avx512.c sha256/sha256_armv8.c \
	sha256/cpu_x86.c sha256/fastest.c \
	sha256/sha512.c sha256/tree.c sha256/descriptor.c sha256/measure.c \
	sha256/reader.c \
	pkcs7/der.c pkcs7/oid.c pkcs7/key.c pkcs7/x509.c pkcs7/anchor.c \
	pkcs7/signed_data.c pkcs7/check.c pkcs7/bearssl.c

# The Linux port: a library, and the tool on top of it.
LINUX = $(filter-out ports/linux/cmd_% ports/linux/init_%,\
	$(wildcard ports/linux/*.c))
TOOL = $(wildcard ports/linux/cmd_*.c)

# The initrd program: static, with musl, one thread, and only what it needs of
# the port.
INIT = $(wildcard ports/linux/init_*.c) \
	$(filter-out %/seal.c %/deploy.c %/compute.c %/parallel.c,$(LINUX)) \
	$(CORE)
MUSL_CC ?= musl-gcc -idirafter /usr/include \
	-idirafter /usr/include/$(shell $(CC) -print-multiarch)

# What is left out: OPTIONS of cfsv.h, as OPTIONS="CFSV_NO_P384 CFSV_NO_P521".
# The tool needs all, so it is not made then.
OPTIONS ?=
OPTION_FLAGS = $(OPTIONS:%=-D%)
unknown = $(filter-out $(shell sed -n 's/^ \*   \(CFSV_[A-Z0-9_]*\).*/\1/p' cfsv.h),\
	$(OPTIONS))
ifneq ($(unknown),)
$(error $(unknown): no option of cfsv.h, see OPTIONS there)
endif

# With BEARSSL_SRC=DIR, the files of BearSSL that these need are compiled too.
include ports/bearssl.mk

ifdef BEARSSL_SRC
BEARSSL_FLAGS = -isystem $(BEARSSL_SRC)/inc
BEARSSL_OBJ = $(BEARSSL:%=$(B)/bearssl/%.o) \
	$(BEARSSL_ABSENT:%=$(B)/ports/%.o)
BEARSSL_LIB = $(BEARSSL_OBJ)
else
BEARSSL_LIB = -lbearssl
endif

CORE_OBJ = $(CORE:%.c=$(B)/%.o)
LINUX_OBJ = $(LINUX:%.c=$(B)/%.o)
TOOL_OBJ = $(TOOL:%.c=$(B)/%.o)

all: $(B)/libcfsv.a $(if $(BEARSSL_SRC),$(B)/libbearssl.a) \
	$(if $(OPTIONS),,$(B)/cfsv) ## the library and the tool

# All is made again when OPTIONS are others than the last time.
$(B)/options: $(if $(filter-out =$(OPTIONS),=$(shell cat $(B)/options \
		2>/dev/null || echo none)),FORCE)
	@mkdir -p $(@D) && echo '$(OPTIONS)' >$@
FORCE:

$(B)/libbearssl.a: $(BEARSSL_OBJ) $(B)/options
	rm -f $@ && $(AR) rcs $@ $(BEARSSL_OBJ)

$(B)/libcfsv.a: $(CORE_OBJ)
	rm -f $@ && $(AR) rcs $@ $(CORE_OBJ)

$(B)/cfsv: $(TOOL_OBJ) $(LINUX_OBJ) $(B)/libcfsv.a $(BEARSSL_OBJ)
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $(TOOL_OBJ) $(LINUX_OBJ) \
		$(B)/libcfsv.a $(BEARSSL_LIB)

$(CORE_OBJ): $(B)/%.o: %.c cfsv.h $(wildcard sha256/*.h pkcs7/*.h) $(B)/options
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(CPPFLAGS) $(OPTION_FLAGS) $(BEARSSL_FLAGS) \
		-c -o $@ $<

$(LINUX_OBJ) $(TOOL_OBJ): $(B)/%.o: %.c cfsv.h $(wildcard ports/linux/*.h)
	@mkdir -p $(@D)
	$(CC) $(WARN) -D_GNU_SOURCE -pthread -I. $(CFLAGS) $(CPPFLAGS) \
		$(BEARSSL_FLAGS) -c -o $@ $<

init: $(B)/cfsv-init ## the initrd program (BEARSSL_SRC=DIR, musl)

INIT_BEARSSL = $(or $(BEARSSL_SRC),$(B)/bearssl-src)
# -Oz where the compiler has it (gcc 12): 1 % less than -Os.
INIT_FLAGS = $(if $(shell $(MUSL_CC) -Oz -xc -E /dev/null 2>/dev/null),-Oz,-Os) \
	-flto=auto -ffunction-sections -fdata-sections -fno-ident \
	-fno-asynchronous-unwind-tables -fno-stack-protector -fno-pie \
	-fno-inline-functions-called-once -DCFSV_SHA256_SMALL \
	-DCFSV_NO_MESSAGES -DCFSV_SHA256_ONLY_PORTABLE
# A small common page: else the linker pads the file to a page before the data.
INIT_LINK = -static -no-pie -s -Wl,--gc-sections -Wl,--build-id=none \
	-Wl,-z,norelro -Wl,-z,noseparate-code -Wl,-z,common-page-size=64
INIT_OBJ = $(INIT:%.c=$(B)/init/%.o) \
	$(BEARSSL:%=$(B)/init/bearssl/%.o)

$(B)/cfsv-init: $(INIT_OBJ)
	$(MUSL_CC) $(INIT_FLAGS) $(INIT_LINK) -o $@ $(INIT_OBJ)

$(INIT_BEARSSL)/inc/bearssl.h:
	ports/bearssl-source.sh

$(B)/init/bearssl/%.o: $(INIT_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(MUSL_CC) $(INIT_FLAGS) -I$(INIT_BEARSSL)/inc -I$(INIT_BEARSSL)/src \
		-c -o $@ $(INIT_BEARSSL)/src/$*.c

INIT_WORDS = cfsv.h ports/linux/init_words.c
$(B)/init/init_words.h: ports/linux/init_words.awk $(INIT_WORDS)
	@mkdir -p $(@D)
	awk -f $< $(INIT_WORDS) >$@.new && mv $@.new $@

$(B)/init/%.o: %.c cfsv.h $(wildcard ports/linux/*.h sha256/*.h pkcs7/*.h) \
		$(B)/init/init_words.h $(INIT_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(MUSL_CC) $(WARN) -D_GNU_SOURCE -I. -I$(B)/init \
		-isystem $(INIT_BEARSSL)/inc \
		$(INIT_FLAGS) -c -o $@ $<

$(B)/bearssl/%.o: $(BEARSSL_SRC)/src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(CPPFLAGS) -I$(BEARSSL_SRC)/inc \
		-I$(BEARSSL_SRC)/src -c -o $@ $<

$(B)/ports/bearssl_curves.o: ports/bearssl_curves.c $(B)/options
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(CPPFLAGS) $(OPTION_FLAGS) -I$(BEARSSL_SRC)/inc \
		-I$(BEARSSL_SRC)/src -c -o $@ $<

install: all $(if $(OPTIONS),,install-tool) ## all of it below PREFIX
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -d $(DESTDIR)$(PREFIX)/include
	install -m 644 $(B)/libcfsv.a $(if $(BEARSSL_SRC),$(B)/libbearssl.a) \
		$(DESTDIR)$(PREFIX)/lib
	sed 's/^#define CFSV_H$$/&$(OPTIONS:%=\n#define %)/' cfsv.h \
		>$(DESTDIR)$(PREFIX)/include/cfsv.h
	printf '%s\n' 'Name: cfsv' 'Description: composefs verifier' \
		'Version: $(VERSION)' 'Libs: -L$(PREFIX)/lib -lcfsv -lbearssl' \
		'Cflags: -I$(PREFIX)/include' \
		> $(DESTDIR)$(PREFIX)/lib/pkgconfig/cfsv.pc

install-tool: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -d $(DESTDIR)$(PREFIX)/share/man/man5
	install -d $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 755 $(B)/cfsv $(DESTDIR)$(PREFIX)/bin
	install -m 644 ports/linux/cfsv.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 ports/linux/cfsv.conf.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 ports/linux/cfsv-init.8 ports/uefi/cfsv.efi.8 \
		$(DESTDIR)$(PREFIX)/share/man/man8

install-init: init ## cfsv-init and its dracut module below PREFIX (as root: /usr)
	install -d $(DESTDIR)$(PREFIX)/sbin
	install -d $(DESTDIR)$(PREFIX)/lib/dracut/modules.d/90cfsv
	install -m 755 $(B)/cfsv-init $(DESTDIR)$(PREFIX)/sbin
	install -m 755 ports/linux/dracut/module-setup.sh \
		ports/linux/dracut/cfsv-root.sh \
		$(DESTDIR)$(PREFIX)/lib/dracut/modules.d/90cfsv
	install -m 644 ports/linux/dracut/cfsv-init.service \
		$(DESTDIR)$(PREFIX)/lib/dracut/modules.d/90cfsv

files: ## what to copy: the core's files, and BearSSL's below its src/
	@printf '%s\n' cfsv.h $(sort $(wildcard sha256/*.h pkcs7/*.h)) $(CORE) \
		$(BEARSSL:%=bearssl/%.c) $(BEARSSL_ABSENT:%=ports/%.c)

dist: ## cfsv.h and cfsv.c to drop in, cfsv_single.h, a tarball: in dist/
	@ports/dist.sh $(VERSION) $(CORE)

clean: ## remove what was built, not what was downloaded
	rm -rf $(B)/obj $(B)/ports $(B)/sha256 $(B)/pkcs7 $(B)/bearssl \
		$(B)/tests $(B)/vectors $(B)/uefi $(B)/bare $(B)/footprint \
		$(B)/options $(B)/san $(B)/tsan $(B)/init $(B)/*.o $(B)/*.a \
		$(B)/cfsv $(B)/cfsv-init $(B)/coverage $(B)/changes \
		$(B)/mutate $(B)/faults $(B)/agreement $(B)/fuzz \
		$(B)/accepted $(B)/freestanding dist

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

include ports/bare/bare.mk
include ports/uefi/uefi.mk
include tests/tests.mk
include tests/assurance.mk
include ports/uboot/uboot.mk

.PHONY: all init install install-tool install-init files dist clean help
