package postgres

import (
	"context"
	"strconv"
	"strings"

	"kaipiao/office/paging"
	"kaipiao/office/query"
	"kaipiao/office/trail"
)

// quoted makes a text safe between the quotes of an escape string, which are read alike under every setting of the database;
// it cannot store a zero character anyway.
var quoted = strings.NewReplacer("'", "''", `\`, `\\`, "\x00", "")

// beginAs begins a transaction in somebody's name, for the audit trail (O4), without another round trip to the database. An
// event that the transaction writes names its actor itself, and goes before.
func beginAs(who string) string {
	return "begin; set local kaipiao.who = E'" + quoted.Replace(who) + "'"
}

// AuditTrail lists what was done to an object, oldest first. The cursor is an id.
func (r *Register) AuditTrail(ctx context.Context, object string, page paging.Request) (paging.Page[trail.AuditEntry], error) {
	after, err := numericCursor(page)
	if err != nil {
		return paging.Page[trail.AuditEntry]{}, err
	}
	rows, err := query.New(r.pool).AuditTrail(ctx, query.AuditTrailParams{Object: object, After: after, PageSize: pageSize(page)})
	if err != nil {
		return paging.Page[trail.AuditEntry]{}, missing(err, "audit trail")
	}
	return pageOf(rows, page, auditEntryOf, func(row query.AuditEntry) string { return strconv.FormatInt(row.ID, 10) }), nil
}

func auditEntryOf(row query.AuditEntry) trail.AuditEntry {
	return trail.AuditEntry{
		ID: row.ID, Object: row.Object, At: row.At, What: row.What, Who: row.Who, Before: row.Before, After: row.After, Withheld: row.Withheld,
	}
}
