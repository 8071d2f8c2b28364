package books

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kaipiao/domain/group"
	"kaipiao/domain/ids"
	"kaipiao/domain/ledger"
	"kaipiao/domain/life"
	"kaipiao/domain/refusal"
	"kaipiao/office/query"
	"kaipiao/office/read"
	"kaipiao/office/tx"
)

// RecordConsumptions stores consumption that billing systems report: all of it or nothing. What was stored before with
// equal content is passed over, so that a report may be repeated.
func (o *Office) RecordConsumptions(ctx context.Context, items []ledger.Consumption, now time.Time) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		fresh, err := newConsumptions(ctx, q, items)
		if err != nil || len(fresh) == 0 {
			return err
		}
		if err := o.checkRates(fresh, items); err != nil {
			return err
		}
		if err := lockOwners(ctx, q, fresh, items); err != nil {
			return err
		}
		if err := joinGroups(ctx, q, fresh); err != nil {
			return err
		}
		var owners []ids.Account
		for _, c := range fresh {
			owners = append(owners, c.Owner())
		}
		changes, err := readSubjects(ctx, q, owners)
		if err != nil {
			return err
		}
		var consumptions []query.InsertConsumptionsParams
		var records []query.InsertRecordsParams
		var entries []ledger.Entry
		for _, c := range fresh {
			consumptions = append(consumptions, query.InsertConsumptionsParams{
				ID: c.ID, Account: c.Account, Owner: c.Owner(), Payer: tx.Optional(c.Payer), Master: tx.Optional(c.Group.Master),
				Way: tx.Optional(c.Group.Way), Seller: c.Seller, Charge: c.Charge, Product: c.Product,
				TaxCode: c.TaxCode, TaxRate: c.TaxRate, Cash: c.Cash, Coupon: c.Coupon, Rebate: c.Rebate,
				PaidAt: c.PaidAt, ResourcesCreatedAt: c.ResourcesCreatedAt, DeliveredAt: c.DeliveredAt, RecordedAt: now,
			})
			records = append(records, query.InsertRecordsParams{
				Consumption: c.ID, Account: c.Owner(), Subject: changes.at(c.Owner(), c.PaidAt), Seller: c.Seller, Charge: c.Charge, Product: c.Product,
				TaxCode: c.TaxCode, TaxRate: c.TaxRate, PaidAt: c.PaidAt, ReleasedAt: o.releasedAt(c),
			})
			if c.Cash.IsPositive() {
				entries = append(entries, ledger.Entry{
					Account: c.Owner(), Seller: c.Seller, TaxCode: c.TaxCode, FromConsumption: c.ID, From: ledger.Cash,
					ToConsumption: c.ID, To: ledger.Free, Amount: c.Cash, At: c.PaidAt,
				})
			}
		}
		if _, err := q.InsertConsumptions(ctx, consumptions); err != nil {
			return fmt.Errorf("store consumptions: %w", err)
		}
		if _, err := q.InsertRecords(ctx, records); err != nil {
			return fmt.Errorf("store records: %w", err)
		}
		return Post(ctx, q, entries)
	})
}

// releasedAt is the instant from which the consumption can be invoiced, or nil while an event is missing.
func (o *Office) releasedAt(c ledger.Consumption) *time.Time {
	released, known := ledger.ReleasedAt(o.policy.Release, c)
	if !known {
		return nil
	}
	return &released
}

// newConsumptions drops the items that are stored already, and refuses an id with other content.
func newConsumptions(ctx context.Context, q *query.Queries, items []ledger.Consumption) ([]ledger.Consumption, error) {
	reported := make([]ids.Consumption, len(items))
	for i, item := range items {
		reported[i] = item.ID
	}
	rows, err := q.Consumptions(ctx, reported)
	if err != nil {
		return nil, fmt.Errorf("read consumptions: %w", err)
	}
	known := map[ids.Consumption]ledger.Consumption{}
	for _, row := range rows {
		known[row.ID] = consumptionOf(row)
	}
	var fresh []ledger.Consumption
	for i, item := range items {
		stored, repeated := known[item.ID]
		if !repeated {
			known[item.ID] = item
			fresh = append(fresh, item)
			continue
		}
		if !stored.Repeats(item) {
			return nil, refusal.New(refusal.ConflictingDuplicate, fmt.Sprintf("items[%d].id", i), item.ID)
		}
	}
	return fresh, nil
}

// Foresee says what would become of reports: how many are stored already, and why which of them would be refused.
func (o *Office) Foresee(ctx context.Context, items []ledger.Consumption) (known int, refused map[int]*refusal.Refusal, err error) {
	reported := make([]ids.Consumption, len(items))
	for i, item := range items {
		reported[i] = item.ID
	}
	rows, err := o.tx.Reads().Consumptions(ctx, reported)
	if err != nil {
		return 0, nil, fmt.Errorf("read consumptions: %w", err)
	}
	stored := map[ids.Consumption]ledger.Consumption{}
	for _, row := range rows {
		stored[row.ID] = consumptionOf(row)
	}
	refused = map[int]*refusal.Refusal{}
	for i, item := range items {
		switch before, found := stored[item.ID]; {
		case !found && !o.policy.Sells(item.TaxRate):
			refused[i] = refusal.New(refusal.TaxRateNotInUse, "tax_rate", item.TaxRate)
		case !found:
		case before.Repeats(item):
			known++
		default:
			refused[i] = refusal.New(refusal.ConflictingDuplicate, "id", item.ID)
		}
	}
	return known, refused, nil
}

