# SPDX-License-Identifier: MIT
# assurance.mk - what shows that no input misbehaves; see tests/ASSURANCE.md
