#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# build.sh - OSS-Fuzz runs this in cfsv's folder, with BearSSL's source beside it
#
# It gives CC, CXX, CFLAGS, CXXFLAGS, LIB_FUZZING_ENGINE, SRC and OUT.

# The seeds' maker is no harness: no sanitizer, and all of BearSSL.
make -s -C "$SRC/bearssl" lib CC="$CC" LD="$CC" CFLAGS="-W -Wall -O2 -fPIC"
make -s build/fuzz/golden.c CC="$CC" CFLAGS=-O1 CPPFLAGS= \
	BEARSSL_FLAGS="-isystem $SRC/bearssl/inc" \
	FUZZ_SEEDS_LIBS="$SRC/bearssl/build/libbearssl.a"

# libcrypto is linked in: the machines that run it have none.
make -s fuzz-doors CC="$CC" FUZZ_DIR="$PWD/build/fuzz/oss-fuzz" \
	FUZZ_BEARSSL="$SRC/bearssl" FUZZ_CC="$CC" FUZZ_FLAGS="$CFLAGS" \
	FUZZ_LD="$CXX $CXXFLAGS" FUZZ_ENGINE="$LIB_FUZZING_ENGINE" \
	FUZZ_LIBS="-l:libcrypto.a -ldl -lpthread"

rm -rf build/fuzz/oss-fuzz-seeds
ports/fuzz/fuzz.sh seeds build/fuzz/oss-fuzz-seeds
for seeds in build/fuzz/oss-fuzz-seeds/*; do
	door=$(basename "$seeds")
	cp "build/fuzz/oss-fuzz/$door" "$OUT/"
	rm -f "$OUT/${door}_seed_corpus.zip"
	zip -jqr "$OUT/${door}_seed_corpus.zip" "$seeds"
	case $door in
	config | digest) cp ports/fuzz/config.dict "$OUT/$door.dict" ;;
	der | x509 | pkcs7 | verify | openssl)
		cp ports/fuzz/der.dict "$OUT/$door.dict"
		;;
	esac
done
