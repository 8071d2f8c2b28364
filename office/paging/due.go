package paging

import (
	"strconv"
	"strings"
	"time"

	"kaipiao/domain/refusal"
)

// never is how a cursor names the end of a list by when something is due: of what stands there nothing is owed.
const never = "never"

// Never is later than everything that is due.
var Never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// DueCursor is where a list by when something is due goes on behind a row.
func DueCursor[ID ~string](due *time.Time, id ID) string {
	if due == nil {
		return never + "." + string(id)
	}
	return strconv.FormatInt(due.UnixMicro(), 10) + "." + string(id)
}

// AfterDue reads such a cursor: the instant and the id of the last row seen.
func AfterDue(page Request) (time.Time, string, error) {
	if page.After == "" {
		return time.Time{}, "", nil
	}
	instant, id, found := strings.Cut(page.After, ".")
	if found && id != "" {
		if instant == never {
			return Never, id, nil
		}
		if micros, err := strconv.ParseInt(instant, 10, 64); err == nil {
			return time.UnixMicro(micros), id, nil
		}
	}
	return time.Time{}, "", refusal.BadInput("cursor", "This cursor was not handed out by a list in this order.", "该游标不是由相同排序的列表接口给出的。")
}

// CapOfCounts is up to where lists are counted.
const CapOfCounts = 1000

// CapOfSums is up to how many rows are added up.
const CapOfSums = 10_000
