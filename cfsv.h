/* SPDX-License-Identifier: MIT */
/*
 * cfsv.h - the door and the manual of cfsv, the composefs verifier
 *
 * cfsv decides one question: is this image the one that the owner of a
 * trusted key signed?
 *
 *
 * WHAT IS CHECKED
 *
 * Three files stand beside each other (the "signed pair" and its image):
 *
 *   IMAGE          a composefs (EROFS) image, or any file
 *   IMAGE.digest   the raw fs-verity digest of IMAGE: 32 bytes (SHA-256) or
 *                  64 bytes (SHA-512), nothing else
 *   IMAGE.sig      DER PKCS#7 SignedData, detached, over the formatted digest
 *                  of the fs-verity digest of the FILE IMAGE.digest, which is
 *                  always measured with SHA-256, 4096-byte blocks, no salt
 *
 * Verifying runs in this order, and nothing is read that an earlier step did
 * not vouch for: IMAGE.digest has one of its two lengths; IMAGE.sig is parsed
 * and checked against the trust anchors; so IMAGE.digest is genuine; IMAGE is
 * measured and compared with it.
 *
 * WHAT IS NOT CHECKED
 *
 * - Certificates are containers for a key and its name. Their own signature,
 *   dates, key usage, CA flag and unknown extensions are not consulted: the
 *   caller pinned the certificate, and an initrd has no clock.
 * - No chains, no revocation, no rollback: an older image with a genuine
 *   signature verifies.
 * - The path is not signed. Two genuine images can be swapped.
 * - A digest that was computed proves only the bytes that were read then.
 *   Whoever mounts the image must let the kernel enforce fs-verity, or use a
 *   copy that cannot change, or read through cfsv_reader.
 * - A signature file is not unique for what it signs. ECDSA: (r, n-s) verifies
 *   where (r, s) does. The signer identifier is not under the signature: a
 *   certificate with a key identifier is found by that or by its issuer and
 *   serial number, and a bare public key, which has no name, is tried whatever
 *   the identifier says. The parameters of a digest algorithm may be NULL or
 *   absent. Nothing else in an accepted signature can be changed and leave it
 *   accepted.
 *
 *
 * CONVENTIONS
 *
 * - Functions return enum cfsv_err: 0 (CFSV_OK) or a negative code. There is
 *   no other success value, no bool, no errno. Test against CFSV_OK.
 * - Memory is the caller's: no malloc, no static mutable data, no recursion.
 *   All structures may be moved or dropped at any time; nothing needs freeing.
 * - What a structure refers to (signature, anchors, buffers) must stay and
 *   must not change while a call that uses it runs. Copy out of memory that
 *   another party can write (shared memory, a mapped file, DMA) first.
 * - "Zero this, then fill in": a field left zero means its default.
 * - Outputs are written only on CFSV_OK, unless the text says otherwise.
 * - Sizes are in bytes. Multi-byte fields of formats are little endian.
 * - A function may be called from several threads with different structures;
 *   cfsv_tree_hash() also with the same one.
 *
 * The core (this file, cfsv.c, sha256/, pkcs7/) is freestanding C99: it needs
 * <stddef.h>, <stdint.h>, BearSSL, and a <string.h> that declares memcpy,
 * memmove, memset and memcmp. SHA-256 by a CPU's own instructions needs gcc or
 * clang with their <immintrin.h> or <arm_neon.h>.
 *
 *
 * OPTIONS
 *
 * Macros that are defined when all of the core is compiled, and for this file
 * wherever it is included: they change the sizes of structures, and a program
 * with others than its library has overwrites memory. `make install` writes
 * them into the header. Each leaves something out; any may be combined. What
 * is left out is not declared, so whoever needs it learns that from the
 * compiler. A file that needs it is refused as one with an algorithm that is
 * not known, by the same codes; their advice speaks of a "small build". Without
 * RSA and ECDSA there is no PKCS#7, without ECDSA none of its curves.
 *
 *   CFSV_NO_SHA512	SHA-512 for images, SHA-384 and SHA-512 in signatures;
 *			CFSV_DIGEST_MAX is 32 then
 *   CFSV_NO_RSA	RSA keys
 *   CFSV_NO_ECDSA	ECDSA keys on all curves
 *   CFSV_NO_P384	ECDSA keys on P-384
 *   CFSV_NO_P521	ECDSA keys on P-521
 *   CFSV_ONLY_COMPOSEFS	block sizes other than 4096, salts, and the
 *			Merkle tree's output (cfsv_tree_sink)
 *   CFSV_NO_CERTIFICATES	certificates: trust anchors are bare public keys
 *   CFSV_NO_PKCS7	signatures and trust anchors: pinned digests only
 *   CFSV_NO_MESSAGES	the words of errors: cfsv_strerror(), cfsv_mend(),
 *			cfsv_error_name(), cfsv_error_class()
 *   CFSV_SHA256_SMALL	the speed of cfsv_sha256_portable(): it gets smaller
 *   CFSV_SHA256_ONLY_PORTABLE  all other implementations of SHA-256: for
 *			firmware that has vector registers off
 *
 * What each saves alone, in bytes of code and constants with BearSSL, by gcc
 * -Os; `make size` writes this table:
 *
 *	option                      Cortex-M4     x86-64
 *	CFSV_NO_SHA512                   4454       3679
 *	CFSV_NO_RSA                      1284       1846
 *	CFSV_NO_ECDSA                    4848       7574
 *	CFSV_NO_P384                      232        315
 *	CFSV_NO_P521                      304        411
 *	CFSV_ONLY_COMPOSEFS               452        713
 *	CFSV_NO_CERTIFICATES              516        645
 *	CFSV_NO_PKCS7                   11026      15948
 *	CFSV_NO_MESSAGES                18928      18998
 *	CFSV_SHA256_SMALL                 876       1454
 *	CFSV_SHA256_ONLY_PORTABLE           0      11210
 *	(size without any)              37276      54008
 *
 *
 * A WHOLE EXAMPLE
 *
 *	static struct cfsv_work work;
 *	struct cfsv_anchor anchor;
 *	struct cfsv_report report;
 *	struct cfsv_trust trust = { &anchor, 1, &cfsv_bearssl, NULL };
 *	struct cfsv_pair pair = { digest, digest_len, sig, sig_len };
 *	struct cfsv_source image = { flash_read, NULL, image_size };
 *
 *	err = cfsv_anchor_load(&anchor, &cfsv_bearssl, cert, cert_len);
 *	if (err == CFSV_OK)
 *		err = cfsv_verify_image(&trust, &pair, &image, &work, &report);
 *	if (err != CFSV_OK)
 *		fail(cfsv_strerror(err), cfsv_mend(err));
 */
#ifndef CFSV_H
#define CFSV_H

#include <stddef.h>
#include <stdint.h>

/* OPTIONS that follow from others */
#if defined(CFSV_NO_RSA) && defined(CFSV_NO_ECDSA) && !defined(CFSV_NO_PKCS7)
#define CFSV_NO_PKCS7
#endif
#ifdef CFSV_NO_ECDSA
#undef CFSV_NO_P384
#define CFSV_NO_P384
#undef CFSV_NO_P521
#define CFSV_NO_P521
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define CFSV_VERSION "0.1.0"

/*
 * ERRORS
 *
 * One row a rule: name, number, class, what was found, the mend. The hundreds
 * digit names the room that refused:
 *
 *   -1xx cfsv.c     -2xx sha256/           -3xx pkcs7/der.c
 *   -4xx pkcs7/x509.c, key.c (anchors)     -5xx pkcs7/signed_data.c
 *   -6xx pkcs7/check.c (the key's verdict) -7xx ports/ (files, the kernel)
 *   -8xx ports/ (firmware)
 *
 * Class REFUSED: the evidence is there and it is wrong. Class UNCHECKED: no
 * verdict was possible (something is missing, unreadable or not supported).
 * Both mean "not verified". The same DER rule can be broken by a signature
 * (a refusal) or by a trust anchor (then nothing could be checked): errors of
 * cfsv_anchor_load() are always of the second kind.
 */
