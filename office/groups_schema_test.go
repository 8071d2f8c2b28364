package office_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/group"
	"kaipiao/domain/ids"
)

// A13, A14: the database itself keeps a group flat, one link after the other, and what is past as it was; a month has one run of an order.
func TestA13TheSchemaKeepsGroupsFlatAndTheirPast(t *testing.T) {
	ctx := t.Context()
	r, pool := open(t, nil)
	w := World{r, t}
	for _, account := range []string{"member", "master", "third"} {
		w.Account(ids.Account(account))
	}
	join := func(member, master string, way group.Way, at time.Time) {
		t.Helper()
		_, err := r.Groups.Join(ctx, group.Link{Member: ids.Account(member), Master: ids.Account(master), Way: way, Begins: at, MadeBy: service}, at)
		require.NoError(t, err)
	}
	join("member", "master", group.Trusteeship, now)
	require.NoError(t, r.Groups.Leave(ctx, "member", service, now.Add(time.Hour)))
	join("member", "master", group.Independent, now.Add(2*time.Hour))
	const link = "insert into memberships (member, n, master, way, begins, made_by, made_at, after) values "
	const consumption = "insert into consumptions (id, account, owner, payer, master, way, seller, charge, product, tax_code, tax_rate, cash, coupon, rebate, " +
		"paid_at, recorded_at) values ('x', 'member', "
	const rest = ", 'prepaid', 'p', '3040203000000000000', '0.06', 1, 0, 0, now(), now())"
	const run = "insert into standing_order_runs (account, month, at, reasons) values ('member', '2026-09', now(), "
	admin := postgrestest.Admin(t, pool)
	_, err := admin.Exec(ctx, run+`'[{"code": "x"}]')`)
	require.NoError(t, err)
	for rule, statement := range map[string]string{
		"no_master_of_itself":      link + "('third', 1, 'third', 'independent', now(), 'x', now(), null)",
		"no_chain":                 link + "('third', 1, 'member', 'independent', now(), 'x', now(), null)",
		"no_chain ":                link + "('master', 1, 'third', 'independent', now(), 'x', now(), null)",
		"one_after_the_other":      link + "('member', 3, 'third', 'independent', '2027-01-01', 'x', now(), '2026-12-31')",
		"memberships_check":        link + "('third', 1, 'master', 'independent', now(), 'x', now(), now())",
		"one_master_at_a_time":     link + "('third', 2, 'master', 'independent', now(), 'x', now(), now() + interval '1 hour')",
		"past_stays":               "update memberships set ends = now() where n = 1",
		"past_stays ":              "update memberships set way = 'trusteeship' where n = 2",
		"":                         "delete from memberships",
		"memberships_pkey":         link + "('member', 2, 'third', 'independent', '2027-01-01', 'x', now(), '2026-12-31')",
		"invoiced_by_its_owner":    consumption + "'member', null, 'master', 'trusteeship', 'platform'" + rest,
		"invoiced_by_its_owner ":   consumption + "'master', null, 'master', 'independent', 'platform'" + rest,
		"consumptions_check":       consumption + "'member', null, 'master', null, 'platform'" + rest,
		"consumptions_check1":      consumption + "'third', 'third', 'master', 'independent', 'platform'" + rest,
		"consumptions_check2":      consumption + "'master', null, 'master', 'trusteeship', 'isv-1'" + rest,
		"standing_order_runs_pkey": run + `'[{"code": "y"}]')`,
		"applied_or_skipped":       "insert into standing_order_runs (account, month, at) values ('third', '2026-09', now())",
	} {
		_, err := admin.Exec(ctx, statement)
		var refused *pgconn.PgError
		require.ErrorAs(t, err, &refused, statement)
		if rule != "" {
			require.Equal(t, strings.TrimSpace(rule), refused.ConstraintName, statement)
		}
	}
	w.Sound()
}
