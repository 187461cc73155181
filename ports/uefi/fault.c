/* SPDX-License-Identifier: MIT */
/* fault.c - why something failed, for whoever reports it */
#include "uefi.h"

enum cfsv_err uefi_fault_set(struct uefi_fault *f, enum cfsv_err err,
			     const char *suffix)
{
	f->err = err;
	f->at = 0;
	f->suffix = suffix;
	f->step = NULL;
	f->status = EFI_SUCCESS;
	return err;
}

enum cfsv_err uefi_fault_status(struct uefi_fault *f, enum cfsv_err err,
				const char *step, efi_status status)
{
	uefi_fault_set(f, err, "");
	f->step = step;
	f->status = status;
	return err;
}
