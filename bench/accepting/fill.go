package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// hotAccount is the account that all apply for. Records are called rec-<account>-<block>-<place>, so that a script can make up their names, and are
// taken in this order: each application takes a block of ten.
const hotAccount = "hot"

// stock says how many blocks of records there are: of each account, and of the hot one.
type stock struct{ each, hot int }

// fill records accounts and what they consumed, released long ago, as the office would have.
func fill(ctx context.Context, admin *pgx.Conn, accounts int, s stock) error {
	for _, statement := range []string{
		"set session_replication_role = replica",
		fmt.Sprintf(`insert into accounts
			select 'acct-' || n, 'enterprise', '北京甲科技有限公司', '91110000802100433B', 'mainland', '', 1, now(), now()
			from (select n::text from generate_series(0, %d) n union all select '%s') a (n)`, accounts-1, hotAccount),
		fmt.Sprintf(`create temporary table made as
			select 'acct-' || a as account, 'rec-' || a || '-' || k || '-' || j as id, timestamptz '2026-01-01Z' + (k * 10 + j) * interval '1 second' as at
			from (select n::text, %d from generate_series(0, %d) n union all select '%s', %d) accounts (a, blocks),
			generate_series(0, blocks - 1) k, generate_series(0, 9) j`, s.each, accounts-1, hotAccount, s.hot),
		`insert into consumptions (id, account, owner, seller, charge, product, tax_code, tax_rate, cash, coupon, rebate, paid_at, recorded_at)
			select id, account, account, 'platform', 'postpaid', '云服务器', '3040203000000000000', '0.06', 10.60, 0, 0, at, at from made`,
		`insert into ledger_entries (account, seller, tax_code, from_consumption, from_bucket, to_consumption, to_bucket, amount, at)
			select account, 'platform', '3040203000000000000', id, 'cash', id, 'free', 10.60, at from made`,
		`insert into record_balances (consumption, account, subject, seller, charge, product, tax_code, tax_rate, paid_at, released_at, cash, free)
			select id, account, 1, 'platform', 'postpaid', '云服务器', '3040203000000000000', '0.06', at, at, 10.60, 10.60 from made`,
		`insert into ledger_totals (account, subject, seller, tax_code, charge, cash, free, reserved, invoiced, outstanding, refunded, paid_for_others)
			select account, 1, seller, tax_code, charge, sum(cash), sum(free), 0, 0, 0, 0, 0 from record_balances group by account, seller, tax_code, charge`,
		"drop table made",
		"reset session_replication_role",
		"vacuum analyze",
		"checkpoint",
	} {
		if _, err := admin.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%w in %s", err, statement)
		}
	}
	return nil
}
