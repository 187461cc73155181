# SPDX-License-Identifier: MIT
# ledger.awk - add -v row= to the ledger, and write the sums for each door anew
#
# Both tables stand between markers: "fuzz sums: begin" and "end", "fuzz
# ledger: begin" and "end". A row is | date | commit | door | engine |
# executions | seconds | crashes |.
function count(line,   f)
{
	split(line, f, / *\| */)
	if (!(f[4] in sum))
		order[++doors] = f[4]
	sum[f[4]] += f[6]
	crashes[f[4]] += f[8]
	if (f[6] !~ /^[0-9]+$/)
		exit 1
}

{ lines[++n] = $0 }
/<!-- fuzz ledger: begin -->/ { inside = 1 }
/<!-- fuzz ledger: end -->/ {
	inside = 0
	lines[n] = row
	lines[++n] = $0
	count(row)
}
inside && /^\| [0-9]/ { count($0) }

function sums(   i, d)
{
	print "| door | executions | of 10^8 | crashes |"
	print "|---|---|---|---|"
	for (i = 1; i <= doors; i++) {
		d = order[i]
		printf "| %s | %.0f | %.1f %% | %d |\n", d, sum[d],
			sum[d] / 1e6, crashes[d]
	}
}

END {
	for (i = 1; i <= n; i++) {
		if (lines[i] ~ /<!-- fuzz sums: end -->/)
			old = 0
		if (!old)
			print lines[i]
		if (lines[i] ~ /<!-- fuzz sums: begin -->/) {
			old = 1
			sums()
		}
	}
}