#define CFSV_ERRORS(X)                                                         \
	/* -1xx: the story, cfsv.c */                                          \
	X(CFSV_E_ARGUMENT, -101, UNCHECKED,                                    \
	  "an argument is outside what cfsv.h documents",                      \
	  "this is a fault of the calling program; cfsv.h says what the call " \
	  "needs")                                                             \
	X(CFSV_E_NO_ANCHOR, -102, UNCHECKED, "no trust anchor was given",      \
	  "give at least one certificate or public key that is trusted")       \
	X(CFSV_E_NO_DIGEST, -103, UNCHECKED, "there is no expected digest",    \
	  "make IMAGE.digest with 'cfsv seal IMAGE', or give a pinned digest") \
	X(CFSV_E_NO_SIGNATURE, -104, UNCHECKED, "there is no signature",       \
	  "make IMAGE.sig with 'cfsv seal IMAGE --key=KEY.pem "                \
	  "--cert=CERT.pem'")                                                  \
	X(CFSV_E_DIGEST_FILE_LENGTH, -105, REFUSED,                            \
	  "the digest file is neither 32 nor 64 bytes long",                   \
	  "it must hold the raw digest alone: write it with 'cfsv seal' (64 "  \
	  "bytes are SHA-512, which a small build may lack)")                  \
	X(CFSV_E_IMAGE_DIFFERS, -106, REFUSED,                                 \
	  "the image's fs-verity digest is not the expected one",              \
	  "the image was changed, or belongs to another digest: deploy it "    \
	  "again from a trusted source")                                       \
	X(CFSV_E_IMAGE_ALGORITHM, -107, REFUSED,                               \
	  "the image was measured with another hash algorithm than the "       \
	  "expected digest has",                                               \
	  "enable fs-verity on the image with the algorithm of its digest: "   \
	  "32 bytes are SHA-256, 64 bytes SHA-512")                            \
	X(CFSV_E_DIGEST_TEXT, -108, UNCHECKED,                                 \
	  "a digest in text is not sha256: and 64, or sha512: and 128 "        \
	  "lower-case hex digits",                                             \
	  "write it as 'cfsv digest' prints it, with nothing around it")       \
	/* -2xx: digests and Merkle trees, sha256/ */                          \
	X(CFSV_E_BLOCK_SIZE, -201, UNCHECKED,                                  \
	  "the fs-verity block size is not a power of two from 1024 to 65536", \
	  "composefs uses 4096")                                               \
	X(CFSV_E_SALT_SIZE, -202, UNCHECKED,                                   \
	  "the fs-verity salt is longer than 32 bytes",                        \
	  "composefs uses no salt")                                            \
	X(CFSV_E_HASH_ALGORITHM, -203, UNCHECKED,                              \
	  "the hash algorithm is not one of fs-verity's (sha256, sha512)",     \
	  "composefs uses sha256; a small build may lack sha512")              \
	X(CFSV_E_TREE_MEMORY, -204, UNCHECKED,                                 \
	  "the memory given for the Merkle tree is too small for this file",   \
	  "give CFSV_TREE_MEMORY(block size) bytes, aligned as for any type")  \
	X(CFSV_E_FILE_TOO_LARGE, -205, UNCHECKED,                              \
	  "the file is larger than 2^63-1 bytes, or its Merkle tree has more " \
	  "than 8 levels (the kernel's limit)",                                \
	  "use a larger block size")                                           \
	X(CFSV_E_SHRANK, -206, UNCHECKED,                                      \
	  "the file ended before its size: it shrank while it was read",       \
	  "stop what is writing to it, then try again")                        \
	X(CFSV_E_GREW, -207, UNCHECKED,                                        \
	  "the file goes on after its size: it grew while it was read",        \
	  "stop what is writing to it, then try again")                        \
	X(CFSV_E_READ, -208, UNCHECKED, "reading the image failed",            \
	  "see the message of the device; the storage may be failing")         \
	X(CFSV_E_READ_OVERRUN, -209, UNCHECKED,                                \
	  "the read callback says that it returned more than it was asked "    \
	  "for",                                                               \
	  "this is a fault of the callback")                                   \
	X(CFSV_E_DESCRIPTOR_DIFFERS, -210, REFUSED,                            \
	  "the fs-verity descriptor does not hash to the trusted digest",      \
	  "it was changed or is another file's: store what 'cfsv digest "      \
	  "--out-descriptor' writes for this image")                           \
	X(CFSV_E_DESCRIPTOR, -211, REFUSED,                                    \
	  "the fs-verity descriptor hashes to the trusted digest, but "        \
	  "is not one: version, algorithm, signature size or a byte "          \
	  "that must be zero is wrong (fsverity.rst)",                         \
	  "whoever made the digest did not follow fs-verity: seal the "        \
	  "image again with 'cfsv seal'")                                      \
	X(CFSV_E_CACHE_SIZE, -212, UNCHECKED,                                  \
	  "the reader's cache has no room for one block",                      \
	  "give it at least one slot, and for each slot the file's "           \
	  "block size in bytes")                                               \
	X(CFSV_E_STORED_DATA, -213, REFUSED,                                   \
	  "a block of the image is not the one that was signed",               \
	  "the image was changed or its storage is failing: bring it "         \
	  "again from a trusted source")                                       \
	X(CFSV_E_STORED_TREE, -214, REFUSED,                                   \
	  "a block of the stored Merkle tree is not the one that was "         \
	  "signed",                                                            \
	  "it was changed or is another file's: store what 'cfsv digest "      \
	  "--out-merkle-tree' writes for this image")                          \
	X(CFSV_E_STORED_SHORT, -215, REFUSED,                                  \
	  "the image or its stored Merkle tree ends before the size "          \
	  "that was signed",                                                   \
	  "it was truncated: bring it again from a trusted source")            \
	/* -3xx: DER, X.690, pkcs7/der.c */                                    \
	X(CFSV_E_DER_SHORT, -301, REFUSED,                                     \
	  "an element is longer than what holds it, or the bytes end inside "  \
	  "it (X.690 8.1.3)",                                                  \
	  "the file was truncated or changed: fetch it again")                 \
	X(CFSV_E_DER_TAG, -302, REFUSED,                                       \
	  "an element of another type stands where a required one should",     \
	  "the file was changed, or is not of this format: make it again")     \
	X(CFSV_E_DER_TAG_FORM, -303, REFUSED,                                  \
	  "a tag in the high-tag-number form (X.690 8.1.2.4)",                 \
	  "no tool writes this here: the file was changed, make it again")     \
	X(CFSV_E_DER_INDEFINITE, -304, REFUSED,                                \
	  "a length in the indefinite form (X.690 10.1)",                      \
	  "this is BER: write DER (openssl: -outform DER, without -stream)")   \
	X(CFSV_E_DER_LENGTH, -305, REFUSED,                                    \
	  "a length that is not in its shortest form (X.690 10.1)",            \
	  "this is not DER: the file was changed, make it again")              \
	X(CFSV_E_DER_LENGTH_SIZE, -306, REFUSED,                               \
	  "a length of more than four bytes, or the reserved form 0xff "       \
	  "(X.690 8.1.3.5)",                                                   \
	  "the file was changed: make it again")                               \
	X(CFSV_E_DER_TRAILING, -307, REFUSED,                                  \
	  "bytes after the last element that belongs here",                    \
	  "the file must hold one structure and nothing after it, also no "    \
	  "padding: make it again")                                            \
	X(CFSV_E_DER_INTEGER, -308, REFUSED,                                   \
	  "an INTEGER that is empty or not in its shortest form (X.690 "       \
	  "8.3.2)",                                                            \
	  "this is not DER: make it again")                                    \
	X(CFSV_E_DER_NEGATIVE, -309, REFUSED,                                  \
	  "a negative INTEGER where only a positive one makes sense",          \
	  "a leading zero byte was lost: make the file again")                 \
	X(CFSV_E_DER_OID, -310, REFUSED,                                       \
	  "an OBJECT IDENTIFIER that is empty, unfinished or padded "          \
	  "(X.690 8.19.2)",                                                    \
	  "this is not DER: make it again")                                    \
	X(CFSV_E_DER_BIT_STRING, -311, REFUSED,                                \
	  "a BIT STRING that is empty or not a whole number of bytes "         \
	  "(X.690 8.6.2)",                                                     \
	  "keys and signatures are whole bytes: make the file again")          \
	X(CFSV_E_DER_BOOLEAN, -312, REFUSED,                                   \
	  "a BOOLEAN other than TRUE as ff where it is not the default "       \
	  "(X.690 11.1, 11.5)",                                                \
	  "this is not DER: make it again")                                    \
	X(CFSV_E_DER_NULL, -313, REFUSED,                                      \
	  "a NULL with contents (X.690 8.8.2)",                                \
	  "this is not DER: make it again")                                    \
	X(CFSV_E_DER_DEPTH, -314, REFUSED,                                     \
	  "elements nested deeper than any certificate or signature needs",    \
	  "the file was made to hurt its reader: do not use it")               \
	/* -4xx: trust anchors, pkcs7/x509.c and pkcs7/key.c */                \
	X(CFSV_E_ANCHOR_FORM, -401, UNCHECKED,                                 \
	  "the trust anchor is neither a certificate nor a public key (SPKI)", \
	  "give a DER or PEM X.509 certificate, or 'openssl pkey -pubout' "    \
	  "(where a small build lacks certificates, a public key)")            \
	X(CFSV_E_ANCHOR_PRIVATE, -402, UNCHECKED,                              \
	  "the trust anchor starts like a private key (or a bare PKCS#1 key)", \
	  "keep private keys away from verifiers: give the certificate, or "   \
	  "'openssl pkey -pubout'")                                            \
	X(CFSV_E_ANCHOR_SIZE, -403, UNCHECKED,                                 \
	  "the trust anchor is empty or larger than 65536 bytes",              \
	  "give one certificate or public key")                                \
	X(CFSV_E_CERT_VERSION, -404, UNCHECKED,                                \
	  "the certificate's version is not 1, 2 or 3, or version 1 is "       \
	  "written out (RFC 5280 4.1.2.1)",                                    \
	  "make the certificate again")                                        \
	X(CFSV_E_CERT_SERIAL, -405, UNCHECKED,                                 \
	  "the certificate's serial number is longer than 21 bytes",           \
	  "make the certificate again with a serial of at most 20 bytes")      \
	X(CFSV_E_CERT_EXTENSIONS, -406, UNCHECKED,                             \
	  "the certificate's extensions are empty, stand in a certificate "    \
	  "that is not version 3, or repeat the subjectKeyIdentifier "         \
	  "(RFC 5280 4.2)",                                                    \
	  "make the certificate again")                                        \
	X(CFSV_E_CERT_KEY_ID, -407, UNCHECKED,                                 \
	  "the certificate's subjectKeyIdentifier is empty, or longer than "   \
	  "127 bytes",                                                         \
	  "make the certificate again")                                        \
	X(CFSV_E_KEY_ALGORITHM, -408, UNCHECKED,                               \
	  "the public key is neither RSA (rsaEncryption) nor ECDSA "           \
	  "(id-ecPublicKey)",                                                  \
	  "sign with RSA 2048, 3072 or 4096, or with ECDSA on P-256, P-384 "   \
	  "or P-521; a small build may lack some of them")                     \
	X(CFSV_E_KEY_PARAMETERS, -409, UNCHECKED,                              \
	  "the key's parameters are not NULL (RSA, RFC 3279 2.3.1) or not a "  \
	  "named curve (ECDSA, RFC 5480 2.1.1)",                               \
	  "make the key with a named curve: openssl -pkeyopt "                 \
	  "ec_param_enc:named_curve")                                          \
	X(CFSV_E_KEY_CURVE, -410, UNCHECKED,                                   \
	  "the key is on a curve other than P-256, P-384 or P-521",            \
	  "make a key on one of these; a small build may lack some")           \
	X(CFSV_E_RSA_SIZE, -411, UNCHECKED,                                    \
	  "the RSA modulus does not have exactly 2048, 3072 or 4096 bits",     \
	  "make a key of one of these sizes")                                  \
	X(CFSV_E_RSA_MODULUS, -412, UNCHECKED, "the RSA modulus is even",      \
	  "this is not an RSA key: make another")                              \
	X(CFSV_E_RSA_EXPONENT, -413, UNCHECKED,                                \
	  "the RSA public exponent is even, below 65537, or longer than the "  \
	  "modulus",                                                           \
	  "make a key with the exponent 65537")                                \
	X(CFSV_E_EC_POINT, -414, UNCHECKED,                                    \
	  "the EC public key is not an uncompressed point of the curve's "     \
	  "size",                                                              \
	  "convert it: openssl ec -pubin -conv_form uncompressed -pubout")     \
	X(CFSV_E_EC_OFF_CURVE, -415, UNCHECKED,                                \
	  "the EC public key is not a point on its curve",                     \
	  "the key was changed or made to attack its reader: do not use it")   \
	/* -5xx: the signature's profile, pkcs7/signed_data.c */               \
	X(CFSV_E_SIG_EMPTY, -501, REFUSED, "the signature file is empty",      \
	  "a power cut may have emptied it: deploy or seal again")             \
	X(CFSV_E_SIG_SIZE, -502, REFUSED,                                      \
	  "the signature is larger than 16128 bytes (the kernel's limit)",     \
	  "sign with -nocerts -noattr: then it is under 1 KiB")                \
	X(CFSV_E_SIG_TEXT, -503, REFUSED,                                      \
	  "the signature is text (PEM or S/MIME), not DER",                    \
	  "sign with -outform DER, or convert: openssl pkcs7 -outform DER")    \
	X(CFSV_E_SIG_CONTENT_INFO, -504, REFUSED,                              \
	  "this is not a ContentInfo of type signedData (RFC 2315 7, "         \
	  "RFC 5652 3)",                                                       \
	  "sign with 'openssl smime -sign' or 'fsverity sign'; encrypted or "  \
	  "bare structures are not signatures")                                \
	X(CFSV_E_SIG_VERSION, -505, REFUSED,                                   \
	  "the version of SignedData is not 1 or 3 (RFC 5652 5.1)",            \
	  "sign again with 'openssl smime -sign' or 'cfsv seal'")              \
	X(CFSV_E_SIG_DIGEST_COUNT, -506, REFUSED,                              \
	  "there is not exactly one digest algorithm (RFC 5652 5.1)",          \
	  "sign with one key and one digest; a bundle of "                     \
	  "certificates without a signer is no signature")                     \
	X(CFSV_E_SIG_DIGEST, -507, REFUSED,                                    \
	  "the digest algorithm is not SHA-256, SHA-384 or SHA-512",           \
	  "sign with -md sha256; a small build may lack the others")           \
	X(CFSV_E_SIG_DIGEST_PARAMETERS, -508, REFUSED,                         \
	  "the digest algorithm's parameters are neither NULL nor absent "     \
	  "(RFC 5754 2)",                                                      \
	  "sign again with 'openssl smime -sign' or 'cfsv seal'")              \
	X(CFSV_E_SIG_CONTENT_TYPE, -509, REFUSED,                              \
	  "the type of what is signed is not data (1.2.840.113549.1.7.1)",     \
	  "sign with 'openssl smime -sign' or 'openssl cms -sign' without "    \
	  "-econtent_type")                                                    \
	X(CFSV_E_SIG_EMBEDDED, -510, REFUSED,                                  \
	  "the signature carries content; it must be detached (RFC 5652 5.2)", \
	  "sign without -nodetach")                                            \
	X(CFSV_E_SIG_CERTIFICATES, -511, REFUSED,                              \
	  "the signature carries certificates; trust comes from the verifier " \
	  "alone",                                                             \
	  "sign with -nocerts")                                                \
	X(CFSV_E_SIG_CRLS, -512, REFUSED,                                      \
	  "the signature carries revocation lists",                            \
	  "sign again without them ('cfsv seal' does)")                        \
	X(CFSV_E_SIG_NO_SIGNER, -513, REFUSED, "the signature has no signer",  \
	  "this is a bundle of certificates, not a signature: sign with "      \
	  "'cfsv seal'")                                                       \
	X(CFSV_E_SIG_MANY_SIGNERS, -514, REFUSED,                              \
	  "the signature has more than one signer",                            \
	  "sign with one key; deploy one signature for each")                  \
	X(CFSV_E_SIG_SIGNER_VERSION, -515, REFUSED,                            \
	  "the versions do not fit the signer identifier: 1 and 1 for issuer " \
	  "and serial, 3 and 3 for a key identifier (RFC 5652 5.1, 5.3)",      \
	  "sign again with 'openssl smime -sign' or 'cfsv seal'")              \
	X(CFSV_E_SIG_SIGNER_ID, -516, REFUSED,                                 \
	  "the signer identifier is neither issuer and serial number (of at "  \
	  "most 21 bytes) nor a key identifier that is not empty "             \
	  "(RFC 5652 5.3)",                                                    \
	  "sign again with 'openssl smime -sign' or 'cfsv seal'")              \
	X(CFSV_E_SIG_DIGEST_MISMATCH, -517, REFUSED,                           \
	  "the signer's digest algorithm is not the one that SignedData "      \
	  "names",                                                             \
	  "the file was changed: sign again")                                  \
	X(CFSV_E_SIG_SIGNED_ATTRIBUTES, -518, REFUSED,                         \
	  "the signature has signed attributes (RFC 5652 5.3)",                \
	  "sign with -noattr")                                                 \
	X(CFSV_E_SIG_ALGORITHM, -519, REFUSED,                                 \
	  "the signature algorithm is neither rsaEncryption nor "              \
	  "ecdsa-with-SHA256, -SHA384 or -SHA512",                             \
	  "sign with an RSA or ECDSA key by 'cfsv seal' or 'fsverity sign' "   \
	  "(no RSA-PSS, no Ed25519; sha256WithRSAEncryption is refused by "    \
	  "Linux too); a small build may lack one of the two")                 \
	X(CFSV_E_SIG_PARAMETERS, -520, REFUSED,                                \
	  "the signature algorithm's parameters are not NULL (rsaEncryption, " \
	  "RFC 3370 3.2) or not absent (ECDSA, RFC 5754 3.3)",                 \
	  "sign again with 'openssl smime -sign' or 'cfsv seal'")              \
	X(CFSV_E_SIG_HASH, -521, REFUSED,                                      \
	  "the hash of the ECDSA algorithm is not the digest algorithm",       \
	  "sign again with one -md")                                           \
	X(CFSV_E_SIG_UNSIGNED_ATTRIBUTES, -522, REFUSED,                       \
	  "the signature has unsigned attributes (RFC 5652 5.3)",              \
	  "strip them (time stamps, counter-signatures), or sign again")       \
	/* -6xx: the key's verdict, pkcs7/check.c */                           \
	X(CFSV_E_UNKNOWN_SIGNER, -601, REFUSED,                                \
	  "no trust anchor is the signer",                                     \
	  "'cfsv explain' shows who signed; if that is right, trust the "      \
	  "signer's certificate, else sign with a trusted key")                \
	X(CFSV_E_BAD_SIGNATURE, -602, REFUSED,                                 \
	  "the signature does not belong to these bytes and this key",         \
	  "the signed bytes or the signature were changed, or another key "    \
	  "signed: seal the image again")                                      \
	X(CFSV_E_KEY_TYPE, -603, REFUSED,                                      \
	  "the signer's key is of another type than the signature algorithm",  \
	  "the trusted certificate was made anew with another key, or the "    \
	  "signature was changed: sign again")                                 \
	X(CFSV_E_RSA_LENGTH, -604, REFUSED,                                    \
	  "the RSA signature is not exactly as long as the modulus "           \
	  "(RFC 8017 8.2.2)",                                                  \
	  "the signature was changed or is by another key: seal again")        \
	X(CFSV_E_ECDSA_RANGE, -605, REFUSED,                                   \
	  "r or s of the ECDSA signature is not in 1 to n-1 (FIPS 186-5 "      \
	  "6.4.2)",                                                            \
	  "this was made to attack a verifier: do not use it")                 \
	/* -7xx: files and the kernel, ports/ */                               \
	X(CFSV_E_IO, -701, UNCHECKED, "a system call failed",                  \
	  "see the system's reason in this message")                           \
	X(CFSV_E_NOT_FOUND, -702, UNCHECKED, "there is no such file",          \
	  "check the name")                                                    \
	X(CFSV_E_NOT_REGULAR, -703, UNCHECKED, "this is not a regular file",   \
	  "name the file itself")                                              \
	X(CFSV_E_SYMLINK, -704, UNCHECKED,                                     \
	  "this is a symbolic link, which could be changed meanwhile",         \
	  "name the file that it points to ('readlink -f')")                   \
	X(CFSV_E_FS_WITHOUT_VERITY, -705, UNCHECKED,                           \
	  "this file system has no fs-verity",                                 \
	  "use ext4, f2fs or btrfs (not tmpfs, xfs or an overlay)")            \
	X(CFSV_E_VERITY_OFF, -706, UNCHECKED,                                  \
	  "fs-verity is off: the kernel was built without it, or the file "    \
	  "system lacks its feature flag",                                     \
	  "CONFIG_FS_VERITY=y; for ext4: 'tune2fs -O verity DEVICE' (block "   \
	  "size must be the page size before Linux 6.3)")                      \
	X(CFSV_E_NOT_VERITY, -707, REFUSED, "the file is not verity-enabled",  \
	  "'cfsv deploy' or 'cfsv enable' enables it")                         \
	X(CFSV_E_BUSY_WRITER, -708, UNCHECKED,                                 \
	  "somebody has the file open for writing",                            \
	  "close it everywhere ('fuser -v FILE' shows who), then try again")   \
	X(CFSV_E_ALREADY_VERITY, -709, UNCHECKED,                              \
	  "the file is verity-enabled already",                                \
	  "it cannot be done twice; 'cfsv measure' shows its digest")          \
	X(CFSV_E_READ_ONLY_FS, -710, UNCHECKED,                                \
	  "the file system is mounted read-only",                              \
	  "remount it read-write, or verify without writing: 'cfsv verify'")   \
	X(CFSV_E_PERMISSION, -711, UNCHECKED, "permission denied",             \
	  "run as a user who may do this, often root; where root may not, "    \
	  "the folder may be immutable, as ostree's are (chattr -i)")          \
	X(CFSV_E_UNSIGNED_FORBIDDEN, -712, UNCHECKED,                          \
	  "fs.verity.require_signatures=1: this kernel forbids fs-verity "     \
	  "files without a built-in signature, so images cannot be deployed "  \
	  "this way",                                                          \
	  "'sysctl fs.verity.require_signatures=0': this design signs the "    \
	  "digest file, not the image")                                        \
	X(CFSV_E_ENABLE_PARAMETERS, -713, UNCHECKED,                           \
	  "the kernel refuses these fs-verity parameters",                     \
	  "the block size must not be above the file system's own (an ext4 "   \
	  "with 1K blocks cannot take 4096: mkfs.ext4 -b 4096), and before "   \
	  "Linux 6.3 must be the page size")                                   \
	X(CFSV_E_KERNEL_BAD_MESSAGE, -714, REFUSED,                            \
	  "the kernel says that the signature is not PKCS#7 that it can read", \
	  "'cfsv explain' shows what the signature is")                        \
	X(CFSV_E_KERNEL_REJECTED, -715, REFUSED,                               \
	  "the kernel says that the signature is wrong, or its key revoked",   \
	  "sign this file's own fs-verity digest ('fsverity sign')")           \
	X(CFSV_E_KERNEL_NO_KEY, -716, UNCHECKED,                               \
	  "the kernel's .fs-verity keyring is empty or lacks the signer's "    \
	  "key",                                                               \
	  "keyctl padd asymmetric '' %:.fs-verity < CERT.der")                 \
	X(CFSV_E_KERNEL_NO_CRYPTO, -717, UNCHECKED,                            \
	  "the kernel lacks the algorithm of the signature or of the hash",    \
	  "build it in (ECDSA: CONFIG_CRYPTO_ECDSA), or sign with RSA and "    \
	  "SHA-256")                                                           \
	X(CFSV_E_FOREIGN_VERITY, -718, UNCHECKED,                              \
	  "the file system answers for fs-verity itself; its word on a "       \
	  "digest "                                                            \
	  "proves nothing (FUSE, network)",                                    \
	  "use --measure=compute, or copy the image to ext4, f2fs or btrfs")   \
	X(CFSV_E_ENABLE_BUSY, -719, UNCHECKED,                                 \
	  "somebody else is enabling fs-verity on this file now",              \
	  "wait until that has ended, then try again")                         \
	X(CFSV_E_DEPLOYED_OTHER, -720, REFUSED,                                \
	  "another deployment has this name; it is never overwritten",         \
	  "use another name or folder, or remove the old one first")           \
	X(CFSV_E_SIGNER_FAILED, -721, UNCHECKED,                               \
	  "the openssl program did not make a signature",                      \
	  "see its own message above; check --key and --cert")                 \
	X(CFSV_E_SIGNER_MISMATCH, -722, UNCHECKED,                             \
	  "the new signature does not verify with the certificate",            \
	  "--key and --cert must belong together, and be of a supported kind") \
	X(CFSV_E_TRUST_EMPTY, -723, UNCHECKED,                                 \
	  "this holds no certificate and no public key",                       \
	  "give a PEM or DER certificate or public key, or a folder of them")  \
	X(CFSV_E_FILE_TOO_BIG, -724, UNCHECKED,                                \
	  "the file is larger than anything of its kind",                      \
	  "check that this is the file that was meant")                        \
	X(CFSV_E_NO_MEMORY, -725, UNCHECKED, "there is not enough memory",     \
	  "free some, then try again")                                         \
	X(CFSV_E_IMAGE_NAME, -726, UNCHECKED,                                  \
	  "an image's name must not end in .digest, .sig, .tbs or .cfsv-new: " \
	  "another image's files have such names",                             \
	  "give the image another name")                                       \
	X(CFSV_E_OUTPUT_IS_INPUT, -727, UNCHECKED,                             \
	  "the output file is the input file",                                 \
	  "give the output another name; nothing was written")                 \
	X(CFSV_E_KERNEL_NO_SIGNATURES, -728, UNCHECKED,                        \
	  "this kernel does not check built-in signatures: it would"           \
	  " store any bytes as one",                                           \
	  "CONFIG_FS_VERITY_BUILTIN_SIGNATURES=y, or verify without"           \
	  " the kernel: 'cfsv verify IMAGE --trust=FILE'")                     \
	X(CFSV_E_NOT_APPLIED, -729, REFUSED,                                   \
	  "the digest file is not under a built-in signature",                 \
	  "'cfsv apply IMAGE' puts it there, or verify without the "           \
	  "kernel: 'cfsv verify IMAGE --trust=FILE'")                          \
	X(CFSV_E_SIGNATURE_UNREADABLE, -730, UNCHECKED,                        \
	  "this kernel cannot read a built-in signature back on "              \
	  "this file system",                                                  \
	  "verify without the kernel: 'cfsv verify IMAGE "                     \
	  "--trust=FILE'")                                                     \
	X(CFSV_E_ANCHOR_BARE, -731, UNCHECKED,                                 \
	  "a bare public key cannot go into the .fs-verity keyring",           \
	  "the kernel's way needs certificates: give the signer's "            \
	  "certificate")                                                       \
	X(CFSV_E_KEYRING, -732, UNCHECKED,                                     \
	  "the kernel's .fs-verity keyring is not there, or takes "            \
	  "no key",                                                            \
	  "it takes certificates until it is sealed: 'keyctl show "            \
	  "%:.fs-verity'; or verify without the kernel")                       \
	X(CFSV_E_READ_ONLY_DEVICE, -733, UNCHECKED,                            \
	  "the device cannot be written",                                      \
	  "this needs no writing: 'cfsv verify IMAGE --trust=FILE'")           \
	X(CFSV_E_KERNEL_OLD, -734, UNCHECKED,                                  \
	  "the kernel is too old to mount this safely; nothing was "           \
	  "mounted",                                                           \
	  "Linux 6.6 or newer is needed, for overlayfs with "                  \
	  "verity=require")                                                    \
	X(CFSV_E_NO_FILE_SYSTEM, -735, UNCHECKED,                              \
	  "the kernel has no EROFS or no overlayfs; nothing was "              \
	  "mounted",                                                           \
	  "CONFIG_EROFS_FS and CONFIG_OVERLAY_FS, or load the "                \
	  "modules erofs and overlay")                                         \
	X(CFSV_E_MOUNT, -736, UNCHECKED,                                       \
	  "the kernel did not mount this; nothing was mounted",                \
	  "see the kernel's own reason in dmesg")                              \
	X(CFSV_E_OBJECT, -737, REFUSED,                                        \
	  "a file cannot be read as it was signed: it is missing, "            \
	  "or its object is missing, was changed or is not verity-"            \
	  "enabled",                                                           \
	  "see the kernel's reason in dmesg; bring the object store"           \
	  " back: 'cfsv enable --recursive OBJECTS'")                          \
	X(CFSV_E_CONFIG, -738, UNCHECKED, "the configuration is wrong",        \
	  "cfsv.conf(5) has the keys and their values")                        \
	X(CFSV_E_ROOT_DEVICE, -739, UNCHECKED,                                 \
	  "the root device did not appear",                                    \
	  "check root and module in cfsv.conf, and the cables; "               \
	  "raise timeout for slow devices")                                    \
	X(CFSV_E_MODULE, -740, UNCHECKED, "a kernel module was not loaded",    \
	  "it must be of this kernel, and stand after those that it"           \
	  " needs; where the kernel cannot unpack it, put it in "              \
	  "unpacked")                                                          \
	X(CFSV_E_COMMAND_LINE, -741, REFUSED,                                  \
	  "a word of the kernel command line is malformed or would "           \
	  "weaken what is required",                                           \
	  "a pin is 64 or 128 lower-case hex digits; no other cfsv."           \
	  " word than cfsv.image= is known")                                   \
	/* -801 to -829: ports/uefi/ */                                        \
	X(CFSV_E_UEFI_CALL, -801, UNCHECKED, "a call of the firmware failed",  \
	  "see the firmware's status in this message")                         \
	X(CFSV_E_UEFI_VOLUME, -802, UNCHECKED,                                 \
	  "cfsv.efi does not know from which file it was started",             \
	  "start it from a file system that the firmware reads, not from "     \
	  "the network or from memory")                                        \
	X(CFSV_E_UEFI_CONFIG, -803, UNCHECKED, "cfsv.conf is wrong",           \
	  "cfsv.efi(8) has the keys and their values")                         \
	X(CFSV_E_UEFI_LOAD, -804, UNCHECKED,                                   \
	  "the firmware cannot load this as an EFI program",                   \
	  "give a UKI or another PE/COFF program for this machine")            \
	X(CFSV_E_UEFI_SECURE_BOOT, -805, REFUSED,                              \
	  "the firmware itself refuses this: Secure Boot does not allow it",   \
	  "sign the payload with a key that is in db ('sbsign'), or put its "  \
	  "key into db; it must not be in dbx")                                \
	/* -830 to -839: ports/uboot/ */                                       \
	X(CFSV_E_UBOOT_DEVICE, -830, UNCHECKED,                                \
	  "U-Boot finds no such device or partition, or no file system on it " \
	  "that it can read",                                                  \
	  "'part list' and 'ls' show what is there; U-Boot's CONFIG_FS_ "      \
	  "options say which file systems it reads")                           \
	X(CFSV_E_UBOOT_MEMORY, -831, UNCHECKED,                                \
	  "the image does not fit there: it would overwrite memory that is "   \
	  "in use or reserved, or leave the RAM",                              \
	  "'bdinfo' shows what is free; give another address, or make the "    \
	  "image smaller")                                                     \
	X(CFSV_E_UBOOT_VARIABLE, -832, UNCHECKED,                              \
	  "U-Boot does not let fileaddr or filesize be set",                   \
	  "the environment's .flags must not make them read-only")             \
	X(CFSV_E_UBOOT_READ, -833, UNCHECKED,                                  \
	  "U-Boot could not read all of the file",                             \
	  "see U-Boot's own message above; the storage may be failing")

