# SPDX-License-Identifier: MIT
# never.awk - the contract of -v name=FUNCTION, which says now that it never
# succeeds; so what can has no proof of it. Nothing changes where it cannot be
# said: no error is returned, nor left in a cursor.
!inside && $0 ~ "^(static )?(void|enum cfsv_err) " name "\\(" {
	inside = 1
	says = /enum cfsv_err/ ? "ENSURES(__CPROVER_return_value != CFSV_OK)" : ""
}
inside && says == "" && /^CURSOR\(d\)/ {
	says = "ENSURES(d->err != CFSV_OK)"
}
inside && /;$/ {
	if (says != "")
		$0 = substr($0, 1, length($0) - 1) "\n" says ";"
	inside = 0
}
{ print }
