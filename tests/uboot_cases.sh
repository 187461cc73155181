# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2016,SC2154
# uboot_cases.sh - what U-Boot is asked, and must answer; read by uboot.sh
#
# The order counts: a case may rely on what those before it left behind.

# usage
try "no command" 1 '^Usage:' 'cfsv'
try "no such command" 1 '^Usage:' 'cfsv boot'
try "too few words" 1 '^Usage:' 'cfsv load virtio 0 42000000'
try "too many words" 1 '^Usage:' 'cfsv load virtio 0 42000000 /good 1 2'
try "an address that is none" 1 '^Usage:' 'cfsv load virtio 0 4200z000 /good'
try "an empty address" 1 '^Usage:' 'cfsv load virtio 0 "" /good'
try "an address of 17 digits" 1 '^Usage:' \
	'cfsv load virtio 0 10000000042000000 /good'
try "MAX that is no number" 1 '^Usage:' 'cfsv load virtio 0 42000000 /good 1k'
try "verify: too few words" 1 '^Usage:' 'cfsv verify 42000000 10 43000000 20'
try "verify: memory that wraps around" 1 '^Usage:' \
	'cfsv verify ffffffffffffff00 101 43000000 20 44000000 100'
try "verify: a digest that wraps around" 1 '^Usage:' \
	'cfsv verify 42000000 10 ffffffffffffff00 101 44000000 100'

try "a path that is too long" 1 '^Usage:' \
	"setenv p $(printf '%0250d' 0); "'cfsv load virtio 0 42000000 /${p}${p}1234'
try "the longest path" 1 'its digest file: .* \[-103 ' \
	'cfsv load virtio 0 42000000 /${p}${p}123'

# devices and memory
try "no such device" 1 'cannot check: .* \[-830 ' \
	'cfsv load virtio 9 42000000 /good'
try "no such partition" 1 'cannot check: .* \[-830 ' \
	'cfsv load virtio 0:7 42000000 /good'
try "no such interface" 1 'cannot check: .* \[-830 ' \
	'cfsv load nothing 0 42000000 /good'
try "memory that U-Boot uses" 1 'cannot check: .* \[-831 ' \
	'cfsv load virtio 0 4ff00000 /good'
try "memory that is none" 1 'cannot check: .* \[-831 ' \
	'cfsv load virtio 0 90000000 /good'
try "address 0" 1 'cannot check: .* \[-831 ' 'cfsv load virtio 0 0 /good'
try "memory that ends too early" 1 'cannot check: .* \[-831 ' \
	'cfsv load virtio 0 ffffffffffffff00 /good'
try "an image larger than memory" 1 '/huge: cannot check: .* \[-831 ' \
	'cfsv load virtio 1 42000000 /huge'
try "an image that wraps around the address space" 1 \
	'/wraps: cannot check: .* \[-831 ' 'cfsv load virtio 2 42000000 /wraps'
try "an image larger than MAX" 1 'cannot check: .* \[-724 ' \
	'cfsv load virtio 0 42000000 /good 12d686'

# the pair
on "no digest file" 'cannot check: its digest file: .* \[-103 ' nodigest
on "no signature" 'cannot check: its signature: .* \[-104 ' nosig
on "no image" 'cannot check: there is no such file \[-702 ' noimage
on "nothing at all" 'cannot check: its digest file: .* \[-103 ' nothing
on "an empty signature" 'refused: its signature: .* \[-501 ' emptysig
on "a signature too long" 'refused: its signature: .* \[-502 ' longsig
on "a signature cut off" 'refused: its signature: .* \[-301 ' shortsig
on "a signature with certificates" \
	'refused: its signature: .* at offset [1-9][0-9]* \[-511 ' certs
on "a signature as text" 'refused: its signature: .* \[-503 ' textsig
on "another image's signature" 'refused: its signature: .* \[-602 ' othersig
on "a signature that was changed" 'refused: its signature: .* \[-602 ' flippedsig
on "a stranger's signature" 'refused: its signature: .* \[-601 ' stranger
on "a short digest" 'refused: its digest file: .* \[-105 ' shortdigest
on "a long digest" 'refused: its digest file: .* \[-105 ' longdigest
on "a huge digest" 'refused: its digest file: .* \[-105 ' hugedigest
on "an empty digest file" 'refused: its digest file: .* \[-105 ' nodigestbytes
on "a digest that was changed" 'refused: its signature: .* \[-602 ' flippeddigest