/* What kind of failure a code is; see ERRORS above. */
enum cfsv_class { CFSV_CLASS_OK, CFSV_CLASS_REFUSED, CFSV_CLASS_UNCHECKED };

#define CFSV_ERROR_ENUM(name, number, class, what, mend) name = number,
enum cfsv_err { CFSV_ERRORS(CFSV_ERROR_ENUM) CFSV_OK = 0 };
#undef CFSV_ERROR_ENUM

#ifndef CFSV_NO_MESSAGES
/**
 * cfsv_strerror() - what was found, in English, without a full stop
 * cfsv_mend() - what to do about it
 * cfsv_error_name() - the code's name, such as "CFSV_E_SIG_EMPTY"
 * cfsv_error_class() - refused, or not checked
 * @err: any value
 *
 * Return: static text, never NULL; for a number that is no code of ours
 * "unknown error" and class UNCHECKED.
 */
const char *cfsv_strerror(enum cfsv_err err);
const char *cfsv_mend(enum cfsv_err err);
const char *cfsv_error_name(enum cfsv_err err);
enum cfsv_class cfsv_error_class(enum cfsv_err err);
#endif /* CFSV_NO_MESSAGES */

/*
 * DIGESTS
 */

/*
 * Hash algorithms. 1 and 2 are fs-verity's own numbers (fsverity.rst);
 * SHA-384 occurs only as the digest of a signature.
 */
