// Package sessions has the use cases about who is signed in with a browser: coming in through an issuer or by an upstream service's link, staying, and
// being sent away. A browser holds a random value; the register knows its checksum alone.
package sessions

import (
	"errors"
	"fmt"
	"time"

	"kaipiao/office/tx"
)

// Office decides about them, each in one transaction.
type Office struct {
	tx *tx.DB
}

// New makes it.
func New(db *tx.DB) *Office {
	return &Office{tx: db}
}

// Hours are how long somebody stays signed in.
type Hours struct {
	// Idle is after how long without being used a session ends, Longest when it ends in any case.
	Idle, Longest time.Duration
}

// The most that settings may say, and what holds where they say nothing.
const (
	mostIdle    = 30 * time.Minute
	mostLongest = 8 * time.Hour
)

// UsualHours hold where nothing else is said.
func UsualHours() Hours { return Hours{Idle: mostIdle, Longest: mostLongest} }

// Check reports hours that are none, or longer than anybody stays.
func (h Hours) Check() error {
	switch {
	case h.Idle < time.Minute || h.Idle > mostIdle:
		return fmt.Errorf("a session that is not used ends after a minute at least, and %v at most", mostIdle)
	case h.Longest < h.Idle || h.Longest > mostLongest:
		return fmt.Errorf("a session lasts for as long as it may be unused at least, and %v at most", mostLongest)
	default:
		return nil
	}
}

// How long what leads to a session is good.
const (
	signInLives = 10 * time.Minute
	linkLives   = time.Minute
	formLives   = 30 * time.Minute
	// sessionsKept is how long one that has ended is remembered, so that its person is told so; the trail remembers it for good.
	sessionsKept = 24 * time.Hour
)

var (
	// ErrNone says that there is no such thing, or not any more.
	ErrNone = errors.New("there is none, or not any more")
	// ErrUsed says that a link has been used.
	ErrUsed = errors.New("it has been used")
	// ErrNoPages says that the role has no pages.
	ErrNoPages = errors.New("a service has no pages")
)
