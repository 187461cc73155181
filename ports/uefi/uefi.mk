# SPDX-License-Identifier: MIT
# uefi.mk - cfsv.efi: clang and lld-link, without EDK2; see cfsv.efi(8)
#
#   CERT="FILE..."      trust anchors, compiled in
#   EFI_OPTIONS=TEXT    load options of the payload
#   EFI_WAIT=SECONDS    how long the last message stays
#   EFI_ARCH, EFI_OUT   x86_64 or aarch64; the file to make
EFI_ARCH ?= x86_64
EFI_OUT ?= $(B)/uefi/cfsv-$(if $(filter aarch64,$(EFI_ARCH)),aa64,x64).efi
EFI_WAIT ?= 5
EFI_CC ?= clang
EFI_LD ?= lld-link

EFI_SRC = $(wildcard ports/uefi/*.c) ports/bare/libc/mem.c $(CORE)
EFI_BEARSSL = $(or $(BEARSSL_SRC),$(B)/bearssl-src)
EFI_B = $(B)/uefi/$(EFI_ARCH)
EFI_OBJ = $(EFI_SRC:%.c=$(EFI_B)/%.o) $(BEARSSL:%=$(EFI_B)/bearssl/%.o)
# UEFI's calling convention is that of this target. The stack has 128 KiB
# (2.3.4, 2.3.6) and no guard page: __chkstk would have nothing to do.
EFI_FLAGS = --target=$(EFI_ARCH)-unknown-windows-gnu -std=c99 -Os \
	-ffreestanding -fno-stack-protector -mno-stack-arg-probe \
	-Wframe-larger-than=4096 \
	-nostdinc -isystem ports/bare/libc \
	-isystem $(shell $(EFI_CC) -print-resource-dir)/include \
	-isystem $(EFI_BEARSSL)/inc -I.
EFI_LINK = /subsystem:efi_application /entry:efi_main /nodefaultlib /opt:ref \
	/Brepro

uefi: $(EFI_OUT) ## cfsv.efi (CERT="FILE...", EFI_ARCH=x86_64|aarch64)

$(EFI_OUT): $(EFI_B)/baked.c $(EFI_OBJ) FORCE
	@mkdir -p $(@D)
	$(EFI_CC) $(WARN) $(EFI_FLAGS) -Iports/uefi -c -o $(EFI_B)/baked.o $<
	$(EFI_LD) $(EFI_LINK) /out:$@ $(EFI_B)/baked.o $(EFI_OBJ)

$(EFI_B)/baked.c: ports/uefi/baked.sh FORCE
	@mkdir -p $(@D)
	@EFI_OPTIONS='$(subst ','\'',$(EFI_OPTIONS))' EFI_WAIT='$(EFI_WAIT)' \
		$< $@ $(CERT)

$(EFI_B)/bearssl/%.o: $(EFI_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(EFI_CC) $(EFI_FLAGS) -I$(EFI_BEARSSL)/src -c -o $@ \
		$(EFI_BEARSSL)/src/$*.c

$(EFI_B)/%.o: %.c cfsv.h $(wildcard ports/uefi/*.h sha256/*.h pkcs7/*.h) \
		$(EFI_BEARSSL)/inc/bearssl.h
	@mkdir -p $(@D)
	$(EFI_CC) $(WARN) $(EFI_FLAGS) -c -o $@ $<

FORCE:
.PHONY: uefi FORCE

$(B)/tests/test_uefi: $(wildcard ports/uefi/*.[ch])
