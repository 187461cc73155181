# SPDX-License-Identifier: MIT
# assurance.mk - what shows that no input misbehaves; see tests/ASSURANCE.md

prove: ## prove the core free of runtime errors, by CBMC and by Frama-C: half an hour
	@tests/prove.sh

.PHONY: prove