# the image
differs='refused: the image.s fs-verity digest is not .* \[-106 '
on "another image" "$differs" otherpair
on "the first byte changed" "$differs" first
on "the last byte changed" "$differs" last
on "a zero byte more" "$differs" longer
on "a byte less" "$differs" shorter
on "an image that was emptied" "$differs" emptied
on "a folder" "$differs" folder
try "a failure has its mend" 1 '^cfsv: mend: the image was changed' \
	'cfsv load virtio 0 42000000 /first'
try "a block that cannot be read" 1 \
	'/badblock: cannot check: U-Boot could not read .* \[-833 ' \
	'cfsv load virtio 1 42000000 /badblock'
try "a signature that cannot be read" 1 \
	'/badsig: cannot check: its signature: .* \[-833 ' \
	'cfsv load virtio 1 42000000 /badsig'

# what is good
good "a good image, RSA" good 0 "$fat"
good "a good image, P-256 and the second anchor" p256 0 "$fat"
good "a good image, SHA-512" sha512 0 "$fat" sha512
good "a good image of no bytes" empty 0 "$fat"
good "a good image, on ext4 beside blocks that cannot be read" good 1 "$ext"
try "an image of exactly MAX bytes" 0 '^verified: /good ' \
	'cfsv load virtio 0 0x42000000 /good 0x12d687'

# variables and memory after it
try "fileaddr and filesize" 0 '^42000000 12d687$' \
	'echo ${fileaddr} ${filesize}'
try "which a refusal does not set" 0 '^42000000 12d687$' \
	'cfsv load virtio 0 43000000 /last; echo ${fileaddr} ${filesize}'
try "what was refused is erased" 0 '^4312d680: 00000000 ' \
	'mw.l 4312d680 a5a5a5a5; load virtio 0 43000000 /last; cfsv load virtio 0 43000000 /last; md.l 4312d680 1'
try "and no more than that" 0 '^4312d688: a5a5a5a5 ' \
	'mw.l 4312d688 a5a5a5a5; cfsv load virtio 0 43000000 /last; md.l 4312d688 1'
try "what is too large is not read" 0 '^43000000: a5a5a5a5 ' \
	'mw.l 43000000 a5a5a5a5; cfsv load virtio 0 43000000 /good 1000; md.l 43000000 1'
try "nor what has no genuine pair" 0 '^43000000: a5a5a5a5 ' \
	'mw.l 43000000 a5a5a5a5; cfsv load virtio 0 43000000 /flippeddigest; md.l 43000000 1'

# what is in memory already
sig_size=$(printf %x "$(stat -c %s "$fat/good.sig")")
try "three files in memory" 0 'bytes read' \
	'load virtio 0 42000000 /good && load virtio 0 44000000 /good.digest && load virtio 0 45000000 /good.sig'
memory() # SIZE DIGEST_SIZE SIG_SIZE
{
	printf 'cfsv verify 42000000 %s 44000000 %s 45000000 %s' "$@"
}
try "verify" 0 '^verified: 42000000 sha256:' "$(memory 12d687 20 "$sig_size")"
try "verify: a byte more" 1 'refused: the image.* \[-106 ' \
	"$(memory 12d688 20 "$sig_size")"
try "verify: a digest too short" 1 'refused: its digest file: .* \[-105 ' \
	"$(memory 12d687 1f "$sig_size")"
try "verify: no signature" 1 'refused: its signature: .* \[-501 ' \
	"$(memory 12d687 20 0)"
try "verify: a changed byte" 1 'refused: the image.* \[-106 ' \
	"mw.b 42100000 0 10; $(memory 12d687 20 "$sig_size")"
try "and what was not loaded is left alone" 0 '^42000000: ....' \
	'md.l 42000000 1'

# last, as these stay so
try "variables that are read-only" 1 'cannot check: U-Boot does not let .* \[-832 ' \
	'setenv .flags filesize:xr; cfsv load virtio 0 42000000 /good'
try "cannot be trusted: erased" 0 '^42000000: 00000000 ' 'md.l 42000000 1'
# 99: it does not come back
try "a verified payload is booted" 99 '^payload: booted' \
	'setenv .flags; cfsv load virtio 0 ${kernel_addr_r} /Image && booti ${kernel_addr_r} - ${fdtcontroladdr}'
