package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/refusal"
	"kaipiao/domain/webhook"
)

// O3: the database itself keeps the order, whatever a program tries.
func TestO3TheDatabaseLetsNothingOvertake(t *testing.T) {
	w, ctx := newTold(t), context.Background()
	w.Subscribe("one")
	w.Issued("k", 1)
	admin := postgrestest.Admin(t, w.Pool)
	for name, statement := range map[string]string{
		"two of a subject at once": "update webhook_deliveries set due_at = now()",
		"the same event twice": "insert into webhook_deliveries (webhook, event, subject, state) " +
			"select webhook, event, subject, state from webhook_deliveries",
		"settled without an end":    "update webhook_deliveries set status = 'delivered', due_at = null",
		"parked and due":            "update webhook_deliveries set status = 'parked', settled_at = now() where due_at is not null",
		"another state":             "update webhook_deliveries set status = 'lost'",
		"a weak secret":             "update webhooks set secret = 'short'",
		"no web address":            "update webhooks set url = 'file:///etc/passwd'",
		"an endpoint twice":         "insert into webhooks select id || '2', url, secret, created_by, created_at from webhooks",
		"an audit entry is changed": "update audit_entries set who = 'somebody else'",
		"an audit entry is deleted": "delete from audit_entries",
	} {
		_, err := admin.Exec(ctx, statement)
		var refused *pgconn.PgError
		require.ErrorAs(t, err, &refused, name)
	}
	requireRefused(t, w.Subscribers.Subscribe(ctx, webhook.Endpoint{ID: "other", URL: "https://one.example/"}, make(webhook.Secret, 32), now),
		refusal.WebhookExists)
}

// Claiming reads what it takes and nothing else, however much waits behind or was delivered.
func TestPlansClaimReadsOnlyWhatItTakes(t *testing.T) {
	w, ctx := newTold(t), context.Background()
	w.Subscribe("one")
	w.Subscribe("two")
	a, err := w.Apply("k", "10.00")
	require.NoError(t, err)
	admin := postgrestest.Admin(t, w.Pool)
	_, err = w.Pool.Exec(ctx, `
		with e as (insert into events (application, at, what, who, detail)
			select $1, now(), 'x', 'y', '' from generate_series(1, 20000) returning id)
		select count(*) from e`, a.ID)
	require.NoError(t, err)
	_, err = admin.Exec(ctx, `update webhook_deliveries set subject = 'invoice/' || (id / 10)`) // ten events for each invoice
	require.NoError(t, err)
	_, err = w.Pool.Exec(ctx, `update webhook_deliveries d set due_at = $1 where id in (select min(id) from webhook_deliveries group by webhook, subject)
		and due_at is null`, now.Add(time.Hour))
	require.NoError(t, err)
	_, err = admin.Exec(ctx, "analyze")
	require.NoError(t, err)
	rows, err := w.Pool.Query(ctx, `explain (analyze, costs off, timing off) select id from webhook_deliveries
		where webhook = 'one' and due_at <= $1 order by due_at, id limit 16 for update skip locked`, now)
	require.NoError(t, err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Contains(t, fmt.Sprint(lines), "Index Scan using deliveries_due")
	require.NotContains(t, fmt.Sprint(lines), "Rows Removed")
}
