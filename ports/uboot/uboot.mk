# SPDX-License-Identifier: MIT
# uboot.mk - for add.sh

bearssl-list:
	@printf '%s\n' $(BEARSSL)

.PHONY: bearssl-list
