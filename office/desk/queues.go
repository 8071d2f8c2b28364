package desk

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/office/paging"
	"kaipiao/office/query"
)

// Name is what a queue is called.
type Name string

// The queues of finance, in the order in which they are shown.
const (
	Review Name = "review"
	// SecondPerson has what one of two people has proposed: approvals, corrections, and debts that are accepted.
	SecondPerson   Name = "second_person"
	Tickets        Name = "tickets"
	Returned       Name = "returned"
	Print          Name = "print"
	Vendors        Name = "vendors"
	Failed         Name = "failed"
	RedForms       Name = "red_forms"
	Parked         Name = "parked"
	Reconciliation Name = "reconciliation"
	// OperatorTasks has everything that operators are to see to, also what stands in another queue.
	OperatorTasks Name = "operator_tasks"
)

// Names are all of them.
func Names() []Name {
	return []Name{Review, SecondPerson, Tickets, Returned, Print, Vendors, Failed, RedForms, Parked, Reconciliation, OperatorTasks}
}

// Queue is how much lies in one of them.
type Queue struct {
	Name Name
	// Count is how many there are, up to paging.CapOfCounts; Capped says that there are more.
	Count  int
	Capped bool
	// Overdue and Mine are among the most urgent of them, as many as are counted.
	Overdue, Mine int
	// MostUrgent is when the first of them is due; nil where nothing is due, or nothing is there.
	MostUrgent *time.Time
}

// Queues says how much lies in each queue, by one question to the database.
func (o *Office) Queues(ctx context.Context, who actor.Actor, now time.Time) ([]Queue, error) {
	rows, err := o.tx.Reads().DeskQueues(ctx, query.DeskQueuesParams{Who: who.String(), Now: now, AtMost: paging.CapOfCounts + 1})
	if err != nil {
		return nil, fmt.Errorf("read the queues: %w", err)
	}
	queues := make([]Queue, len(rows))
	for n, row := range rows {
		queues[n] = Queue{
			Name: Name(row.Queue), Count: min(int(row.Found), paging.CapOfCounts), Capped: row.Found > paging.CapOfCounts, Overdue: int(row.Overdue),
			Mine: int(row.Mine), MostUrgent: known(row.MostUrgent),
		}
	}
	return queues, nil
}

// Held is what is parked of a seller for one cause.
type Held struct {
	Seller ids.Seller
	Cause  invoice.Cause
	// Alone: they fail although others pass, each of them an operator task of its own.
	Alone bool
	// Waiting are parked, Trying were let go and are not heard of yet. Net is what they come to, without tax.
	Waiting, Trying int
	Net             money.Amount
	Since           time.Time
	// Due is when the first of them is due, NextTry when the next of those that fail alone tries, LastTry when one tried last in vain.
	Due, NextTry, LastTry *time.Time
	// Task is the operator task of the seller's trouble; 0 for none.
	Task int64
}

// Held lists what is parked, by seller and cause.
func (o *Office) Held(ctx context.Context) ([]Held, error) {
	rows, err := o.tx.Reads().ParkedBySeller(ctx)
	if err != nil {
		return nil, fmt.Errorf("read what is parked: %w", err)
	}
	held := make([]Held, len(rows))
	for n, row := range rows {
		held[n] = Held{
			Seller: ids.Seller(row.Seller), Cause: invoice.Cause(row.Cause), Alone: row.Alone, Waiting: int(row.Waiting), Trying: int(row.Trying),
			Net: row.Net, Since: row.Since, Due: known(row.Due), NextTry: known(row.NextTry), LastTry: known(row.LastTry), Task: row.Task,
		}
	}
	return held, nil
}

// known is nil for the beginning of time, which stands for no instant.
func known(at time.Time) *time.Time {
	if at.Unix() == 0 {
		return nil
	}
	return &at
}