#ifdef CFSV_NO_SHA512
enum cfsv_hash { CFSV_SHA256 = 1 };
#define CFSV_DIGEST_MAX 32
#else
enum cfsv_hash { CFSV_SHA256 = 1, CFSV_SHA512 = 2, CFSV_SHA384 = 3 };
#define CFSV_DIGEST_MAX 64
#endif
#define CFSV_SALT_MAX 32
#define CFSV_DESCRIPTOR_SIZE 256
#define CFSV_FORMATTED_MAX (12 + CFSV_DIGEST_MAX)
#define CFSV_DIGEST_TEXT_MAX (7 + 2 * CFSV_DIGEST_MAX + 1)
#define CFSV_LEVELS_MAX 8
#define CFSV_FILE_SIZE_MAX 0x7fffffffffffffffu
#define CFSV_SIZE_UNKNOWN UINT64_MAX

/**
 * struct cfsv_digest - an fs-verity digest and its algorithm
 * @hash: CFSV_SHA256 or CFSV_SHA512
 * @size: 32 or 64, as @hash demands; anything else is CFSV_E_ARGUMENT
 * @bytes: the first @size bytes count
 */
struct cfsv_digest {
	uint32_t hash;
	uint32_t size;
	uint8_t bytes[CFSV_DIGEST_MAX];
};

