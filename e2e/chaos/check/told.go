package check

import (
	"fmt"
	"strconv"
	"strings"

	"kaipiao/e2e/chaos/plan"
)

// Mailed checks that each mail came at least once. A mail is known by its message id.
func Mailed(s Snapshot) Result {
	r := Result{Name: "each mail came at least once"}
	var came strings.Builder
	came.WriteString("\n")
	for _, m := range s.Mails {
		came.WriteString(m.MessageID + "\n")
	}
	for _, expected := range mails(s) {
		r.Looked++
		if !strings.Contains(came.String(), "\n"+expected) {
			r.found("no mail %s", expected)
		}
	}
	return r
}

// mails are the beginnings of the message ids of all mails that customers must have been sent. One whose address a mail server may
// refuse for good need not have got any.
func mails(s Snapshot) (all []string) {
	add := func(format string, arguments ...any) { all = append(all, fmt.Sprintf(format, arguments...)) }
	refused := map[string]bool{}
	for _, a := range s.Applications {
		refused[a.Account] = refused[a.Account] || strings.HasPrefix(a.Email, plan.RefusedMailbox)
	}
	for _, a := range s.Applications {
		if refused[a.Account] {
			continue
		}
		if a.Status == "rejected" {
			add("%s.rejected@", a.ID)
		}
	}
	for _, owed := range s.Owed {
		if !refused[owed.Account] {
			add("event.%d.%s@", owed.Event, owed.About)
		}
	}
	generations := map[string]int{}
	for _, serial := range s.Serials {
		generations[serial.Invoice] = max(generations[serial.Invoice], serial.Generation)
	}
	for _, i := range s.Invoices {
		if refused[i.Account] {
			continue
		}
		if i.Number != "" {
			add("%s.issued@", i.ID)
		}
		if i.Status == "failed" || generations[i.ID] > 1 {
			add("%s.failed.", i.ID)
		}
		if i.Status == "shipped" || i.Status == "delivered" {
			add("%s.shipped.%s@", i.ID, i.Tracking)
		}
		if i.Status == "delivered" {
			add("%s.delivered@", i.ID)
		}
	}
	for _, reversal := range s.Reversals {
		switch {
		case refused[reversal.Account]:
		case reversal.Status == "done":
			add("%s.reversed.", reversal.ID)
		case reversal.Status == "denied", reversal.Status == "lapsed":
			add("%s.not_reversed.", reversal.ID)
		}
	}
	return all
}

// Hooked checks that the subscriber was told each event at least once (O3), and that nothing is owed to it any more.
func Hooked(s Snapshot, path string) Result {
	r := Result{Name: "each webhook came at least once"}
	came := map[string]bool{}
	for _, told := range s.Told {
		if told.Path == path {
			came[told.Headers["webhook-id"]] = true
		}
	}
	owed := map[int64]string{}
	for _, d := range s.Deliveries {
		owed[d.Event] = d.Status
	}
	for _, event := range s.Events {
		r.Looked++
		switch status, known := owed[event]; {
		case !known:
			r.found("event %d is owed to nobody", event)
		case status != "delivered":
			r.found("event %d is %s", event, status)
		case !came[strconv.FormatInt(event, 10)]:
			r.found("event %d counts as delivered, and never came", event)
		}
	}
	return r
}
