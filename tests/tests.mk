# SPDX-License-Identifier: MIT
# tests.mk - how the tests are built and run
