#!/bin/sh
# SPDX-License-Identifier: MIT
# payload.sh FOLDER BUILD CFSV [CERT IMAGE] - what payload.S takes into flash
#
# IMAGE.digest and IMAGE.sig stand beside IMAGE. Without CERT and IMAGE a key
# is made, and a small image sealed with it, of the kind that BUILD verifies.
set -eu
folder=$1 build=$2 cfsv=$3 cert=${4:-} image=${5:-}
mkdir -p "$folder"

if [ -z "$cert" ]; then
	cert=$folder/demo.pem image=$folder/demo
	case $build in
	*p256) key="ec -pkeyopt ec_paramgen_curve:P-256" ;;
	*) key="rsa:2048" ;;
	esac
	# shellcheck disable=SC2086 # words
	[ -f "$cert" ] || openssl req -x509 -newkey $key -nodes -days 3650 \
		-subj "/CN=demo" -keyout "$folder/demo.key" -out "$cert" \
		2>/dev/null
	seq 20000 >"$image"
	"$cfsv" seal "$image" --key="$folder/demo.key" --cert="$cert" >/dev/null
elif [ -z "$image" ]; then
	echo "payload.sh: CERT is given, IMAGE is not: give IMAGE=FILE too," \
		"with FILE.digest and FILE.sig beside it" >&2
	exit 2
fi
for file in "$cert" "$image" "$image.digest" "$image.sig"; do
	[ -r "$file" ] && continue
	echo "payload.sh: $file: there is no such file, or it cannot be read:" \
		"'cfsv seal IMAGE --key=KEY --cert=CERT' writes the pair" >&2
	exit 2
done
for end in "" .digest .sig; do
	cp "$image$end" "$folder/image$end"
done
case $build in
*-rsa | *-p256) # the core has no certificates: the key alone
	openssl x509 -in "$cert" -noout -pubkey |
		openssl pkey -pubin -outform DER -out "$folder/trust.der"
	;;
*) openssl x509 -in "$cert" -outform DER -out "$folder/trust.der" ;;
esac
