package server

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// seldom writes a line a second: what callers can make the server complain of fills no disk.
type seldom struct {
	slog.Handler
	writing sync.Mutex
	last    time.Time
	left    int
}

// Handle writes a line, with how many were left out before it.
func (s *seldom) Handle(ctx context.Context, line slog.Record) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if line.Time.Sub(s.last) < time.Second {
		s.left++
		return nil
	}
	if s.left > 0 {
		line.AddAttrs(slog.Int("left_out", s.left))
	}
	s.last, s.left = line.Time, 0
	return s.Handler.Handle(ctx, line)
}