/**
 * struct cfsv_params - fs-verity parameters; zero this, then fill in
 * @hash: CFSV_SHA256 (default) or CFSV_SHA512
 * @block_size: a power of two, 1024 to 65536; default 4096
 * @salt_size: 0 (default) to 32
 * @salt: the first @salt_size bytes count
 */
struct cfsv_params {
	uint32_t hash;
#ifndef CFSV_ONLY_COMPOSEFS
	uint32_t block_size;
	uint32_t salt_size;
	uint8_t salt[CFSV_SALT_MAX];
#endif
};

/**
 * cfsv_sha256_blocks - hash many messages of equal length at once
 * @state: hash state after what all messages begin with (8 words), or the
 *	initial value (FIPS 180-4 5.3.3)
 * @before: how many bytes @state has already taken in: 0 or 64
 * @in: @n messages of @len bytes, one after the other
 * @len: a multiple of 64; a block of 1024 to 65536 bytes, or a descriptor
 * @n: how many; 0 does nothing
 * @out: @n digests of 32 bytes, one after the other; does not overlap @in
 *
 * An implementation is a value, one for each instruction set. All give the
 * same digests. Their code is compiled for the CPUs that have it, whatever the
 * flags are, and must run on no other: cfsv_sha256_fastest() chooses.
 *
 *	cfsv_sha256_portable	  plain C; the default. -DCFSV_SHA256_SMALL
 *				  makes it small rather than fast
 *	cfsv_sha256_shani	  x86-64 with SHA and SSE4.1: three at once
 *	cfsv_sha256_avx2	  x86-64 with AVX2: eight at once
 *	cfsv_sha256_avx512	  x86-64 with AVX-512F and BW: 16 at once
 *	cfsv_sha256_avx512_shani  the same; SHA for what leaves lanes empty
 *	cfsv_sha256_armv8	  arm64 with SHA2: two at once
 *
 * They use the vector registers. With -DCFSV_SHA256_ONLY_PORTABLE the others
 * are neither compiled nor declared: for firmware that has these registers
 * off, and for compilers other than gcc and clang.
 */
typedef void cfsv_sha256_blocks(const uint32_t state[8], uint64_t before,
				const uint8_t *in, size_t len, size_t n,
				uint8_t *out);
cfsv_sha256_blocks cfsv_sha256_portable;

#if defined(__x86_64__) && defined(__GNUC__) &&                                \
	!defined(CFSV_SHA256_ONLY_PORTABLE)
#define CFSV_SHA256_X86_64
cfsv_sha256_blocks cfsv_sha256_shani;
cfsv_sha256_blocks cfsv_sha256_avx2;
cfsv_sha256_blocks cfsv_sha256_avx512;
cfsv_sha256_blocks cfsv_sha256_avx512_shani;

/**
 * cfsv_cpu_x86() - what this CPU and its operating system support, by CPUID
 * and XGETBV
 *
 * Ask once: where a hypervisor takes the question it costs some microseconds.
 * Return: CFSV_CPU_* bits.
 */
uint32_t cfsv_cpu_x86(void);
#endif

#if defined(__AARCH64EL__) && defined(__GNUC__) &&                             \
	!defined(CFSV_SHA256_ONLY_PORTABLE)
#define CFSV_SHA256_ARM64
cfsv_sha256_blocks cfsv_sha256_armv8;
#endif

#define CFSV_CPU_SHANI 1u
#define CFSV_CPU_AVX2 2u
#define CFSV_CPU_AVX512 4u
#define CFSV_CPU_ARMV8_SHA2 8u

/**
 * cfsv_sha256_fastest() - the implementation to pass
 * @cpu: CFSV_CPU_* bits, from cfsv_cpu_x86(); on arm64 from the port, since
 *	only an operating system may ask (Linux: HWCAP_SHA2). Bits of other
 *	architectures are passed over.
 *
 * Return: never NULL.
 */
cfsv_sha256_blocks *cfsv_sha256_fastest(uint32_t cpu);

