package check

import (
	"cmp"
	"fmt"

	"kaipiao/domain/ids"
	"kaipiao/domain/message"
)

// Owed is something that has not come to its end.
type Owed struct {
	// Workflow is the run that should carry it on.
	Workflow string
	// Also is the run in which it may live on instead: an application's only invoice stays in the run of its application.
	Also string
	What string
	// Task is the open operator task that says why it waits; 0 where there is none.
	Task int64
}

// String says it in a line.
func (o Owed) String() string {
	if o.Task == 0 {
		return fmt.Sprintf("%s: %s, and no operator task says why", o.Workflow, o.What)
	}
	return fmt.Sprintf("%s: %s; operator task %d", o.Workflow, o.What, o.Task)
}

// files is how many files an electronic document has.
const files = 3

// Open lists what has not come to its end, each with the operator task that says why, if there is one.
func Open(s Snapshot) (all []Owed) {
	for _, a := range s.Applications {
		if a.Status == "pending_approval" {
			all = append(all, Owed{Workflow: message.WorkflowOfApplication(ids.Application(a.ID)), What: "pending approval (" + a.ReviewMode + ")"})
		}
	}
	for _, i := range s.Invoices {
		if what := unfinished(i); what != "" {
			all = append(all, Owed{
				Workflow: message.WorkflowOfInvoice(ids.Invoice(i.ID)), Also: message.WorkflowOfApplication(ids.Application(i.Application)), What: what,
			})
		}
	}
	for _, reversal := range s.Reversals {
		workflow := message.WorkflowOfReversals(ids.Invoice(reversal.Invoice))
		switch {
		case reversal.Status == "requested" || reversal.Status == "awaits_buyer":
			all = append(all, Owed{Workflow: workflow, What: "reversal " + reversal.Status})
		case reversal.Number != "" && reversal.Medium == "electronic" && reversal.Files < files:
			all = append(all, Owed{Workflow: workflow, What: "red document without its files"})
		}
	}
	for _, t := range s.Tickets {
		if t.Status != "done" && t.Status != "refused" {
			all = append(all, Owed{Workflow: message.WorkflowOfTicket(ids.Ticket(t.ID)), What: "ticket (" + t.Kind + ") " + t.Status})
		}
	}
	return s.explain(all)
}

// unfinished says what an invoice is still owed; its planned ones go with their application.
func unfinished(i Invoice) string {
	switch {
	case i.Status == "approved" || i.Status == "failed":
		return "invoice " + i.Status
	case i.Medium == "paper" && (i.Status == "issued" || i.Status == "shipped"):
		return "paper " + i.Status
	case i.Medium == "electronic" && isIssued(i.Status) && i.Files < files:
		return fmt.Sprintf("%s with %d of its files", i.Status, i.Files)
	default:
		return ""
	}
}

// explain finds the open operator task of each.
func (s Snapshot) explain(all []Owed) []Owed {
	tasks := map[string]int64{}
	for _, t := range s.Tasks {
		if t.Subject != "" {
			tasks[t.Subject] = t.ID
		} else {
			tasks[t.Seller+" "+t.Kind] = t.ID
		}
	}
	for _, p := range s.Parked {
		if task := tasks[p.Seller+" "+p.Cause]; task != 0 && tasks[p.Workflow] == 0 {
			tasks[p.Workflow] = task
		}
	}
	for n := range all {
		all[n].Task = cmp.Or(tasks[all[n].Workflow], tasks[all[n].Also])
	}
	return all
}

// Ended checks that every application, invoice, reversal and ticket has ended, or is parked with an operator task that says why.
func Ended(s Snapshot) (r Result, parked []Owed) {
	r = Result{Name: "everything has ended, or is parked with an operator task"}
	r.Looked = len(s.Applications) + len(s.Invoices) + len(s.Reversals) + len(s.Tickets)
	open := map[string]bool{}
	for _, o := range Open(s) {
		open[o.Workflow], open[o.Also] = true, true
		if o.Task != 0 {
			parked = append(parked, o)
			continue
		}
		r.found("%s", o)
	}
	for _, m := range s.Outbox {
		r.found("outbox message %d to %s was never handed over, after %d attempts", m.ID, m.WorkflowID, m.Attempts)
	}
	for _, p := range s.Parked {
		if !open[p.Workflow] {
			r.found("%s is parked for %s, and nothing is owed", p.Workflow, p.Cause)
		}
	}
	for _, running := range s.Running {
		if !open[running] {
			r.found("%s runs, and nothing is owed", running)
		}
	}
	return r, parked
}
