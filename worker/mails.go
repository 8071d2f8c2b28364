package main

import (
	"context"
	"log/slog"
	"time"

	"kaipiao/activities"
	"kaipiao/office"
	"kaipiao/office/mails"
)

// afterTrouble is the pause before the database is asked again that could not be reached.
const afterTrouble = 2 * time.Second

// handMailsOver hands over the mails that the register itself owes, until ctx ends (O3).
func handMailsOver(ctx context.Context, register *office.Office, owed activities.OwedMails) {
	hands := mails.Hands{
		Clock: time.Now, Send: owed.Send,
		Failed: func(err error) { slog.Warn("a mail is not handed over; it is tried again for a day", "error", err) },
	}
	for {
		err := register.Mails.HandOver(ctx, hands)
		if ctx.Err() != nil {
			return
		}
		slog.Warn("mails are not handed over for a moment", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(afterTrouble):
		}
	}
}