#ifndef CFSV_ONLY_COMPOSEFS
/**
 * cfsv_tree_sink - take one finished block of the Merkle tree
 * @arg: the caller's
 * @level: 0 for the blocks that hold hashes of data, the root block's highest
 * @index: the block's number within its level, from 0
 * @block: block_size bytes, valid during the call
 *
 * Within a level, blocks come in order. cfsv_tree_layout() tells where each
 * stands in a tree that is stored the kernel's way (root level first).
 * Return: CFSV_OK, or a code that ends the computation and is its result.
 */
typedef enum cfsv_err cfsv_tree_sink(void *arg, uint32_t level, uint64_t index,
				     const uint8_t *block, size_t block_size);
#endif

/* Memory for a tree over a file of any size; see cfsv_tree_init(). */
#define CFSV_TREE_MEMORY(block_size) ((size_t)(block_size)*9)

/**
 * struct cfsv_tree - an fs-verity digest being computed
 *
 * All fields are private but @sink and @sink_arg, which may be set between
 * cfsv_tree_init() and the first cfsv_tree_update().
 */
struct cfsv_tree {
#ifndef CFSV_ONLY_COMPOSEFS
	cfsv_tree_sink *sink;
	void *sink_arg;
	uint64_t given[CFSV_LEVELS_MAX + 1]; /* blocks to the sink, by area */
	uint32_t block_log2;
	uint32_t before;
	uint32_t mid256[8];
#endif
#ifndef CFSV_NO_SHA512
	uint64_t mid512[8];
#endif
	struct cfsv_params params;
	enum cfsv_err err; /* the first failure; it stays */
	cfsv_sha256_blocks *sha256;
	uint32_t digest_size;
	uint32_t levels; /* hash levels that have an area of memory */
	uint32_t height; /* the highest area that took a hash */
	uint8_t *memory;
	size_t area; /* size of each, in whole blocks */
	size_t root; /* where in memory the area of the last hashes is */
	uint64_t size;
	uint32_t ended; /* by a last block that was not whole */
	size_t fill[CFSV_LEVELS_MAX + 2]; /* bytes that wait, by area */
};

/**
 * cfsv_tree_init() - begin an fs-verity digest
 * @t: filled in
 * @params: NULL for the defaults (SHA-256, 4096-byte blocks, no salt)
 * @sha256: how to hash many blocks; NULL for the portable way
 * @memory: scratch, the caller's until cfsv_tree_final()
 * @memory_len: CFSV_TREE_MEMORY(block size) suits any file. With n blocks
 *	less, files up to hashes-per-block^(n-1) blocks fit (3 blocks of 4096:
 *	64 MiB), at least 2. More memory hashes more tree blocks at once.
 *
 * Return: CFSV_OK, CFSV_E_HASH_ALGORITHM, CFSV_E_BLOCK_SIZE,
 * CFSV_E_SALT_SIZE or CFSV_E_TREE_MEMORY. After an error the tree refuses
 * all further calls with the same error. Source: fsverity.rst, "File digest
 * computation".
 */
enum cfsv_err cfsv_tree_init(struct cfsv_tree *t,
			     const struct cfsv_params *params,
			     cfsv_sha256_blocks *sha256, uint8_t *memory,
			     size_t memory_len);

/**
 * cfsv_tree_update() - add the file's next bytes, in chunks of any length
 *
 * Chunks of many whole blocks at block boundaries are hashed in place.
 * Return: CFSV_OK, CFSV_E_FILE_TOO_LARGE, CFSV_E_TREE_MEMORY, the sink's
 * error, or the error of an earlier call.
 */
enum cfsv_err cfsv_tree_update(struct cfsv_tree *t, const uint8_t *data,
			       size_t len);

/**
 * cfsv_tree_hash() - hash whole data blocks, without adding them to the tree
 * @t: begun with CFSV_OK; not changed: several threads may hash for one tree
 * @in: @n blocks; the file's last one filled up with zeros
 * @out: @n hashes of 32 or 64 bytes, one after the other
 *
 * cfsv_tree_add() - add the file's next blocks by these hashes, in order
 * @bytes: of the file: @n blocks, of which the file's last one may be shorter;
 *	nothing can be added after such a one
 *
 * Both together do what cfsv_tree_update() does with these bytes; it may be
 * called in between at block boundaries.
 * Return: as cfsv_tree_update(); CFSV_E_ARGUMENT if @n and @bytes do not fit,
 * or if an earlier call left an unfinished block.
 */
void cfsv_tree_hash(const struct cfsv_tree *t, const uint8_t *in, size_t n,
		    uint8_t *out);
enum cfsv_err cfsv_tree_add(struct cfsv_tree *t, const uint8_t *hashes,
			    size_t n, size_t bytes);

/* For cfsv_small_files(). */
#define CFSV_SMALL_MEMORY(blocks, files)                                       \
	((size_t)(blocks)*CFSV_DIGEST_MAX +                                    \
	 (size_t)(files) * (CFSV_DESCRIPTOR_SIZE + CFSV_DIGEST_MAX))

/**
 * cfsv_small_files() - fs-verity digests of many small files at once
 * @t: as for cfsv_tree_hash(); its sink is not called
 * @data: the blocks of all files, one file after the other, each file's last
 *	block filled up with zeros; overwritten
 * @sizes: of each file: 0 to as many blocks as a block holds hashes (4096 and
 *	SHA-256: 512 KiB), else CFSV_E_ARGUMENT
 * @memory: scratch, CFSV_SMALL_MEMORY(all blocks, @n) bytes
 * @out: @n digests
 *
 * A hash function for many messages is at its best only with many: here the
 * blocks of all files, then their root blocks, then their descriptors.
 */
enum cfsv_err cfsv_small_files(const struct cfsv_tree *t, uint8_t *data,
			       const size_t *sizes, size_t n, uint8_t *memory,
			       struct cfsv_digest *out);

/**
 * cfsv_tree_final() - end of file: the digest
 * @out: the fs-verity digest (SHA of the descriptor)
 * @descriptor: NULL, or where the 256-byte descriptor goes
 *
 * The tree is finished then: further calls return CFSV_E_ARGUMENT.
 * Return: as cfsv_tree_update().
 */
enum cfsv_err cfsv_tree_final(struct cfsv_tree *t, struct cfsv_digest *out,
			      uint8_t *descriptor);

/**
 * struct cfsv_tree_layout - a Merkle tree stored the kernel's way
 * @levels: 0 for files of at most one block
 * @blocks: tree blocks of each level, 0 being the one next to the data
 * @start: byte offset of each level; the root level is at 0
 * @size: of the whole tree
 */
struct cfsv_tree_layout {
	uint32_t levels;
	uint64_t blocks[CFSV_LEVELS_MAX];
	uint64_t start[CFSV_LEVELS_MAX];
	uint64_t size;
};

/**
 * cfsv_tree_layout() - where each level of a file's Merkle tree stands
 * @size: the file's size, 0 to 2^63-1
 *
 * Return: CFSV_OK, a parameter error as cfsv_tree_init(), or
 * CFSV_E_FILE_TOO_LARGE.
 */
enum cfsv_err cfsv_tree_layout(struct cfsv_tree_layout *out,
			       const struct cfsv_params *params, uint64_t size);

/**
 * cfsv_read - read from the image (the caller provides this)
 * @arg: the caller's
 * @offset: in bytes from the image's start
 * @buf: where to
 * @want: at most this many, at least 1
 * @got: how many; fewer than @want is fine, 0 means the end of the image
 *
 * Return: CFSV_OK, or a code from -200 to -999, which ends the call with that
 * code; any other value, such as an errno, ends it with CFSV_E_READ.
 */
typedef enum cfsv_err cfsv_read(void *arg, uint64_t offset, uint8_t *buf,
				size_t want, size_t *got);

/**
 * struct cfsv_source - where an image comes from
 * @read: see cfsv_read
 * @arg: handed to @read
 * @size: exact size, or CFSV_SIZE_UNKNOWN to read up to the end
 */
struct cfsv_source {
	cfsv_read *read;
	void *arg;
	uint64_t size;
};

/**
 * cfsv_measure() - fs-verity digest of all that a source holds
 * @t: from cfsv_tree_init()
 * @source: read once, in order
 * @buf: for reading; a multiple of the block size saves a copy
 * @buf_len: at least 1
 *
 * Return: as cfsv_tree_final(); CFSV_E_READ, CFSV_E_READ_OVERRUN, or the
 * callback's own code; CFSV_E_SHRANK or CFSV_E_GREW where the source does not
 * end exactly at its size.
 */
enum cfsv_err cfsv_measure(struct cfsv_tree *t,
			   const struct cfsv_source *source, uint8_t *buf,
			   size_t buf_len, struct cfsv_digest *out,
			   uint8_t *descriptor);

/**
 * cfsv_format_digest() - the bytes that a signature covers
 * @out: "FSVerity", le16 algorithm, le16 size, digest: 44 or 76 bytes
 * @out_len: how many
 *
 * Return: CFSV_OK, or CFSV_E_ARGUMENT for a digest that is not well formed.
 * Source: struct fsverity_formatted_digest, fsverity.rst.
 */
enum cfsv_err cfsv_format_digest(uint8_t out[CFSV_FORMATTED_MAX],
				 size_t *out_len,
				 const struct cfsv_digest *digest);

/**
 * cfsv_digest_file_digest() - what the signature of a pair covers
 * @digest_file: 32 or 64 bytes
 * @out: fs-verity digest of these bytes as a file (SHA-256, 4096, no salt)
 *
 * Return: CFSV_OK, CFSV_E_NO_DIGEST, CFSV_E_DIGEST_FILE_LENGTH.
 */
