package trail

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"kaipiao/domain/actor"
	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// AuditEntry is one change of one object (O4): what is different of its state, and what else is different, by name.
type AuditEntry struct {
	ID     int64
	Object string
	At     time.Time
	What   string
	Who    actor.Actor
	// Before is null for what was made, After for what was deleted.
	Before json.RawMessage
	After  json.RawMessage
	// Withheld are members that changed too, and whose content is personal.
	Withheld []string
}

// AuditTrail lists what was done to an object, oldest first. The cursor is an id.
func (o *Office) AuditTrail(ctx context.Context, object string, page paging.Request) (paging.Page[AuditEntry], error) {
	after, err := paging.NumericCursor(page)
	if err != nil {
		return paging.Page[AuditEntry]{}, err
	}
	var rows []query.AuditEntry
	err = o.tx.Lists().Read(ctx, func(q *query.Queries) (err error) {
		rows, err = q.AuditTrail(ctx, query.AuditTrailParams{Object: object, After: after, PageSize: paging.Size(page)})
		return err
	})
	if err != nil {
		return paging.Page[AuditEntry]{}, tx.Missing(err, "audit trail")
	}
	return paging.Of(rows, page, AuditEntryOf, func(row query.AuditEntry) string { return strconv.FormatInt(row.ID, 10) }), nil
}

// Wanted narrows the whole trail; what is zero or empty does not.
type Wanted struct {
	Object, Who, What string
	// Since is the first instant, and Until the first that is too late.
	Since, Until time.Time
}

// WholeTrail lists what was done to all objects, the latest first. The cursor is an id.
func (o *Office) WholeTrail(ctx context.Context, wanted Wanted, page paging.Request) (paging.Page[AuditEntry], error) {
	before, err := paging.NumericCursor(page)
	if err != nil {
		return paging.Page[AuditEntry]{}, err
	}
	var rows []query.AuditEntry
	err = o.tx.Lists().Read(ctx, func(q *query.Queries) (err error) {
		rows, err = q.WholeAuditTrail(ctx, query.WholeAuditTrailParams{
			Before: before, Since: wanted.Since, Until: wanted.Until, Object: wanted.Object, Who: wanted.Who, What: wanted.What, PageSize: paging.Size(page),
		})
		return err
	})
	if err != nil {
		return paging.Page[AuditEntry]{}, tx.Missing(err, "audit trail")
	}
	return paging.Of(rows, page, AuditEntryOf, func(row query.AuditEntry) string { return strconv.FormatInt(row.ID, 10) }), nil
}

// Act writes a line into the trail about what somebody did of which no table shows it (S12), in the name of whom the transaction acts. What it says
// holds nothing personal.
func Act(ctx context.Context, q *query.Queries, object, what string, state map[string]any) error {
	said, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("write what was done: %w", err)
	}
	if err := q.RecordAct(ctx, query.RecordActParams{Object: object, What: what, State: said}); err != nil {
		return fmt.Errorf("store what was done: %w", err)
	}
	return nil
}

// AuditEntryOf is a line of the trail as it was stored.
func AuditEntryOf(row query.AuditEntry) AuditEntry {
	return AuditEntry{
		ID: row.ID, Object: row.Object, At: row.At, What: row.What, Who: row.Who, Before: row.Before, After: row.After, Withheld: row.Withheld,
	}
}
