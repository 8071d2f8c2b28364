package subscribers

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/domain/contradiction"
	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/refusal"
	"kaipiao/domain/task"
	"kaipiao/domain/webhook"
	"kaipiao/office/outbox"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/trail"
	"kaipiao/office/tx"
)

// ClaimDeliveries takes some of what an endpoint is owed and is due, each for as long as its lease says: of each subject the
// earliest that is not settled. A process that dies with them loses nothing, because another one takes them when the lease is over.
func (o *Office) ClaimDeliveries(ctx context.Context, endpoint ids.Webhook, howMany int, now time.Time) ([]webhook.Claimed, error) {
	var claimed []webhook.Claimed
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		due, err := q.ClaimDeliveries(ctx, query.ClaimDeliveriesParams{
			Webhook: endpoint, HowMany: int32(howMany), Now: &now, LeasedUntil: now.Add(webhook.Lease), //nolint:gosec // a handful
		})
		if err != nil || len(due) == 0 {
			return err
		}
		rows, err := q.ClaimedDeliveries(ctx, due)
		if err != nil {
			return err
		}
		claimed = make([]webhook.Claimed, len(rows))
		for i, row := range rows {
			claimed[i] = webhook.Claimed{
				Delivery: deliveryOf(query.DeliveriesRow{WebhookDelivery: row.WebhookDelivery, Event: row.Event, Account: row.Account}),
				Endpoint: endpointOf(row.Webhook), Secret: row.Webhook.Secret, Subject: row.WebhookDelivery.Subject, Lease: *row.WebhookDelivery.DueAt,
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	return claimed, nil
}

// SettleDelivery stores what came of a try. Settled for good, it lets the next one of its subject go. It changes nothing when
// the lease was over and another process has it now.
func (o *Office) SettleDelivery(ctx context.Context, c webhook.Claimed, answer string, v webhook.Verdict, now time.Time) error {
	settlement := query.SettleDeliveryParams{ID: c.ID, LeasedUntil: c.Lease, Status: v.Status, Answer: answer}
	if v.Status == webhook.Waiting {
		settlement.DueAt = &v.Next
	} else {
		settlement.SettledAt = &now
	}
	return o.tx.Change(ctx, func(q *query.Queries) error {
		if err := q.LockSubject(ctx, c.Subject); err != nil {
			return fmt.Errorf("lock subject: %w", err)
		}
		settled, err := q.SettleDelivery(ctx, settlement)
		if err != nil {
			return fmt.Errorf("settle delivery: %w", err)
		}
		if settled == 0 || v.Status == webhook.Waiting {
			return nil
		}
		if v.Status == webhook.Parked {
			if err := openParked(ctx, q, c.Endpoint.ID, v.Ends, now); err != nil {
				return err
			}
		}
		if v.Ends {
			if err := q.DisableWebhook(ctx, query.DisableWebhookParams{ID: c.Endpoint.ID, Now: &now}); err != nil {
				return fmt.Errorf("disable webhook: %w", err)
			}
		}
		return nextOfSubject(ctx, q, c.Endpoint.ID, c.Subject, now)
	})
}

// openParked opens the task of an endpoint that took no events, once, and has the operators mailed.
func openParked(ctx context.Context, q *query.Queries, endpoint ids.Webhook, gone bool, now time.Time) error {
	words := task.DeliveriesParked(endpoint, gone)
	code := contradiction.Code("no_answer")
	if gone {
		code = "gone"
	}
	_, err := q.RaiseMatter(ctx, query.RaiseMatterParams{
		Kind: task.ParkedDeliveries, Seller: invoice.Platform, Subject: subjectOf(endpoint), Code: code, Detail: words.English,
		DetailZh: words.Chinese, Now: now,
	})
	if err != nil {
		return fmt.Errorf("open an operator task: %w", err)
	}
	return outbox.TellDesk(ctx, q, invoice.Platform, invoice.NoCause, now)
}

// subjectOf is by what tasks about an endpoint are known.
func subjectOf(endpoint ids.Webhook) string { return "webhook/" + string(endpoint) }

// nextOfSubject lets the earliest delivery of a locked subject go, unless one is under way.
func nextOfSubject(ctx context.Context, q *query.Queries, endpoint ids.Webhook, subject string, now time.Time) error {
	if err := q.NextOfSubject(ctx, query.NextOfSubjectParams{Webhook: endpoint, Subject: subject, Now: now}); err != nil {
		return fmt.Errorf("let the next delivery go: %w", err)
	}
	return nil
}

// Deliveries lists what an endpoint was told and is owed, the oldest first. The cursor is an id.
func (o *Office) Deliveries(ctx context.Context, endpoint ids.Webhook, status webhook.Status, page paging.Request) (paging.Page[webhook.Delivery], error) {
	none := paging.Page[webhook.Delivery]{}
	after, err := paging.NumericCursor(page)
	if err != nil {
		return none, err
	}
	if _, err := o.Endpoint(ctx, endpoint); err != nil {
		return none, err
	}
	wanted := query.DeliveriesParams{Webhook: endpoint, Status: string(status), After: after, PageSize: paging.Size(page)}
	var rows []query.DeliveriesRow
	err = o.tx.Lists().Read(ctx, func(q *query.Queries) (err error) {
		rows, err = deliveryRows(ctx, q, wanted)
		return err
	})
	if err != nil {
		return none, tx.Missing(err, "deliveries")
	}
	return paging.Of(rows, page, deliveryOf, func(row query.DeliveriesRow) string { return strconv.FormatInt(row.WebhookDelivery.ID, 10) }), nil
}

// deliveryRows finds what is owed without looking through what was delivered.
func deliveryRows(ctx context.Context, q *query.Queries, wanted query.DeliveriesParams) ([]query.DeliveriesRow, error) {
	if status := webhook.Status(wanted.Status); status != webhook.Waiting && status != webhook.Parked {
		return q.Deliveries(ctx, wanted)
	}
	owed, err := q.OwedDeliveries(ctx, query.OwedDeliveriesParams{
		Webhook: wanted.Webhook, Status: webhook.Status(wanted.Status), After: wanted.After, PageSize: wanted.PageSize,
	})
	rows := make([]query.DeliveriesRow, len(owed))
	for i, row := range owed {
		rows[i] = query.DeliveriesRow(row)
	}
	return rows, err
}

// Redeliver has a parked delivery tried for another day, before later ones of its subject; one that waits for its next try is
// tried at once. It refuses with wrong_state when it was delivered, or when the endpoint is gone.
func (o *Office) Redeliver(ctx context.Context, endpoint ids.Webhook, id int64, now time.Time) (webhook.Delivery, error) {
	var shown webhook.Delivery
	err := o.tx.Change(ctx, func(q *query.Queries) error {
		hook, err := q.Webhook(ctx, endpoint)
		if err != nil {
			return tx.Missing(err, "webhook")
		}
		row, err := q.Delivery(ctx, query.DeliveryParams{Webhook: endpoint, ID: id})
		if err != nil {
			return tx.Missing(err, "delivery")
		}
		if hook.DisabledAt != nil {
			return refusal.New(refusal.WrongState, "", "gone")
		}
		if err := q.LockSubject(ctx, row.WebhookDelivery.Subject); err != nil {
			return fmt.Errorf("lock subject: %w", err)
		}
		if err := tryAgain(ctx, q, row.WebhookDelivery, now); err != nil {
			return err
		}
		if err := trail.Act(ctx, q, "webhook/"+string(endpoint), "redelivery_asked", map[string]any{"delivery": id}); err != nil {
			return err
		}
		row, err = q.Delivery(ctx, query.DeliveryParams{Webhook: endpoint, ID: id})
		if err == nil && row.WebhookDelivery.Status == webhook.Delivered {
			return refusal.New(refusal.WrongState, "", string(webhook.Delivered))
		}
		shown = deliveryOf(query.DeliveriesRow(row))
		return tx.Missing(err, "delivery")
	})
	return shown, err
}

// tryAgain lets a delivery of a locked subject go, unless it was delivered.
func tryAgain(ctx context.Context, q *query.Queries, row query.WebhookDelivery, now time.Time) error {
	if err := q.Unpark(ctx, row.ID); err != nil {
		return fmt.Errorf("unpark delivery: %w", err)
	}
	err := q.CloseParkedDeliveries(ctx, query.CloseParkedDeliveriesParams{Webhook: row.Webhook, Subject: subjectOf(row.Webhook), Who: actor.Product, Now: &now})
	if err != nil {
		return fmt.Errorf("close operator task: %w", err)
	}
	if err := q.StepBack(ctx, query.StepBackParams{Webhook: row.Webhook, Subject: row.Subject, ID: row.ID}); err != nil {
		return fmt.Errorf("let an earlier delivery go first: %w", err)
	}
	if err := q.HastenDelivery(ctx, query.HastenDeliveryParams{ID: row.ID, Now: now}); err != nil {
		return fmt.Errorf("hasten delivery: %w", err)
	}
	if err := nextOfSubject(ctx, q, row.Webhook, row.Subject, now); err != nil {
		return err
	}
	return q.NotifyWebhooks(ctx)
}

// redeliverAtOnce is how many parked deliveries are let go in one transaction.
const redeliverAtOnce = 1000

// RedeliverParked has what is parked for an endpoint tried again, as Redeliver does. It reports whether the endpoint is gone, and takes none.
func RedeliverParked(ctx context.Context, q *query.Queries, endpoint ids.Webhook, now time.Time) (gone bool, err error) {
	hook, err := q.Webhook(ctx, endpoint)
	if err != nil {
		return false, tx.Missing(err, "webhook")
	}
	if hook.DisabledAt != nil {
		return true, nil
	}
	parked, err := q.ParkedDeliveries(ctx, query.ParkedDeliveriesParams{Webhook: endpoint, HowMany: redeliverAtOnce})
	if err != nil {
		return false, fmt.Errorf("read what is parked: %w", err)
	}
	for _, row := range parked {
		if err := q.LockSubject(ctx, row.Subject); err != nil {
			return false, fmt.Errorf("lock subject: %w", err)
		}
		if err := tryAgain(ctx, q, row, now); err != nil {
			return false, err
		}
	}
	return false, nil
}

// DeliveryCounts counts what the endpoints are owed, for the metrics.
func (o *Office) DeliveryCounts(ctx context.Context) ([]webhook.Count, error) {
	rows, err := o.tx.Reads().DeliveryCounts(ctx)
	if err != nil {
		return nil, tx.Missing(err, "deliveries")
	}
	counts := make([]webhook.Count, len(rows))
	for i, row := range rows {
		counts[i] = webhook.Count{Endpoint: row.Webhook, Status: row.Status, Count: int(row.Count)}
	}
	return counts, nil
}

func deliveryOf(row query.DeliveriesRow) webhook.Delivery {
	d, e := row.WebhookDelivery, row.Event
	return webhook.Delivery{
		ID: d.ID, Status: d.Status, Attempts: int(d.Attempts), Since: d.Since, DueAt: d.DueAt, Answer: d.Answer, SettledAt: d.SettledAt,
		Event: webhook.Event{
			ID: e.ID, At: e.At, What: e.What, Detail: e.Detail, Account: row.Account, Application: tx.Text(e.Application),
			Invoice: tx.Text(e.Invoice), Ticket: tx.Text(e.Ticket), Status: d.State,
		},
	}
}
