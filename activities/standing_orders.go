package activities

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kaipiao/domain/ids"
	"kaipiao/domain/notice"
	"kaipiao/domain/standingorder"
	"kaipiao/office"
	"kaipiao/office/standingorders"
)

// pageOfOrders is how many standing orders are carried out, or told of, in one step.
const pageOfOrders = 100

// StandingOrders carries standing orders out (A14), and tells customers of those that were skipped.
type StandingOrders struct {
	Office  *office.Office
	Notices *Notices
	Now     func() time.Time
}

// OrdersPage asks for the next orders: those of the accounts after one, and for skips after its month too.
type OrdersPage struct {
	After ids.Account         `json:"after,omitempty"`
	Month standingorder.Month `json:"month,omitempty"`
}

// OrdersDone is what came of it.
type OrdersDone struct {
	// Next is after which to go on; empty when there are no more.
	Next OrdersPage `json:"next,omitzero"`
	// Applied and Skipped are those that were carried out, Failed those that could not be; Told are the customers that were mailed.
	Applied int `json:"applied"`
	Skipped int `json:"skipped"`
	Told    int `json:"told"`
	Failed  int `json:"failed"`
}

// Add adds another part up.
func (d *OrdersDone) Add(part OrdersDone) {
	d.Next = part.Next
	d.Applied, d.Skipped, d.Told, d.Failed = d.Applied+part.Applied, d.Skipped+part.Skipped, d.Told+part.Told, d.Failed+part.Failed
}

// CarryOutOrders carries out the next orders that are due, each in a transaction of its own: what a worker that dies has done is done, and is not
// due any more. One that fails keeps no other one up; it stays due.
func (s *StandingOrders) CarryOutOrders(ctx context.Context, page OrdersPage) (OrdersDone, error) {
	defer alive(ctx)()
	due, err := s.Office.StandingOrders.Due(ctx, page.After, pageOfOrders, s.Now())
	if err != nil {
		return OrdersDone{}, failure(err)
	}
	var done OrdersDone
	for _, account := range due {
		run, err := s.Office.StandingOrders.CarryOut(ctx, account, s.Now())
		switch {
		case ctx.Err() != nil:
			return done, ctx.Err()
		case err != nil:
			done.Failed++
			slog.ErrorContext(ctx, "a standing order is not carried out", "account", account, "error", err)
		case run == nil: // it was changed or deleted meanwhile
		case run.Application != "":
			done.Applied++
		default:
			done.Skipped++
		}
	}
	if len(due) == pageOfOrders {
		done.Next.After = due[len(due)-1]
	}
	return done, nil
}

// TellOfSkips mails customers why nothing was applied for, each once: what the mail server does not take stays untold, and what it refuses for good
// is given up. Sent twice, both mails carry the same message id.
func (s *StandingOrders) TellOfSkips(ctx context.Context, page OrdersPage) (OrdersDone, error) {
	defer alive(ctx)()
	untold, err := s.Office.StandingOrders.Untold(ctx, page.After, page.Month, pageOfOrders)
	if err != nil {
		return OrdersDone{}, failure(err)
	}
	var done OrdersDone
	for _, skipped := range untold {
		err := s.tell(ctx, skipped)
		switch {
		case ctx.Err() != nil:
			return done, ctx.Err()
		case err != nil:
			done.Failed++
			slog.ErrorContext(ctx, "a customer is not told of a skipped standing order", "account", skipped.Account, "error", err)
		default:
			done.Told++
		}
	}
	if len(untold) == pageOfOrders {
		last := untold[len(untold)-1]
		done.Next = OrdersPage{After: last.Account, Month: last.Month}
	}
	return done, nil
}

func (s *StandingOrders) tell(ctx context.Context, skipped standingorders.Skip) error {
	subject, body, err := notice.WriteSkippedOrder(skipped.Run)
	if err != nil {
		return err
	}
	err = s.Notices.send(ctx, fmt.Sprintf("%s.%s.standing-order", skipped.Account, skipped.Month), skipped.Email, subject, body)
	if err != nil && !errors.Is(err, ErrRefusedForGood) {
		return err
	}
	ctx, stop := noting(ctx)
	defer stop()
	return s.Office.StandingOrders.Told(ctx, skipped.Account, skipped.Month, s.Now())
}
