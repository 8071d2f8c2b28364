package main

import (
	"context"
	"log/slog"
	"time"

	"kaipiao/activities"
	"kaipiao/office"
	"kaipiao/office/mails"
)

// handMailsOver hands over the mails that the register itself owes, until ctx ends (O3).
func handMailsOver(ctx context.Context, register *office.Office, owed activities.OwedMails) {
	hands := mails.Hands{
		Clock: time.Now, Send: owed.Send,
		Failed: func(err error) { slog.Warn("a mail is not handed over; it is tried again for a day", "error", err) },
	}
	untilDone(ctx, func() error { return register.Mails.HandOver(ctx, hands) }, func(err error) {
		slog.Warn("mails are not handed over for a moment", "error", err)
	})
}
