package mails

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kaipiao/domain/event"
	"kaipiao/domain/notice"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// Owed is a mail that is owed because of an event. What it says is read when it is sent.
type Owed struct {
	ID       int64
	About    notice.About
	Because  event.Event
	Attempts int
	Since    time.Time
	// lease is until when it belongs to whoever claimed it.
	lease time.Time
}

// ErrGiveUp says that a mail will never be taken: trying again with the same changes nothing.
var ErrGiveUp = errors.New("the mail is refused for good")

// Hands is what handing mails over needs of the world outside the register.
type Hands struct {
	// Clock tells the time.
	Clock func() time.Time
	// Send hands one mail to the mail server. It may be sent again, under the same message id.
	Send func(context.Context, Owed) error
	// Failed hears what was not handed over, and what the database refused; both are tried again.
	Failed func(error)
}

// settleTimeout bounds the note of what came of a mail, which is made although the process is stopping.
const settleTimeout = 5 * time.Second

// HandOver hands over what is owed until ctx ends: at once when it is written, and in sweeps for what is due again. Several processes
// may do so side by side; no transaction is open while a mail is sent.
func (o *Office) HandOver(ctx context.Context, hands Hands) error {
	return o.tx.WheneverTold(ctx, "kaipiao_mails", func(ctx context.Context) error {
		for ctx.Err() == nil {
			claimed, err := o.Claim(ctx, notice.AtOnce, hands.Clock())
			if err != nil || len(claimed) == 0 {
				return err
			}
			var sending sync.WaitGroup
			for _, owed := range claimed {
				sending.Go(func() {
					if err := o.handOver(ctx, owed, hands); err != nil {
						hands.Failed(err)
					}
				})
			}
			sending.Wait()
		}
		return nil
	})
}

// handOver sends one mail, and notes what came of it even when the process is stopping.
func (o *Office) handOver(ctx context.Context, owed Owed, hands Hands) error {
	sent := hands.Send(ctx, owed)
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer stop()
	return errors.Join(sent, o.Settle(ctx, owed, sent, hands.Clock()))
}

// Claim takes some of what is owed and due, each for as long as its lease says: of each application or ticket the earliest. A process
// that dies with them loses nothing, because another one takes them when the lease is over.
func (o *Office) Claim(ctx context.Context, howMany int, now time.Time) ([]Owed, error) {
	var claimed []Owed
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		due, err := q.ClaimMails(ctx, query.ClaimMailsParams{
			HowMany: int32(howMany), Now: now, LeasedUntil: now.Add(notice.Lease), //nolint:gosec // a handful
		})
		if err != nil || len(due) == 0 {
			return err
		}
		rows, err := q.ClaimedMails(ctx, due)
		if err != nil {
			return err
		}
		claimed = make([]Owed, len(rows))
		for i, row := range rows {
			because := trail.EventOf(row.Event)
			because.Application, because.Invoice, because.Ticket = tx.Text(row.Event.Application), tx.Text(row.Event.Invoice), tx.Text(row.Event.Ticket)
			claimed[i] = Owed{
				ID: row.Mail.ID, About: notice.About(row.Mail.About), Because: because, Attempts: int(row.Mail.Attempts), Since: row.Mail.Since,
				lease: *row.Mail.DueAt,
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim mails: %w", err)
	}
	return claimed, nil
}

// Settle stores what came of a try; handed over, or given up, it lets the next one go. It changes nothing when the lease was over
// and another process has it now.
func (o *Office) Settle(ctx context.Context, owed Owed, sent error, now time.Time) error {
	settlement := query.SettleMailParams{ID: owed.ID, LeasedUntil: owed.lease}
	next, again := notice.NextTry(owed.Attempts, owed.Since, now)
	switch {
	case sent == nil:
		settlement.HandedOverAt = &now
	case !again || errors.Is(sent, ErrGiveUp):
		settlement.GivenUpAt = &now
	default:
		settlement.DueAt = &next
	}
	if sent != nil {
		settlement.Answer = "not taken" // what the server said may hold an address
	}
	_, err := o.tx.Reads().SettleMail(ctx, settlement)
	if err != nil {
		return fmt.Errorf("settle mail: %w", err)
	}
	return nil
}
