package vendor

import (
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/ids"
	"kaipiao/domain/refusal"
)

// RemindAgainAfter is how long a vendor is not reminded of the same invoice again.
const RemindAgainAfter = 4 * time.Hour

// CheckReminder says why a vendor cannot be reminded of an invoice now, or nil: it has a mail address, and was not reminded a while ago.
func CheckReminder(of ids.Seller, email string, last *time.Time, now time.Time) error {
	switch {
	case email == "":
		return refusal.New(refusal.VendorWithoutMail, "", of)
	case last != nil && now.Before(last.Add(RemindAgainAfter)):
		return refusal.New(refusal.RemindedBefore, "", inShanghai(*last), inShanghai(last.Add(RemindAgainAfter)))
	default:
		return nil
	}
}

func inShanghai(at time.Time) string { return at.In(calendar.Shanghai).Format("2006-01-02 15:04") }
