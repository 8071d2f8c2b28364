package trail

import (
	"context"
	"encoding/json"
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
	rows, err := o.tx.Reads().AuditTrail(ctx, query.AuditTrailParams{Object: object, After: after, PageSize: paging.Size(page)})
	if err != nil {
		return paging.Page[AuditEntry]{}, tx.Missing(err, "audit trail")
	}
	return paging.Of(rows, page, AuditEntryOf, func(row query.AuditEntry) string { return strconv.FormatInt(row.ID, 10) }), nil
}

// AuditEntryOf is a line of the trail as it was stored.
func AuditEntryOf(row query.AuditEntry) AuditEntry {
	return AuditEntry{
		ID: row.ID, Object: row.Object, At: row.At, What: row.What, Who: row.Who, Before: row.Before, After: row.After, Withheld: row.Withheld,
	}
}