enum cfsv_err cfsv_digest_file_digest(struct cfsv_digest *out,
				      const uint8_t *digest_file, size_t len);

/**
 * cfsv_digest_from_text() - read "sha256:<64 hex>" or "sha512:<128 hex>"
 * @text: need not end in a zero byte
 * @len: all of it must be the digest; lower-case digits only
 *
 * cfsv_digest_to_text() - write it, with a zero byte at the end
 *
 * Return: CFSV_OK; CFSV_E_DIGEST_TEXT; CFSV_E_ARGUMENT.
 */
enum cfsv_err cfsv_digest_from_text(struct cfsv_digest *out, const char *text,
				    size_t len);
enum cfsv_err cfsv_digest_to_text(char out[CFSV_DIGEST_TEXT_MAX],
				  const struct cfsv_digest *digest);

/*
 * VERDICTS BY A KNOWN DIGEST
 */

/**
 * struct cfsv_report - what was found on the way to a verdict
 * @anchor: on CFSV_OK from a signature: index of the anchor that vouched
 * @at: after -3xx and -5xx: the offset in the signature file
 * @expected: what the digest file says; @expected.size is 0 until vouched for
 * @measured: what the image is; @measured.size is 0 until measured
 */
struct cfsv_report {
	size_t anchor;
	uint32_t at;
	struct cfsv_digest expected;
	struct cfsv_digest measured;
};

/**
 * cfsv_compare() - the second half: is it the digest that was expected?
 *
 * Return: CFSV_OK, CFSV_E_IMAGE_ALGORITHM, CFSV_E_IMAGE_DIFFERS, or
 * CFSV_E_ARGUMENT for a digest that is not well formed.
 */
enum cfsv_err cfsv_compare(const struct cfsv_digest *expected,
			   const struct cfsv_digest *measured);

/* Scratch for the two functions below: 12 blocks of 4096 bytes. */
struct cfsv_work {
	struct cfsv_tree tree;
	uint8_t memory[CFSV_TREE_MEMORY(4096)];
	uint8_t buf[3 * 4096];
};

/**
 * cfsv_verify_pinned() - the same with a digest that the caller knows
 * @expected: 32- or 64-byte digest; 4096-byte blocks, no salt
 * @sha256: as in struct cfsv_trust
 * @report: zeroed first; @expected may point into it
 *
 * Return: as cfsv_measure() and cfsv_compare().
 */
enum cfsv_err cfsv_verify_pinned(const struct cfsv_digest *expected,
				 cfsv_sha256_blocks *sha256,
				 const struct cfsv_source *image,
				 struct cfsv_work *work,
				 struct cfsv_report *report);

/*
 * VERIFIED READING
 *
 * A verdict holds for the bytes that were read for it. Where the image is then
 * read again, from flash or a disk that another party may control, its answers
 * may be different ones: the disk of the second reading need not be honest
 * because it was at the first. A reader has no such gap, and needs no first
 * reading of the whole image either: every block is checked in the caller's
 * memory, on its way from the storage, and handed on from there.
 *
 * Besides the image two files are stored, which are as little trusted as it:
 * its descriptor and its Merkle tree. This makes them:
 *
 *	cfsv digest --out-descriptor=IMAGE.descriptor
 *		--out-merkle-tree=IMAGE.tree IMAGE
 *
 * The trusted digest says what the descriptor must be, the descriptor's root
 * hash what the tree's root block must be, and so on, down to the image:
 *
 *	static struct cfsv_slot slots[8];
 *	static uint8_t blocks[8 * 4096];
 *	struct cfsv_cache cache = { slots, 8, blocks, sizeof(blocks) };
 *	struct cfsv_reader reader;
 *
 *	err = cfsv_verify_pair(&trust, &pair, &report);
 *	if (err == CFSV_OK)
 *		err = cfsv_reader_init(&reader, &report.expected, descriptor,
 *				       &data, &tree, NULL, &cache);
 *	if (err == CFSV_OK)
 *		err = cfsv_reader_read(&reader, offset, buf, len, &got);
 */

/* One block of a reader's cache: all private. */
struct cfsv_slot {
	uint64_t index;
	uint64_t used; /* when last; 0: the slot is empty */
	uint32_t height;
};

/**
 * struct cfsv_cache - memory for a reader's blocks
 * @slots: need not be zeroed
 * @count: how many; at least 1. With one more than the tree has levels, tree
 *	blocks begin to be read once for many reads.
 * @memory: a block of the file's block size for each slot: what is not there
 *	leaves slots unused. Blocks are read, checked and kept in it, so nobody
 *	else may be able to write there.
 * @size: of @memory
 */
struct cfsv_cache {
	struct cfsv_slot *slots;
	size_t count;
	uint8_t *memory;
	size_t size;
};

/**
 * struct cfsv_reader - an image that is verified as it is read
 * @size: of the image, after CFSV_OK of cfsv_reader_init(); all else is private
 */
struct cfsv_reader {
	uint64_t size;
	uint64_t clock; /* blocks that were used */
	enum cfsv_err err;
	uint32_t shift; /* log2 of the block size */
	uint32_t fan;	/* log2 of the hashes in a block */
	struct cfsv_cache cache;
	struct cfsv_source data;
	struct cfsv_source tree;
	uint8_t root[CFSV_DIGEST_MAX];
	struct cfsv_tree hasher; /* nothing is added to it */
	struct cfsv_tree_layout layout;
};

/**
 * cfsv_reader_init() - begin verified reading
 * @trusted: what the image must be: @expected of a report after CFSV_OK, or a
 *	digest that the caller knows
 * @descriptor: 256 bytes; not needed any more after the call
 * @data: the image; read in blocks, in any order and more than once. The size
 *	is the descriptor's alone: @data->size and @tree->size are not looked
 *	at, and nothing is read after the image's end
 * @tree: the stored Merkle tree, root level first; not read for a file of at
 *	most one block
 * @sha256: how to hash a block, one at a time; NULL for the portable way
 * @cache: stays the reader's as long as it is used
 *
 * The descriptor must hash to @trusted, and be the only one for its fields:
 * version 1, @trusted's algorithm, block size, salt and file size within what
 * is documented for struct cfsv_params and cfsv_tree_layout(), no signature
 * size, the root hash of an empty file, and all that is unused, zero. Nothing
 * is read from @data or @tree here.
 *
 * Return: CFSV_OK; CFSV_E_DESCRIPTOR_DIFFERS, and after it CFSV_E_DESCRIPTOR,
 * CFSV_E_BLOCK_SIZE, CFSV_E_SALT_SIZE or CFSV_E_FILE_TOO_LARGE for a
 * descriptor that is not supported; CFSV_E_CACHE_SIZE; CFSV_E_ARGUMENT, also
 * for a digest that is not well formed. After an error all reads fail with the
 * same error. Source: fsverity.rst, "Merkle tree" and "File digest
 * computation".
 */
enum cfsv_err cfsv_reader_init(struct cfsv_reader *r,
			       const struct cfsv_digest *trusted,
			       const uint8_t descriptor[CFSV_DESCRIPTOR_SIZE],
			       const struct cfsv_source *data,
			       const struct cfsv_source *tree,
			       cfsv_sha256_blocks *sha256,
			       const struct cfsv_cache *cache);

/**
 * cfsv_reader_read() - read from the image what was verified
 * @offset: any; nothing is to be read from the image's end on
 * @buf: never holds a byte that was not verified
 * @len: any; 0 does nothing
 * @got: how many bytes of @buf were written, on an error too; after CFSV_OK
 *	fewer than @len only where the image ends
 *
 * On an error the first @got bytes are the image's, those before the block
 * that failed, and the rest of @buf is as it was. The block that failed is
 * not kept: the next read of it asks the storage again.
 *
 * A block that is not in the cache costs one read of it and one hash, and so
 * does each tree block above it, up to the first that is in the cache. What is
 * given up is the block that was used longest ago, where a block of the tree
 * counts as used 64 blocks later than one a level below it: the cost for
 * caches of several sizes stands in tests/README.md, "Verified reading".
 *
 * Return: CFSV_OK; CFSV_E_STORED_DATA, CFSV_E_STORED_TREE, CFSV_E_STORED_SHORT
 * (refused); CFSV_E_READ, CFSV_E_READ_OVERRUN, or the callback's own code; the
 * error of cfsv_reader_init().
 */
enum cfsv_err cfsv_reader_read(struct cfsv_reader *r, uint64_t offset,
			       uint8_t *buf, size_t len, size_t *got);

#ifndef CFSV_NO_PKCS7

/*
 * SIGNATURES AND TRUST ANCHORS
 */

#define CFSV_SIGNATURE_MAX 16128
#define CFSV_ANCHOR_MAX 65536
#define CFSV_SERIAL_MAX 21
#define CFSV_KEY_ID_MAX 127 /* Linux reads a longer one wrongly */

/* Bytes off to end-1 of the buffer that a structure refers to. */
struct cfsv_span {
	uint32_t off;
	uint32_t end;
};

/* 0 is that of an anchor which was not loaded. */
enum cfsv_key_kind {
	CFSV_KEY_RSA = 1,
	CFSV_KEY_P256,
	CFSV_KEY_P384,
	CFSV_KEY_P521
};

