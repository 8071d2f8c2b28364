package standingorder_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/domain/standingorder"
)

func at(text string) time.Time {
	when, err := time.Parse("2006-01-02 15:04:05 -0700", text+" +0800")
	if err != nil {
		panic(err)
	}
	return when.UTC()
}

func order(day int, changed string) standingorder.Order {
	return standingorder.Order{Day: day, Enabled: true, ChangedAt: at(changed)}.Replaces(nil)
}

// A14: an order is due from its hour on for the rest of its month, and never for a month whose hour had passed when it was written.
func TestA14AnOrderIsDueFromItsHourOn(t *testing.T) {
	written := order(5, "2026-09-01 09:00:00")
	for when, due := range map[string]bool{
		"2026-09-05 10:29:59": false, "2026-09-05 10:30:00": true, "2026-09-30 23:59:59": true, "2026-10-01 00:00:00": false,
		"2026-10-05 10:30:00": true, "2026-08-31 23:00:00": false, "2026-08-06 23:00:00": false,
	} {
		require.Equal(t, due, written.Due(at(when)), when)
	}
	require.True(t, order(5, "2026-09-05 10:30:00").Due(at("2026-09-05 10:30:00")), "in the very instant")
	late := order(5, "2026-09-05 10:30:01")
	require.False(t, late.Due(at("2026-09-30 12:00:00")))
	require.True(t, late.Due(at("2026-10-05 10:30:00")))
	off := order(5, "2026-09-01 09:00:00")
	off.Enabled = false
	require.False(t, off.Due(at("2026-09-05 10:30:00")))
}

// A14: who writes anything but the day keeps what is due; who moves it to a day that has passed, or enables it after its hour, waits for the next month.
func TestA14WhatAChangeMeansForThisMonth(t *testing.T) {
	before := order(5, "2026-08-01 09:00:00")
	same := standingorder.Order{Day: 5, Enabled: true, Remark: "x", ChangedAt: at("2026-09-06 09:00:00")}.Replaces(&before)
	require.True(t, same.Due(at("2026-09-06 10:30:00")), "what was missed is caught up with, with the new remark")
	earlier := standingorder.Order{Day: 3, Enabled: true, ChangedAt: at("2026-09-04 09:00:00")}.Replaces(&before)
	require.False(t, earlier.Due(at("2026-09-28 12:00:00")))
	require.True(t, earlier.Due(at("2026-10-03 10:30:00")))
	later := standingorder.Order{Day: 20, Enabled: true, ChangedAt: at("2026-09-04 09:00:00")}.Replaces(&before)
	require.True(t, later.Due(at("2026-09-20 10:30:00")))
	off := standingorder.Order{Day: 5, ChangedAt: at("2026-09-04 09:00:00")}.Replaces(&before)
	on := standingorder.Order{Day: 5, Enabled: true, ChangedAt: at("2026-09-06 09:00:00")}.Replaces(&off)
	require.False(t, on.Due(at("2026-09-30 12:00:00")))
}

// A14: when it is carried out next, also across the end of a year, and what was missed at the next hour in the same month.
func TestA14WhenItIsCarriedOutNext(t *testing.T) {
	written := order(28, "2026-09-01 09:00:00")
	for _, c := range []struct {
		now, next string
		done      bool
	}{
		{"2026-09-01 09:00:00", "2026-09-28 10:30:00", false},
		{"2026-09-28 10:30:00", "2026-09-29 10:30:00", false},
		{"2026-09-29 09:00:00", "2026-09-29 10:30:00", false},
		{"2026-09-28 10:31:00", "2026-10-28 10:30:00", true},
		{"2026-09-30 10:30:00", "2026-10-28 10:30:00", false},
		{"2026-12-29 09:00:00", "2027-01-28 10:30:00", true},
		{"2027-02-28 10:30:00", "2027-03-28 10:30:00", false},
	} {
		require.Equal(t, at(c.next), *written.Next(at(c.now), c.done), c.now)
	}
	require.Equal(t, at("2026-10-05 10:30:00"), *order(5, "2026-09-10 09:00:00").Next(at("2026-09-10 09:00:00"), false))
	written.Enabled = false
	require.Nil(t, written.Next(at("2026-09-01 09:00:00"), false))
}
