package format

import (
	"time"

	"kaipiao/domain/calendar"
)

// DayOf is the civil day of an instant as fields and addresses have it, in Asia/Shanghai: "2026-09-18".
func DayOf(t time.Time) string { return calendar.DateOf(t).String() }
