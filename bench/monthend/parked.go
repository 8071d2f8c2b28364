package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"kaipiao/access"
	"kaipiao/bench/customers"
	"kaipiao/client"
	"kaipiao/domain/invoice"
	"kaipiao/sandbox/faults"
)

// accountsOfParked is how many accounts those have that are parked.
const accountsOfParked = 20

// parking is what is printed of those that were parked.
type parking struct {
	Parked int `json:"parked"`
	// What each takes of the worker's memory: what the system has given to the process besides what it had before.
	Kilobytes float64 `json:"worker_kb_each"`
	// How long all take when the cause is gone, and how long the provider's pace would.
	Through  float64 `json:"all_were_through_after_s"`
	Pace     float64 `json:"at_the_providers_pace_s"`
	PaceUsed float64 `json:"through_for_the_pace"`
}

// parked has the seller's quota end, lets all invoices be parked for it, and lets them go.
func (m *month) parked(ctx context.Context) error {
	accounts := make([]string, accountsOfParked)
	for n := range accounts {
		accounts[n] = fmt.Sprintf("parked-%d", n)
	}
	if err := m.customers.StockAll(ctx, accounts, m.told.Parked/accountsOfParked); err != nil {
		return err
	}
	if err := m.stack.TellSandbox(ctx, http.MethodPost, "/faults", faults.Fault{Operation: faults.Issue, Mode: faults.QuotaExhausted}); err != nil {
		return err
	}
	before, err := memory(m.stack.PID("worker"))
	if err != nil {
		return err
	}
	all := slices.Repeat(accounts, m.told.Parked/accountsOfParked)
	if _, err := m.customers.Apply(ctx, all); err != nil {
		return err
	}
	if err := m.until(ctx, "select count(*) >= $1 from invoices where waiting_for = $2", len(all), invoice.WaitingForQuota); err != nil {
		return err
	}
	after, err := memory(m.stack.PID("worker"))
	if err != nil {
		return err
	}
	if err := m.stack.TellSandbox(ctx, http.MethodDelete, "/faults", nil); err != nil {
		return err
	}
	begun := time.Now()
	if err := m.seenTo(ctx); err != nil {
		return err
	}
	if err := m.untilAllAreThrough(ctx); err != nil {
		return err
	}
	p := parking{
		Parked: len(all), Kilobytes: float64(after-before) / float64(len(all)), Through: time.Since(begun).Seconds(),
		Pace: float64(len(all)) / float64(m.told.Pace),
	}
	p.PaceUsed = p.Through / p.Pace
	return m.out.Encode(p)
}

// seenTo says, as an operator does, that the seller has quota again.
func (m *month) seenTo(ctx context.Context) error {
	operator, err := customers.Caller(m.stack, access.Identity{Subject: "monthend", Role: access.Finance, Permissions: access.AllPermissions()})
	if err != nil {
		return err
	}
	var open struct{ Items []client.OperatorTask }
	if err := operator.Call(ctx, http.MethodGet, "/v1/operator-tasks?status=open", nil, &open); err != nil {
		return err
	}
	for _, task := range open.Items {
		if err := operator.Call(ctx, http.MethodPost, fmt.Sprintf("/v1/operator-tasks/%v/seen-to", task.ID), nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// memory is what the system has given to a process, in kilobytes.
func memory(pid int) (kilobytes int, err error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, behind, _ := strings.Cut(string(content), "VmRSS:")
	_, err = fmt.Sscan(behind, &kilobytes)
	return kilobytes, err
}
