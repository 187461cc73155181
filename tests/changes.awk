# SPDX-License-Identifier: MIT
# changes.awk - the lines of build/changes/beside as tables

$1 == "golden" { signatures += $4; bytes += $5; of[$2, $3] = $4 }
$1 == "change" {
	if (!(($2, $3) in made))
		keys[++rows] = $2 SUBSEP $3
	made[$2, $3] += $5; ours[$2, $3] += $6; theirs[$2, $3] += $8
	made_kind[$4] += $5; ours_kind[$4] += $6; theirs_kind[$4] += $8
	all += $5; all_ours += $6; all_theirs += $8; bare += $7
	if ($2 == "rsa-2048" && $3 == "issuer" && $4 == 0) {
		one = $5 / 3
		one_theirs = $8 / 3
	}
}
$1 == "kind" {
	kinds[++count] = $2
	name[$2] = $3
	for (i = 4; i <= NF; i++)
		name[$2] = name[$2] " " $i
}
$1 == "form" { forms += $5 }
$1 == "message" { messages += $3; messages_ours += $4 }

END {
	printf "Measured by `make changes` on %s, in %d minutes: %d signatures of\n", \
		date, int(took / 60 + 0.5), signatures
	printf "%d bytes together; OpenSSL %s. The bytes of the signature proper are\n", \
		bytes, version
	if (value == "all")
		print "substituted by all others.\n"
	else if (value == "usual")
		print "substituted by all others, but with unusual digests their bits are flipped.\n"
	else
		print "changed in single bits.\n"
	print "| key | signer | signatures | changes | accepted | by OpenSSL |"
	print "|---|---|---|---|---|---|"
	for (i = 1; i <= rows; i++) {
		split(keys[i], part, SUBSEP)
		printf "| %s | %s | %d | %d | %d | %d |\n", toupper(part[1]),
			part[2] == "issuer" ? "issuer and serial" : "key identifier",
			of[keys[i]], made[keys[i]], ours[keys[i]], theirs[keys[i]]
	}
	print ""
	print "| change | made | accepted | by OpenSSL |"
	print "|---|---|---|---|"
	for (i = 1; i <= count; i++)
		printf "| %s | %d | %d | %d |\n", name[kinds[i]],
			made_kind[kinds[i]], ours_kind[kinds[i]],
			theirs_kind[kinds[i]]
	printf "| all | %d | %d | %d |\n\n", all, all_ours, all_theirs
	printf "Of what the signatures are over: %d changes, %d accepted. With the bare key\n", \
		messages, messages_ours
	printf "as anchor %d of the changes above are accepted, all of them in the signer\n", bare
	printf "identifier; and %d of the other forms that `cfsv.h` names.\n", forms
	printf "\nOne signature by RSA-2048, its issuer named, has %d substitutions of a\n", one
	printf "byte; OpenSSL accepts %d of them.\n", one_theirs
}
