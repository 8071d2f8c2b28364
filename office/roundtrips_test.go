package office_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"kaipiao/domain/actor"
	"kaipiao/domain/ids"
	domain "kaipiao/domain/invoice"
	"kaipiao/domain/secondperson"
	"kaipiao/office/applications"
)

// trips counts how often somebody waits for the database's answer.
type trips struct{ Count atomic.Int64 }

// dial counts on a new connection.
func (c *trips) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, address)
	return &counted{Conn: conn, trips: c}, err
}

type counted struct {
	net.Conn
	trips *trips
	said  atomic.Bool
}

func (c *counted) Write(content []byte) (int, error) {
	c.said.Store(true)
	return c.Conn.Write(content)
}

func (c *counted) Read(content []byte) (int, error) {
	if c.said.Swap(false) {
		c.trips.Count.Add(1)
	}
	return c.Conn.Read(content)
}

// What one transaction says travels together: how often each step of a plain invoice's life goes to the database and back.
func TestRoundTripsOfAPlainLife(t *testing.T) {
	ctx := t.Context()
	counter := &trips{}
	r, _ := open(t, func(c *pgxpool.Config) { c.MaxConns, c.ConnConfig.DialFunc = 1, counter.dial })
	w := World{r, t}
	w.Account("acct")
	w.consumedAtOnce("bill", 100)
	life := func(key, number string) map[string]int64 {
		taken := map[string]int64{}
		step := func(name string, do func() error) {
			t.Helper()
			before := counter.Count.Load()
			require.NoError(t, do(), name)
			taken[name] = counter.Count.Load() - before
		}
		var invoice ids.Invoice
		var application ids.Application
		step("preview", func() error {
			_, refused, err := w.Applications.Preview(ctx, requestFor(10000), applications.Templates{}, now)
			require.Empty(t, refused)
			return err
		})
		step("submit", func() error {
			a, err := w.Apply(key, "100.00")
			application, invoice = a.ID, a.Invoices[0].ID
			return err
		})
		step("submit again", func() error { _, err := w.Apply(key, "100.00"); return err })
		step("approve", func() error {
			_, err := w.Applications.Approve(ctx, application, secondperson.Trusted(actor.Product), "", now)
			return err
		})
		var serial domain.Serial
		step("begin issuing", func() (err error) {
			serial, _, err = w.Invoices.BeginIssuing(ctx, invoice, now)
			return err
		})
		step("document", func() error { _, err := w.Invoices.Document(ctx, invoice, serial); return err })
		step("record issued", func() error { _, err := w.Invoices.RecordIssued(ctx, invoice, serial, number, now, now); return err })
		step("read", func() error { _, err := w.Invoices.Invoice(ctx, invoice); return err })
		return taken
	}
	// given a connection that has prepared its statements
	life("first", "26332000000000000001")
	// then each step takes as few trips as it depends on answers, and one to commit
	taken := life("second", "26332000000000000002")
	t.Log(taken)
	require.Equal(t, map[string]int64{
		"preview": 2, "submit": 2, "submit again": 3, "approve": 4, "begin issuing": 3, "document": 2, "record issued": 3, "read": 3,
	}, taken)
}
