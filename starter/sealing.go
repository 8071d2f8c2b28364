package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"kaipiao/domain/calendar"
	"kaipiao/domain/sealing"
	"kaipiao/office/trail"
)

// How often the audit trail is sealed, and how often its head is in the log at least.
const (
	sealEvery    = time.Minute
	publishEvery = time.Hour
)

// sealTrail seals the audit trail until ctx ends, and once more then. Where several serve, one of them does it, and each publishes the head.
func sealTrail(ctx context.Context, of *trail.Office) {
	s := sealer{trail: of, log: slog.Default()}
	repeat(ctx, sealEvery, func(now time.Time) { s.seal(ctx, now) })
	last, stop := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer stop()
	s.seal(last, time.Now())
}

// sealer seals, and says in the log where the trail ends: whoever cuts it off later cannot take that back (S5).
type sealer struct {
	trail *trail.Office
	log   *slog.Logger
	// published is the last head that is in the log, at and day when that was.
	published sealing.Head
	at        time.Time
	day       string
}

func (s *sealer) seal(ctx context.Context, now time.Time) {
	entries, err := s.trail.Seal(ctx)
	if err != nil && !errors.Is(err, trail.ErrNotYet) && ctx.Err() == nil {
		s.log.Warn("the audit trail is not sealed for a moment", "error", err)
	}
	s.publishDay(ctx, now)
	head, found, err := s.trail.Head(ctx)
	if err != nil || !found || (head == s.published && now.Sub(s.at) < publishEvery) {
		return
	}
	s.log.Info("the audit trail is sealed", "head", head.String(), "entries", entries)
	s.published, s.at = head, now
}

// publishDay publishes where the trail stood at the end of a day, as soon as another one has begun.
func (s *sealer) publishDay(ctx context.Context, now time.Time) {
	today := now.In(calendar.Shanghai).Format(time.DateOnly)
	if s.day == today {
		return
	}
	head, found, err := s.trail.HeadBefore(ctx, today)
	if err != nil {
		return // said with the next one
	}
	if found {
		s.log.Info("the audit trail of the days before ends here", "head", head.String())
	}
	s.day = today
}
