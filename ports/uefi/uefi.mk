# SPDX-License-Identifier: MIT
# uefi.mk - cfsv.efi: clang and lld-link, without EDK2; see cfsv.efi(8)
#
#   CERT="FILE..."      trust anchors, compiled in
#   EFI_OPTIONS=TEXT    load options of the payload
#   EFI_WAIT=SECONDS    how long the last message stays
#   EFI_VOLUME=yes      tell the payload which volume it is from
#   EFI_ARCH, EFI_OUT   x86_64 or aarch64; the file to make
EFI_ARCH ?= x86_64
ifneq ($(words $(EFI_ARCH))$(filter-out x86_64 aarch64,$(EFI_ARCH)),1)
$(error EFI_ARCH=$(EFI_ARCH): no architecture of cfsv.efi; \
	mend: EFI_ARCH=x86_64 or EFI_ARCH=aarch64)
endif
EFI_SHORT = $(if $(filter aarch64,$(EFI_ARCH)),aa64,x64)
EFI_OUT ?= $(B)/uefi/cfsv-$(EFI_SHORT).efi
EFI_WAIT ?= 5
EFI_VOLUME ?= no
EFI_CC ?= clang
EFI_LD ?= lld-link

EFI_CORE = $(CORE) ports/bare/libc/mem.c
EFI_BEARSSL = $(or $(BEARSSL_SRC),$(B)/bearssl-src)
EFI_B = $(B)/uefi/$(EFI_ARCH)
EFI_CORE_OBJ = $(EFI_CORE:%.c=$(EFI_B)/%.o) \
	$(BEARSSL:%=$(EFI_B)/bearssl/%.o) $(BEARSSL_ABSENT:%=$(EFI_B)/ports/%.o)
EFI_OBJ = $(patsubst %.c,$(EFI_B)/%.o,$(wildcard ports/uefi/*.c))
# UEFI's calling convention is that of this target. The stack has 128 KiB
# (2.3.4, 2.3.6) and no guard page: __chkstk would have nothing to do.
EFI_FLAGS = --target=$(EFI_ARCH)-unknown-windows-gnu -std=c99 -Os \
	-ffreestanding -fno-stack-protector -mno-stack-arg-probe \
	-Wframe-larger-than=4096 \
	-nostdinc -isystem ports/bare/libc \
	-isystem $(shell $(EFI_CC) -print-resource-dir)/include \
	-isystem $(EFI_BEARSSL)/inc -I. $(OPTION_FLAGS)
EFI_LINK = /subsystem:efi_application /entry:efi_main /nodefaultlib /opt:ref \
	/Brepro

uefi: $(EFI_OUT) ## cfsv.efi (CERT="FILE...", EFI_ARCH=x86_64|aarch64)

$(EFI_OUT): $(EFI_B)/baked.c $(EFI_OBJ) $(EFI_CORE_OBJ) FORCE
	@mkdir -p $(@D)
	$(EFI_CC) $(WARN) $(EFI_FLAGS) -Iports/uefi -c -o $(EFI_B)/baked.o $<
	$(EFI_LD) $(EFI_LINK) /out:$@ $(EFI_B)/baked.o $(EFI_OBJ) \
		$(EFI_CORE_OBJ)

$(EFI_B)/baked.c: ports/uefi/baked.sh $(B)/uefi/anchor FORCE
	@mkdir -p $(@D)
	@EFI_OPTIONS='$(subst ','\'',$(value EFI_OPTIONS))' EFI_WAIT='$(EFI_WAIT)' \
		EFI_VOLUME='$(EFI_VOLUME)' $< $@ '$(EFI_ANCHOR)' $(CERT)

# For this computer: the same core tells whether it takes the trust anchors.
EFI_ANCHOR = $(B)/uefi/anchor
$(B)/uefi/anchor: ports/anchor.c $(CORE) cfsv.h \
		$(wildcard sha256/*.h pkcs7/*.h) $(EFI_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(CC) -std=c99 $(CFLAGS) -I. -I$(EFI_BEARSSL)/inc \
		-I$(EFI_BEARSSL)/src \
		$(filter-out -DCFSV_NO_MESSAGES,$(OPTION_FLAGS)) -o $@ $< $(CORE) \
		$(BEARSSL:%=$(EFI_BEARSSL)/src/%.c) \
		$(BEARSSL_ABSENT:%=ports/%.c)

$(EFI_B)/bearssl/%.o: $(EFI_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(EFI_CC) $(EFI_FLAGS) -I$(EFI_BEARSSL)/src -c -o $@ \
		$(EFI_BEARSSL)/src/$*.c

$(EFI_B)/ports/bearssl_curves.o: EFI_FLAGS += \
	-isystem $(EFI_BEARSSL)/src
$(EFI_B)/%.o: %.c cfsv.h $(wildcard ports/uefi/*.h sha256/*.h pkcs7/*.h) \
		$(EFI_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(EFI_CC) $(WARN) $(EFI_FLAGS) -c -o $@ $<

# For the tests: the vectors of every port, as a UEFI program
EFI_VECTORS = $(B)/uefi/vectors-$(EFI_SHORT).efi
uefi-vectors: $(EFI_VECTORS)

$(EFI_VECTORS): $(EFI_B)/tests/uefi/vectors.o $(EFI_B)/tests/vectors/run.o \
		$(EFI_CORE_OBJ)
	$(EFI_LD) $(EFI_LINK) /out:$@ $^

$(EFI_B)/tests/%.o: EFI_FLAGS += -I$(B)/vectors
$(EFI_B)/tests/vectors/run.o: $(B)/vectors/cases.h $(wildcard tests/vectors/*.h)
$(EFI_B)/tests/uefi/vectors.o: tests/uefi/machine.h

$(B)/tests/test_uefi: $(wildcard ports/uefi/*.[ch])

FORCE:
.PHONY: uefi uefi-vectors FORCE
