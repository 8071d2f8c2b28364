package main

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"kaipiao/devstack/postgres/postgrestest"
	"kaipiao/domain/actor"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
	"kaipiao/domain/webhook"
	"kaipiao/office/months"
	"kaipiao/office/subscribers"
	"kaipiao/office/tx"
	"kaipiao/schema"
)

// O4: who serves has the month begin, with the rights of its role, and the command shows it with those of the reader.
func TestO4WhoServesBeginsTheMonth(t *testing.T) {
	database := postgrestest.Database(t)
	pool := postgrestest.Pool(t, postgrestest.As(t, schema.Starter, database))
	of := months.New(tx.New(pool))
	serving, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { keepMonths(serving, of); close(ended) }()
	// given somebody who writes, sooner or later in this month
	require.Eventually(t, func() bool {
		account(t, pool, time.Now().Format("a150405.000000000"))
		var in string
		require.NoError(t, pool.QueryRow(t.Context(), "select tableoid::regclass::text from audit_entries order by id desc limit 1").Scan(&in))
		return in == "audit_entries_"+time.Now().In(calendar.Shanghai).Format("2006_01")
	}, 20*time.Second, 50*time.Millisecond)
	stop()
	<-ended

	t.Setenv("KAIPIAO_RUN_DIR", t.TempDir())
	t.Setenv("KAIPIAO_DATABASE_URL", "")
	t.Setenv("KAIPIAO_DATABASE_READER_URL", postgrestest.As(t, schema.Reader, database))
	require.NoError(t, monthsCommand{}.Run(t.Context()))
	list, err := months.New(tx.New(postgrestest.Pool(t, postgrestest.As(t, schema.Reader, database)))).List(t.Context())
	require.NoError(t, err)
	var said bytes.Buffer
	require.NoError(t, printMonths(&said, list))
	require.Contains(t, said.String(), "audit_entries_"+time.Now().In(calendar.Shanghai).Format("2006_01"))
	require.Contains(t, said.String(), "pg_default")
}

// O3: who serves forgets what the policy does not keep, with the rights of its role; the command says beforehand how much that is.
func TestO3WhoServesForgetsDeliveries(t *testing.T) {
	database := postgrestest.Database(t)
	pool := postgrestest.Pool(t, postgrestest.As(t, schema.Starter, database))
	of := subscribers.New(tx.New(pool))
	now := time.Now()
	require.NoError(t, of.Subscribe(t.Context(), webhook.Endpoint{ID: "one", URL: "https://one.example/", CreatedBy: actor.Product},
		make(webhook.Secret, webhook.SecretSize), now))
	// given two deliveries of two months ago, one of which is still parked
	_, err := postgrestest.Admin(t, pool).Exec(t.Context(), `set session_replication_role = replica;
		insert into webhook_deliveries (webhook, event, subject, state, status, settled_at) values
			('one', 1, 'invoice/a', 'issued', 'delivered', now() - interval '70 days'), ('one', 2, 'invoice/b', 'issued', 'parked', now() - interval '70 days')`)
	require.NoError(t, err)
	count := func() (rows int) {
		require.NoError(t, pool.QueryRow(t.Context(), "select count(*) from webhook_deliveries").Scan(&rows))
		return rows
	}
	for keep, expected := range map[policy.Keep]string{
		{DeliveriesMonths: 1}: "forgets 1 deliveries of before, and keeps 1 that are still owed", {}: "told is kept for ever",
	} {
		var said bytes.Buffer
		require.NoError(t, printOld(t.Context(), &said, of, keep, now))
		require.Contains(t, said.String(), expected)
	}
	forget := func(keep policy.Keep, until func() bool) {
		serving, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { forgetDeliveries(serving, of, keep); close(ended) }()
		require.Eventually(t, until, 20*time.Second, 20*time.Millisecond)
		stop()
		<-ended
	}
	forget(policy.Keep{DeliveriesMonths: 13}, func() bool { return count() == 2 })
	forget(policy.Keep{DeliveriesMonths: 1}, func() bool { return count() == 1 })
	var left string
	require.NoError(t, pool.QueryRow(t.Context(), "select status from webhook_deliveries").Scan(&left))
	require.Equal(t, "parked", left)
}
