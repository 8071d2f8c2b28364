package main

import (
	"context"
	"fmt"
	"time"

	"kaipiao/bench/served"
	"kaipiao/console/consoletest"
	"kaipiao/devstack/postgres/postgrestest"
)

// accountsInACall is how many accounts a call has records of.
const accountsInACall = 10

// product is the API. Each call reports records of ten accounts, of a second of their own.
func product(run *consoletest.Program, w *consoletest.World, told chosen) contender {
	_, err := postgrestest.Admin(run, w.Pool).Exec(run.Context(), `
		insert into accounts (id, certification, certified_name, taxpayer_id, region, email, created_at, updated_at)
		select 'acct-' || n, 'enterprise', '北京甲科技有限公司', '91110000802100433B', 'mainland', '', now(), now() from generate_series(0, $1::int - 1) n`, told.Accounts)
	run.Must(err)
	api := served.New(run, w, told.Clients)
	from := time.Now().Add(-1000 * time.Hour)
	return contender{"product", func(ctx context.Context, n int) error {
		paid := from.Add(time.Duration(n) * time.Second).Format(time.RFC3339)
		body := []byte(`{"items": [`)
		for k := range told.Batch {
			if k > 0 {
				body = append(body, ',')
			}
			body = fmt.Appendf(body, `{"id": "record-%d-%d", "account": "acct-%d", "charge": "postpaid", "seller": "platform", "product": "云服务器",
				"tax_code": "3040203000000000000", "tax_rate": "0.06", "cash": "10.60", "coupon": "0.00", "rebate": "0.00", "paid_at": "%s"}`,
				n, k, (n*accountsInACall+k%accountsInACall)%told.Accounts, paid)
		}
		body = append(body, "]}"...)
		return api.Post(ctx, "/v1/consumptions", fmt.Sprintf("call-%d", n), string(body))
	}}
}
