package api

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"

	"golang.org/x/time/rate"

	"kaipiao/access"
	"kaipiao/domain/refusal"
)

// How many denied calls are in the log: so many a second, and so many at once. The others are counted.
const (
	denialsPerSecond = 10
	denialsAtOnce    = 100
)

// denials writes into the log who wanted to do what and may not (S12). Who is the actor of the trail, and nobody where that is not known; what was
// asked for is left out, because it may be personal. Whoever tries without end does not fill the log.
type denials struct {
	limiter *rate.Limiter
	// unsaid is how many were left out since the last line.
	unsaid atomic.Int64
}

func newDenials() *denials {
	return &denials{limiter: rate.NewLimiter(denialsPerSecond, denialsAtOnce)}
}

func (d *denials) note(ctx context.Context, who access.Identity, do access.Action, code string, more ...any) {
	if d == nil {
		return
	}
	if !d.limiter.Allow() {
		d.unsaid.Add(1)
		return
	}
	name := "nobody"
	if who != (access.Identity{}) {
		name = who.Actor().String()
	}
	said := []any{"who", name, "action", string(do), "code", code, "left_out_before", d.unsaid.Swap(0)}
	slog.WarnContext(ctx, "a call is denied", append(said, more...)...)
}

type denialsKey struct{}

// denied notes a call that is denied because of the object that it is about.
func denied(ctx context.Context, who access.Identity, do access.Action, why error) {
	d, _ := ctx.Value(denialsKey{}).(*denials)
	code := codeForbidden
	var refused *refusal.Refusal
	if errors.As(why, &refused) {
		code = string(refused.Code)
	}
	d.note(ctx, who, do, code)
}
