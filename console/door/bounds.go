package door

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"kaipiao/api/limits"
)

// attempts are how often one address may try to come in: an office of many people behind one address does not meet it.
var attempts = limits.Allowance{Read: limits.Rate{PerSecond: 10, Burst: 300}, Write: limits.Rate{PerSecond: 10, Burst: 300}, AtOnce: 32}

// counted bounds what lets somebody in (S2).
func (d *Door) counted(next http.HandlerFunc) http.HandlerFunc {
	return d.bounded(limits.Write, func(r *http.Request, bounds limits.Limits) limits.Caller {
		return limits.Caller{Key: "sign-in " + bounds.Connections.AddressOf(r), Allowed: attempts}
	}, next)
}

// unknown bounds what is answered to who is not signed in, by the same figures as calls without a good token, and together with them (S2).
func (d *Door) unknown(next http.HandlerFunc) http.HandlerFunc {
	return d.bounded(limits.Read, func(r *http.Request, bounds limits.Limits) limits.Caller { return bounds.Nobody(r) }, next)
}

func (d *Door) bounded(kind limits.Kind, callerOf func(*http.Request, limits.Limits) limits.Caller, next http.HandlerFunc) http.HandlerFunc {
	if d.Gate == nil {
		return next
	}
	return func(w http.ResponseWriter, r *http.Request) {
		leave, refused := d.Gate.Enter(callerOf(r, d.Gate.Limits()), kind)
		if refused != nil {
			w.Header().Set("Retry-After", seconds(refused.After))
			d.refuse(w, r, http.StatusTooManyRequests, tooOften)
			return
		}
		defer leave()
		next(w, r)
	}
}

// seconds are how long to wait, as a header says it.
func seconds(d time.Duration) string { return strconv.Itoa(max(1, int(math.Ceil(d.Seconds())))) }
