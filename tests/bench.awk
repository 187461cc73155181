# SPDX-License-Identifier: MIT
# bench.awk - the results of bench.sh as a table, beside what was aimed at
#
# Rows of build/tests/bench (5 fields, cycles a byte, or 1: not run), then of
# programs (9 fields: seconds of CPU, seconds it took).

{ best[$1] = $2; median[$1] = $4; took_best[$1] = $6; took[$1] = $8 }
FNR == NR { order[++rows] = $1 }
FNR != NR { programs[++count] = $1 }
NF > 1 { ran[$1] = 1; low[$1] = $3; high[$1] = $5 }

function number(x)
{
	return sprintf(x < 100 ? "%.2f" : "%.0f", x)
}

# Our name, the peer's, whose bests and medians are b and m.
function target(what, ours, peer, must_median, must_best, aim, limit, here,
		b, m,    median_ratio, best_ratio, verdict)
{
	if (!ran[ours] || !ran[peer]) {
		printf "| %s | %s; %s | %s | %s | - | not run | |\n", what,
			must_median, must_best, aim, limit
		return
	}
	median_ratio = m[peer] / m[ours]
	best_ratio = b[peer] / b[ours]
	verdict = "missed"
	if (median_ratio >= must_median + 0 && best_ratio >= must_best + 0)
		verdict = best_ratio >= aim + 0 ? "aim reached" : "must reached"
	printf "| %s | %s; %s | %s | %s | %s | %s; %s | %s |\n", what,
		must_median, must_best, aim, limit, here ? number(here) : "-",
		number(median_ratio), number(best_ratio), verdict
}

# The fewest seconds for a file: its bytes at the limit of the best units that
# this CPU has, and reading them.
function file_limit(    name, least)
{
	for (name in ran)
		if (name ~ /^limit of / && (!least || best[name] < least))
			least = best[name]
	if (!least)
		return 0
	return size * 1048576 * 129 / 128 * least / median["clock"] / 1e9 + \
		best["file: reading alone (dd bs=256K)"]
}

function ratio(peer, limit)
{
	return limit > 0 ? best[peer] / limit : 0
}

END {
	print "Measured by `make bench` on " sentence
	print ""
	print "SHA-256 of 4096-byte messages in memory, one thread, cycles a"
	print "byte. A cycle is a third of a dependent 64-bit multiplication"
	print "(latency 3 on x86-64). A limit is what the CPU's units need for"
	print "the instructions alone, measured."
	print ""
	print "| implementation | best | quartile | median | quartile |"
	print "|---|---|---|---|---|"
	for (i = 1; i < rows; i++)
		if (ran[order[i]])
			printf "| %s | %s | %s | %s | %s |\n", order[i],
				number(best[order[i]]), number(low[order[i]]),
				number(median[order[i]]), number(high[order[i]])
		else
			printf "| %s | not run | | | |\n", order[i]
	print ""
	printf "A file of %d MiB, and %d small files of 1 to 64 KiB (%d MiB),\n",
		size, files, small_bytes / 1048576
	print "in the page cache. Seconds of CPU time, and that it took."
	print ""
	print "| program | best | quartile | median | quartile | took: best | median |"
	print "|---|---|---|---|---|---|---|"
	for (i = 1; i <= count; i++)
		printf "| %s | %s | %s | %s | %s | %s | %s |\n", programs[i],
			best[programs[i]], low[programs[i]],
			median[programs[i]], high[programs[i]],
			took_best[programs[i]], took[programs[i]]
	print ""
	print "Ratios, ours against the other. *Must* is for the median and for"
	print "the best, *aim* for the best; *limit* was derived for Emerald"
	print "Rapids, *limit here* from the limits above."
	print ""
	print "| what | must | aim | limit | limit here | median; best | |"
	print "|---|---|---|---|---|---|---|"
	target("AVX-512 against OpenSSL EVP", "AVX-512", "OpenSSL EVP",
		2.05, 2.35, 2.5, "2.6",
		ratio("OpenSSL EVP", best["limit of AVX-512"]), best, median)
	target("SHA-NI against OpenSSL EVP", "SHA-NI", "OpenSSL EVP",
		1.25, 1.36, "1.40", "1.42",
		ratio("OpenSSL EVP", best["limit of SHA-NI"]), best, median)
	hidden = "OpenSSL EVP, SHA-NI hidden"
	target("AVX2 against OpenSSL EVP with SHA-NI hidden", "AVX2", hidden,
		"2.6", "3.1", 3.3, "3.4",
		ratio(hidden, best["limit of AVX2"]), best, median)
	target("portable C (" code ") against BearSSL",
		"portable C", "BearSSL",
		1.1, 1.1, 1.2, "-", 0, best, median)
	least = file_limit()
	verity = "file: fsverity digest"
	target("a large file, 1 thread, against fsverity digest",
		"file: cfsv digest --threads=1", verity, 2.1, 2.4, "3.0",
		"3.2-3.6", ratio(verity, least), best, median)
	target("the same, 2 threads, by the time it took",
		"file: cfsv digest --threads=2", verity, 4.2, 4.6, 5.8,
		"6.2-7.1", 2 * ratio(verity, least), took_best, took)
	target("small files, 1 thread, against fsverity digest",
		"small: cfsv digest --threads=1", "small: fsverity digest",
		1.5, 1.5, 2.5, "-", 0, best, median)
}