// joinGroups finds what each account was to a master when it paid (A13). Links change under the lock of the member, which is held; a master
// whose link was made while the lock was waited for is locked now, out of the order in which everybody locks: should that ever meet
// another one, one of the two is tried again.
func joinGroups(ctx context.Context, q *query.Queries, fresh []ledger.Consumption) error {
	var members, masters []ids.Account
	for _, c := range fresh {
		members = append(members, c.Account)
	}
	slices.Sort(members)
	rows, err := q.Memberships(ctx, slices.Compact(members))
	if err != nil || len(rows) == 0 {
		return err
	}
	links := make([]group.Link, len(rows))
	for i, row := range rows {
		links[i] = read.LinkOf(row)
	}
	for i := range fresh {
		if fresh[i].Group = fresh[i].GroupOf(links); fresh[i].Group.Way == group.Trusteeship {
			masters = append(masters, fresh[i].Group.Master)
		}
	}
	slices.Sort(masters)
	if _, err := q.LockAccounts(ctx, slices.Compact(masters)); err != nil {
		return fmt.Errorf("lock masters: %w", err)
	}
	return nil
}

// lockOwners locks every account that the items touch, with the masters of those that are members, and refuses unknown ones, naming the first item at fault.
func lockOwners(ctx context.Context, q *query.Queries, fresh, items []ledger.Consumption) error {
	var accounts []ids.Account
	for _, c := range fresh {
		accounts = append(accounts, c.Account)
		if c.Payer != "" {
			accounts = append(accounts, c.Payer)
		}
	}
	slices.Sort(accounts)
	locked, err := q.LockAccountsAndMasters(ctx, life.Text(slices.Compact(accounts)))
	if err != nil {
		return fmt.Errorf("lock accounts: %w", err)
	}
	for i, c := range items {
		if !slices.Contains(locked, c.Account) && slices.Contains(accounts, c.Account) {
			return refusal.New(refusal.UnknownAccount, fmt.Sprintf("items[%d].account", i), c.Account)
		}
		if c.Payer != "" && !slices.Contains(locked, c.Payer) && slices.Contains(accounts, c.Payer) {
			return refusal.New(refusal.UnknownPayer, fmt.Sprintf("items[%d].payer", i), c.Payer)
		}
	}
	return nil
}

// ResourcesCreated records that the resources of a prepaid order exist (L2). Repeating it with the same instant changes nothing.
func (o *Office) ResourcesCreated(ctx context.Context, consumption ids.Consumption, at time.Time) error {
	return o.recordEvent(ctx, consumption, at,
		func(c *ledger.Consumption) **time.Time { return &c.ResourcesCreatedAt },
		func(q *query.Queries) error {
			return q.SetResourcesCreated(ctx, query.SetResourcesCreatedParams{ID: consumption, At: at})
		})
}

// Delivered records that a marketplace order was delivered (L5). Repeating it with the same instant changes nothing.
func (o *Office) Delivered(ctx context.Context, consumption ids.Consumption, at time.Time) error {
	return o.recordEvent(ctx, consumption, at,
		func(c *ledger.Consumption) **time.Time { return &c.DeliveredAt },
		func(q *query.Queries) error {
			return q.SetDelivered(ctx, query.SetDeliveredParams{ID: consumption, At: at})
		})
}

// recordEvent stores an instant that was not known when the consumption was reported, and releases the record by it.
func (o *Office) recordEvent(
	ctx context.Context, id ids.Consumption, at time.Time, slot func(*ledger.Consumption) **time.Time, store func(*query.Queries) error,
) error {
	return o.tx.Change(ctx, func(q *query.Queries) error {
		row, err := q.LockConsumption(ctx, id)
		if err != nil {
			return tx.Missing(err, "consumption")
		}
		c := consumptionOf(row)
		noted := slot(&c)
		if *noted != nil {
			if (*noted).Equal(at) {
				return nil
			}
			return refusal.New(refusal.AlreadyRecorded, "at", (*noted).Format(time.RFC3339))
		}
		*noted = &at
		if err := store(q); err != nil {
			return fmt.Errorf("store event: %w", err)
		}
		return q.ReleaseRecord(ctx, query.ReleaseRecordParams{Consumption: id, ReleasedAt: o.releasedAt(c)})
	})
}

func consumptionOf(row query.Consumption) ledger.Consumption {
	return ledger.Consumption{
		ID: row.ID, Account: row.Account, Charge: row.Charge, Seller: row.Seller, Payer: tx.Text(row.Payer), Product: row.Product,
		Group:   ledger.Group{Master: tx.Text(row.Master), Way: tx.Text(row.Way)},
		TaxCode: row.TaxCode, TaxRate: row.TaxRate, Cash: row.Cash, Coupon: row.Coupon, Rebate: row.Rebate,
		PaidAt: row.PaidAt, ResourcesCreatedAt: row.ResourcesCreatedAt, DeliveredAt: row.DeliveredAt,
	}
}

// checkRates refuses consumption at a rate at which nothing is sold. What was recorded before stays, whatever the policy says now.
func (o *Office) checkRates(fresh, items []ledger.Consumption) error {
	var refused refusal.List
	for _, c := range fresh {
		if !o.policy.Sells(c.TaxRate) {
			at := slices.IndexFunc(items, func(item ledger.Consumption) bool { return item.ID == c.ID })
			refused = append(refused, refusal.New(refusal.TaxRateNotInUse, fmt.Sprintf("items[%d].tax_rate", at), c.TaxRate))
		}
	}
	return refused.ErrorOrNil()
}
