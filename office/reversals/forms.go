package reversals

import (
	"context"
	"fmt"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/event"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/life"
	"kaipiao/domain/message"
	"kaipiao/domain/refusal"
	"kaipiao/domain/reversal"
	"kaipiao/domain/task"
	"kaipiao/office/lock"
	"kaipiao/office/outbox"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tasks"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// TakeIn takes in a red-letter form that the buyer began at the bureau, and puts it before finance as an operator task (V8).
// Taking it in again changes nothing. While a reversal of ours is under way it is refused, and found again later.
func (o *Office) TakeIn(ctx context.Context, listed invoice.Listed, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		of, before, err := lockNamed(ctx, q, listed.Of)
		if err != nil || has(before, of, listed) {
			return err
		}
		for _, r := range before {
			if r.Status.Open() {
				return refusal.New(refusal.ReversalRunning, "", of.ID)
			}
		}
		made, lines, err := othersReversal(ctx, q, of, listed, len(before)+1)
		if err != nil {
			return err
		}
		made.Origin, made.Status, made.Now, made.AskedAt, made.ConfirmBy = reversal.ByBuyer, reversal.AwaitsSeller, now, &listed.At, &listed.LapsesAt
		if err := storeOthers(ctx, q, made, lines); err != nil {
			return err
		}
		err = trail.Note(ctx, q, event.Event{
			Application: of.Application, Invoice: of.ID, At: now, What: event.RedFormFound, Who: actor.Provider, Detail: string(made.ID),
		})
		if err != nil {
			return err
		}
		if _, err := tasks.OpenMatter(ctx, q, formWaits(of, made), now); err != nil {
			return err
		}
		return outbox.TellReversals(ctx, q, of, message.Reverse, message.Nothing{}, now)
	})
}

// formWaits is what finance reads of a form that waits for it.
func formWaits(of query.Invoice, made query.InsertReversalOfOthersParams) tasks.Matter {
	until := made.ConfirmBy.In(calendar.Shanghai).Format("2006-01-02 15:04")
	return tasks.Matter{
		Kind: task.BuyersForm, Seller: of.Seller, Subject: message.WorkflowOfReversals(of.ID), Code: "red_form_waits",
		Words: refusal.Words{
			English: fmt.Sprintf("The buyer of invoice %s began a red-letter form (reversal %s). Confirm or deny it until %s; otherwise it lapses.",
				tx.Text(of.Number), made.ID, until),
			Chinese: fmt.Sprintf("发票 %s 的购买方已发起红字信息确认单（%s），请于 %s 前确认或否认，逾期自动作废。", tx.Text(of.Number), made.ID, until),
		},
	}
}

// Answer is finance's word to a form that the buyer began: it is confirmed or denied at the provider then, by the workflow (V8).
func (o *Office) Answer(ctx context.Context, id ids.Reversal, word reversal.Word, who actor.Actor, now time.Time) (reversal.Reversal, error) {
	do, said := reversal.Confirm, event.RedFormConfirmed
	if word == reversal.Declining {
		do, said = reversal.Decline, event.RedFormDenied
	}
	var found reversal.Reversal
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		_, of, err := lock.Reversal(ctx, q, id)
		if err != nil {
			return err
		}
		if found, err = read.Reversal(ctx, q, id); err != nil {
			return err
		}
		if found.Origin != reversal.ByBuyer {
			return refusal.New(refusal.NotFound, "", "red-letter form")
		}
		if err := found.Check(do, who); err != nil {
			return err
		}
		_, err = q.SayWord(ctx, query.SayWordParams{ID: id, Word: word, Who: who, Now: now, Sources: life.Text(reversal.Life.From(do))})
		if err != nil {
			return fmt.Errorf("store reversal: %w", err)
		}
		if err := tasks.CloseMatter(ctx, q, task.BuyersForm, message.WorkflowOfReversals(of.ID), who, now); err != nil {
			return err
		}
		err = trail.Note(ctx, q, event.Event{Application: of.Application, Invoice: of.ID, At: now, What: said, Who: who, Detail: string(id)})
		if err != nil {
			return err
		}
		if found, err = read.Reversal(ctx, q, id); err != nil {
			return err
		}
		return outbox.TellReversals(ctx, q, of, message.Reverse, message.Nothing{}, now)
	})
	return found, err
}

// FormFilter narrows the list of forms that buyers began; zero values do not narrow.
type FormFilter struct {
	Status  reversal.Status
	Account ids.Account
	// Number is that of the invoice, or of the red document.
	Number string
	Serial string
	// Began: those that the bureau told us of then.
	Began paging.Span
}

// Forms lists the forms that buyers began.
func (o *Office) Forms(ctx context.Context, filter FormFilter, page paging.Request) (paging.Page[reversal.Reversal], error) {
	var result paging.Page[reversal.Reversal]
	err := o.tx.Look(ctx, func(q *query.Queries) error {
		if err := q.PlanForWhatIsAsked(ctx); err != nil {
			return fmt.Errorf("read reversals: %w", err)
		}
		rows, err := q.ReversalsOfBuyers(ctx, query.ReversalsOfBuyersParams{
			Status: string(filter.Status), Account: string(filter.Account), Number: filter.Number, Serial: filter.Serial,
			From: filter.Began.From, Until: filter.Began.Until, After: ids.Reversal(page.After), PageSize: paging.Size(page),
		})
		if err != nil {
			return fmt.Errorf("read reversals: %w", err)
		}
		whole, err := read.Reversals(ctx, q, rows)
		if err != nil {
			return err
		}
		result = paging.Of(whole, page, func(r reversal.Reversal) reversal.Reversal { return r }, func(r reversal.Reversal) ids.Reversal { return r.ID })
		return nil
	})
	return result, err
}