/**
 * struct cfsv_crypto - public-key arithmetic, as a value
 *
 * cfsv_bearssl is the one that comes with cfsv. Another (hardware, the
 * firmware's own) can be passed instead; a linker that drops unused sections
 * then leaves out BearSSL's code for public keys. All inputs were checked for
 * form, and whoever calls these functions otherwise must do that: sizes fit the
 * key kind, the modulus is odd, 0 < r, s < n. All numbers are big endian.
 *
 * @rsa_public: replace x by x^e mod n; x and n have @len bytes. CFSV_OK, or
 *	CFSV_E_BAD_SIGNATURE if x >= n.
 * @ecdsa_verify: @point is 04 || X || Y; @rs is r || s, each as long as n.
 *	@hash is longer or shorter than n as it comes: the leftmost bits count
 *	(FIPS 186-5 6.4.2). CFSV_OK or CFSV_E_BAD_SIGNATURE.
 * @ec_point: is @point on its curve? CFSV_OK or CFSV_E_EC_OFF_CURVE.
 */
struct cfsv_crypto {
#ifndef CFSV_NO_RSA
	enum cfsv_err (*rsa_public)(uint8_t *x, const uint8_t *n, size_t len,
				    const uint8_t *e, size_t e_len);
#endif
#ifndef CFSV_NO_ECDSA
	enum cfsv_err (*ecdsa_verify)(enum cfsv_key_kind kind,
				      const uint8_t *point, size_t point_len,
				      const uint8_t *hash, size_t hash_len,
				      const uint8_t *rs, size_t rs_len);
	enum cfsv_err (*ec_point)(enum cfsv_key_kind kind, const uint8_t *point,
				  size_t point_len);
#endif
};
extern const struct cfsv_crypto cfsv_bearssl;

/**
 * struct cfsv_anchor - a key that the caller trusts; refers to @der
 * @der: the certificate or public key, the caller's
 * @at: after an error of cfsv_anchor_load(): the offset of what it refused
 * @kind: enum cfsv_key_kind
 * @named: 1 for a certificate; 0 for a bare key, which is tried for any signer
 * @issuer: Name, its header included
 * @serial: contents of the INTEGER
 * @key_id: subjectKeyIdentifier; empty if there is none
 * @key: RSA: the modulus without leading zero; ECDSA: 04 || X || Y
 * @exponent: RSA: the public exponent
 */
struct cfsv_anchor {
	const uint8_t *der;
	uint32_t len;
	uint32_t at;
	uint32_t kind;
	uint32_t named;
	struct cfsv_span issuer;
	struct cfsv_span serial;
	struct cfsv_span key_id;
	struct cfsv_span key;
	struct cfsv_span exponent;
};

/**
 * cfsv_anchor_load() - read a DER certificate or public key (SPKI)
 * @a: filled in; after an error only @a->at is of use
 * @der: stays the caller's, and must stay as long as @a is used
 * @len: 1 to 65536
 *
 * Accepts RSA of 2048, 3072 or 4096 bits with an odd exponent of at least
 * 65537, and uncompressed points on P-256, P-384 or P-521 by named curve.
 * PEM is not read here. Elements may stand in each other 24 deep. A
 * subjectKeyIdentifier has 1 to 127 bytes: Linux would find a signer of a
 * longer one under another name. Not judged: see WHAT IS NOT CHECKED. Return:
 * CFSV_OK, -3xx or -4xx. Source: RFC 5280, RFC 3279, RFC 5480.
 */
enum cfsv_err cfsv_anchor_load(struct cfsv_anchor *a,
			       const struct cfsv_crypto *crypto,
			       const uint8_t *der, size_t len);

/**
 * struct cfsv_signature - what a signature file says; refers to @der
 *
 * Fields are filled in in this order as the file is read, so after an error
 * those before the refusal are valid and the rest are zero; a version that was
 * refused may stand there.
 *
 * @der: the signature file, the caller's
 * @at: after an error: the offset of the element that was refused
 * @version: of SignedData
 * @digest: enum cfsv_hash, 0 if not read yet
 * @signer_version: 1 (issuer and serial) or 3 (key identifier)
 * @issuer: Name, its header included; empty with a key identifier
 * @serial: contents of the INTEGER
 * @key_id: key identifier; empty with issuer and serial
 * @ecdsa: 1 ECDSA, 0 RSA; @value is not empty if this was read
 * @value: contents of the OCTET STRING that is the signature proper
 * @r: ECDSA: without leading zero
 * @s: ECDSA: without leading zero
 */
struct cfsv_signature {
	const uint8_t *der;
	uint32_t len;
	uint32_t at;
	uint32_t version;
	uint32_t digest;
	uint32_t signer_version;
	uint32_t ecdsa;
	struct cfsv_span issuer;
	struct cfsv_span serial;
	struct cfsv_span key_id;
	struct cfsv_span value;
	struct cfsv_span r;
	struct cfsv_span s;
};

/**
 * cfsv_signature_parse() - read a signature file; no key is involved
 * @s: filled in, on error too as far as it was read
 * @len: at most 16128
 *
 * Accepts exactly this, in DER, with nothing around it:
 *
 *   ContentInfo { signedData, [0] SignedData }
 *   SignedData  { version 1 or 3, { one digest algorithm }, { data },
 *                 { one SignerInfo } }
 *   SignerInfo  { version, signer, the same digest algorithm,
 *                 signature algorithm, OCTET STRING }
 *
 *   digest      SHA-256, SHA-384, SHA-512; parameters NULL or absent, the
 *               same in both places
 *   signer      issuer and serial number (versions 1 and 1), or [0] key
 *               identifier (versions 3 and 3)
 *   signature   rsaEncryption with NULL, or ecdsa-with-SHA256/384/512 without
 *               parameters, of the same hash as the digest
 *
 * so no certificates, no revocation lists, no attributes, no embedded content;
 * elements in each other, also those of the issuer's name, are at most 24 deep.
 * 'fsverity sign', and 'openssl smime -sign -binary -noattr -nocerts -md
 * sha256 -outform DER' or the same with cms, write this.
 *
 * Return: CFSV_OK, -3xx or -5xx; CFSV_E_NO_SIGNATURE if @der is NULL.
 * Source: RFC 2315 9, RFC 5652 5, RFC 5754.
 */
enum cfsv_err cfsv_signature_parse(struct cfsv_signature *s, const uint8_t *der,
				   size_t len);

/**
 * struct cfsv_trust - who is trusted, and with which arithmetic
 * @anchors: all that match the signer are tried, in this order
 * @count: at least 1
 * @crypto: &cfsv_bearssl, or your own
 * @sha256: how to hash many blocks; NULL for the portable way
 */
struct cfsv_trust {
	const struct cfsv_anchor *anchors;
	size_t count;
	const struct cfsv_crypto *crypto;
	cfsv_sha256_blocks *sha256;
};

/**
 * cfsv_verify_message() - was this message signed by one of these keys?
 * @message: any bytes; NULL only if @message_len is 0
 * @report: @report->anchor and @report->at are set
 *
 * Return: CFSV_OK: one anchor vouches. CFSV_E_UNKNOWN_SIGNER: none has the
 * signer's name. CFSV_E_BAD_SIGNATURE, CFSV_E_KEY_TYPE, CFSV_E_RSA_LENGTH,
 * CFSV_E_ECDSA_RANGE: at least one has the name, but none vouches. Errors of
 * cfsv_signature_parse(). CFSV_E_NO_ANCHOR, CFSV_E_ARGUMENT.
 */
enum cfsv_err cfsv_verify_message(const struct cfsv_trust *trust,
				  const uint8_t *sig, size_t sig_len,
				  const uint8_t *message, size_t message_len,
				  struct cfsv_report *report);

/**
 * cfsv_verify_digest() - was this fs-verity digest signed, as 'fsverity sign'
 * does? The message is the formatted digest. Return: as cfsv_verify_message().
 */
enum cfsv_err cfsv_verify_digest(const struct cfsv_trust *trust,
				 const uint8_t *sig, size_t sig_len,
				 const struct cfsv_digest *digest,
				 struct cfsv_report *report);

/*
 * THE STORY: VERDICTS BY A SIGNED PAIR
 */

/**
 * struct cfsv_pair - the signed pair, in memory
 * @digest_file: contents of IMAGE.digest
 * @signature: contents of IMAGE.sig
 */
struct cfsv_pair {
	const uint8_t *digest_file;
	size_t digest_file_len;
	const uint8_t *signature;
	size_t signature_len;
};

/**
 * cfsv_verify_pair() - the first half: is the digest file genuine?
 * @report: on CFSV_OK @report->expected is the digest that the image must have
 *
 * The image itself is not looked at.
 * Return: as cfsv_verify_message(); CFSV_E_NO_DIGEST;
 * CFSV_E_DIGEST_FILE_LENGTH.
 */
enum cfsv_err cfsv_verify_pair(const struct cfsv_trust *trust,
			       const struct cfsv_pair *pair,
			       struct cfsv_report *report);

/**
 * cfsv_verify_image() - all of it: signature, digest file, image
 * @image: read only after the signature was found genuine; measured with
 *	4096-byte blocks and no salt, as composefs does
 * @work: scratch
 * @report: see above; zeroed first
 *
 * The verdict holds for the bytes that @image returned. Use those (a copy in
 * memory), or let the kernel enforce fs-verity on the file.
 * Return: as cfsv_verify_pair(), cfsv_measure(), cfsv_compare().
 */
enum cfsv_err cfsv_verify_image(const struct cfsv_trust *trust,
				const struct cfsv_pair *pair,
				const struct cfsv_source *image,
				struct cfsv_work *work,
				struct cfsv_report *report);

#endif /* CFSV_NO_PKCS7 */

#ifdef __cplusplus
}
#endif

#endif /* CFSV_H */
