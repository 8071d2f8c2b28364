package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"kaipiao/devstack/stack"
	"kaipiao/e2e/chaos/check"
	"kaipiao/e2e/chaos/report"
	"kaipiao/e2e/chaos/wires"
	"kaipiao/sandbox/courier"
	"kaipiao/sandbox/sf"
)

// How often it is looked whether everything has come to its end, and how long it must stay so.
const looking = 4 * time.Second

// settle waits until nothing is owed any more, or the time is over, and returns how everything stands.
func (r *run) settle(ctx context.Context, until time.Time) (s check.Snapshot, err error) {
	for last := ""; ; {
		var owed string
		if s, owed, err = r.look(ctx); err == nil && owed == "" {
			return s, nil
		}
		if err != nil {
			owed = err.Error()
		}
		if owed != last {
			say("waits: %s", owed)
			last = owed
		}
		select {
		case <-ctx.Done():
			return s, context.Cause(ctx)
		case <-time.After(looking):
		}
		if time.Now().After(until) {
			return s, err
		}
	}
}

// look says how everything stands, and in a line what is still owed.
func (r *run) look(ctx context.Context) (s check.Snapshot, owed string, err error) {
	if s, err = r.reader.Inside(ctx); err != nil {
		return s, "", err
	}
	waiting := 0
	for _, d := range s.Deliveries {
		if d.Status == "waiting" {
			waiting++
		}
	}
	open := check.Open(s)
	if len(open)+len(s.Outbox)+len(s.Running)+len(s.MustRun)+waiting > 0 {
		owed = fmt.Sprintf("%d not at their end, %d messages in the outbox, %d workflows running of %d that must, %d webhooks", len(open), len(s.Outbox),
			len(s.Running), len(s.MustRun), waiting)
		if len(open) > 0 {
			owed += "; first " + open[0].String()
		}
	}
	if err := r.reader.Outside(ctx, &s); err != nil {
		return s, owed, err
	}
	if missing := check.Mailed(s).Findings; owed == "" && len(missing) > 0 {
		owed = fmt.Sprintf("%d mails, first: %s", len(missing), missing[0])
	}
	return s, owed, nil
}

// judge runs every check over what there is in the end.
func (r *run) judge(ctx context.Context, found *report.Report, s check.Snapshot) {
	accounts := r.driver.Accounts()
	ended, parked := check.Ended(s)
	for _, p := range parked {
		found.Parked = append(found.Parked, p.String())
	}
	refused := check.Result{Name: "no caller was refused what no rule forbids", Findings: r.driver.Refused()}
	found.Stories, found.Clerk = r.driver.Kinds(), r.driver.Clerk()
	pressed := map[string]bool{}
	for _, struck := range found.Injected {
		if struck.Done && struck.Way == "request cancellation" {
			pressed[struck.What] = true
		}
	}
	for _, kind := range found.Stories {
		refused.Looked += kind.Begun
	}
	found.Checks = []check.Result{
		check.Once(s), check.Known(s), check.Issued(s), check.Money(s, accounts), check.Accepted(s, accounts, pressed), ended,
		check.Mailed(s), check.Hooked(s, endpoint), check.Sent(s, companies[r.Courier]), check.Stored(ctx, r.driver.Service(), s), refused,
		r.between(ctx, s),
	}
	environment := append(os.Environ(), "KAIPIAO_DATABASE_URL="+r.stack.Settings().DatabaseURL)
	found.Checks = append(found.Checks, check.Audits(ctx, stack.Binary("starter"), environment)...)
	for name, count := range map[string]int{
		"applications": len(s.Applications), "invoices": len(s.Invoices), "reversals": len(s.Reversals), "tickets": len(s.Tickets),
		"legal documents": len(s.Issued), "mails": len(s.Mails), "webhooks taken": len(s.Told), "events": len(s.Events),
		"operator tasks open": len(s.Tasks), "parcels": len(s.Parcels),
	} {
		found.Counts[name] = count
	}
}

// companies are the couriers' names in their own book.
var companies = map[string]string{"carrier": courier.Company, "sf": sf.Carrier.Name}

// between checks that nobody outside was called but through a proxy: what went that way is seen there.
func (r *run) between(ctx context.Context, s check.Snapshot) check.Result {
	result := check.Result{Name: "the outside world was called through the proxies"}
	carried, err := r.wires.Carried(ctx)
	if err != nil {
		result.Findings = append(result.Findings, err.Error())
	}
	used := map[string]bool{wires.WorkerProvider: len(s.Issued) > 0, wires.StarterSubscriber: len(s.Told) > 0, wires.WorkerMail: len(s.Mails) > 0}
	for _, p := range s.Parcels {
		used[wires.WorkerCourier] = true
		used[wires.CourierStarter] = used[wires.CourierStarter] || p.Status != string(courier.Ordered)
	}
	if r.Provider == "nuonuo" {
		used[wires.ProviderStarter] = len(s.Issued) > 0
	}
	for link, was := range used {
		if !was {
			continue
		}
		result.Looked++
		if carried[link] == 0 {
			result.Findings = append(result.Findings, link+" has carried nothing")
		}
	}
	return result
}
