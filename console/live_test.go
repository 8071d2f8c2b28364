package console_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Run(m)) }

// O8: what is shown moves by itself, and focus and place stay. Where the stream is cut the page says so, and catches up afterwards.
func TestO8WhatIsShownMovesByItself(t *testing.T) {
	w := consoletest.New(t)
	w.Account("acct")
	w.Account("other")
	w.Consumed("bill-1", "acct", "1000.00")
	b := w.As(consoletest.Customer, consoletest.Look{Width: 700})
	b.See("¥1,000.00")
	require.True(t, b.Is(`(() => { document.querySelector("nav a").focus(); window.mine = "still the same page"; return true; })()`))
	b.Listens()

	// when more is consumed elsewhere
	w.Consumed("bill-2", "acct", "500.00")
	b.See("¥1,500.00")
	require.True(t, b.Is(`window.mine === "still the same page" && document.activeElement === document.querySelector("nav a")`))

	// when the stream is cut
	b.During("503", func() {
		w.Deaf.Store(true)
		w.Cut()
		b.See("实时更新已断开")
		w.Consumed("bill-3", "acct", "200.00")
		w.Deaf.Store(false)
		b.See("¥1,700.00")
		b.SeeNot("实时更新已断开")
	})

	// and nobody hears what is not theirs
	stranger := w.As(consoletest.Stranger)
	stranger.See("可开票金额")
	stranger.SeeNot("¥1,700.00")
	require.Equal(t, http.StatusOK, func() int { status, _ := stranger.Fetch("/console"); return status }())
}
