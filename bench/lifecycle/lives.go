package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"kaipiao/access"
	"kaipiao/access/token"
	"kaipiao/client"
	"kaipiao/devstack/stack"
	"kaipiao/domain/money"
)

const (
	// records is what an account has consumed: ten bills of 10.60 for each application.
	recordsOfAnApplication = 10
	amountOfARecord        = "10.60"
	amountOfAnApplication  = "106.00"
	// applicationsOfAnAccount is how often an account applies; a new one goes on behind it.
	applicationsOfAnAccount = 10
	// looking is how often it is looked which invoices have come through.
	looking = 100 * time.Millisecond
)

// lives keeps so many applications under way, each of which becomes one e-invoice, of many accounts.
type lives struct {
	loop     int
	service  *client.Client
	database *pgx.Conn
	mutex    sync.Mutex
	accounts int
	// left are the accounts that can still apply, once for each time.
	left []string
}

func newLives(ctx context.Context, s *stack.Stack, loop int) (*lives, error) {
	local, err := token.Open(s.Settings().TokenKeys())
	if err != nil {
		return nil, err
	}
	text, err := local.Mint(access.Identity{Subject: "billing", Role: access.Service}, time.Now(), token.LongestLife)
	if err != nil {
		return nil, err
	}
	database, err := pgx.Connect(ctx, s.Settings().DatabaseReaderURL)
	if err != nil {
		return nil, err
	}
	return &lives{loop: loop, service: client.New("http://"+s.Settings().HTTPAddr, text), database: database}, nil
}

func (l *lives) close() { _ = l.database.Close(context.Background()) }

// stock makes accounts that can apply often enough, before the clock runs.
func (l *lives) stock(ctx context.Context, applications int) error {
	for len(l.left) < applications {
		account := fmt.Sprintf("life-%d", l.accounts)
		l.accounts++
		err := l.service.Call(ctx, http.MethodPut, "/v1/accounts/"+account, client.AccountBody{
			Certification: client.Certification{Type: "enterprise", Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"},
			Region:        "mainland", Email: account + "@example.test",
		}, nil)
		if err != nil {
			return err
		}
		bills := make([]client.Consumption, applicationsOfAnAccount*recordsOfAnApplication)
		for n := range bills {
			bills[n] = client.Consumption{
				ID: fmt.Sprintf("%s-%d", account, n), Account: account, Charge: "postpaid", Seller: "platform", Product: "云服务器",
				TaxCode: "3040203000000000000", TaxRate: "0.06", Cash: money.MustParse(amountOfARecord), PaidAt: time.Now().AddDate(0, 0, -3),
			}
		}
		if err := l.service.Call(ctx, http.MethodPost, "/v1/consumptions", map[string]any{"items": bills}, nil); err != nil {
			return err
		}
		for range applicationsOfAnAccount {
			l.left = append(l.left, account)
		}
	}
	return nil
}

// mostPerSecond is more than any machine of today brings through.
const mostPerSecond = 60

// turn keeps the loop closed: for each invoice that has come through, whose files were mailed, the next application is handed in. In the end it waits for
// all that are under way, so that turns do not disturb each other.
func (l *lives) turn(ctx context.Context, lasts time.Duration, mark func() error) (int, error) {
	if err := l.stock(ctx, int((unmeasured+lasts).Seconds())*mostPerSecond+l.loop); err != nil {
		return 0, err
	}
	var open []string
	keep := func(until time.Time) (came int, err error) {
		for time.Now().Before(until) && err == nil {
			var now int
			open, now, err = l.goOn(ctx, open)
			came += now
		}
		return came, err
	}
	if _, err := keep(time.Now().Add(unmeasured)); err != nil {
		return 0, err
	}
	if err := mark(); err != nil {
		return 0, err
	}
	came, err := keep(time.Now().Add(lasts))
	if err != nil {
		return 0, err
	}
	return came, errors.Join(mark(), l.drain(ctx, open))
}

// goOn fills the loop up, waits a moment, and tells who is still under way and how many have come through.
func (l *lives) goOn(ctx context.Context, open []string) (still []string, came int, err error) {
	applied, err := l.apply(ctx, l.loop-len(open))
	if err != nil {
		return nil, 0, err
	}
	open = append(open, applied...)
	select {
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	case <-time.After(looking):
	}
	still, err = l.stillOpen(ctx, open)
	return still, len(open) - len(still), err
}

// drain waits for those that are under way.
func (l *lives) drain(ctx context.Context, open []string) error {
	for len(open) > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(looking):
		}
		var err error
		if open, err = l.stillOpen(ctx, open); err != nil {
			return err
		}
	}
	return nil
}

// apply hands in so many applications at the same time.
func (l *lives) apply(ctx context.Context, many int) ([]string, error) {
	if many > len(l.left) {
		return nil, fmt.Errorf("the accounts have consumed too little: this machine brings through more than %d a second", mostPerSecond)
	}
	var applied []string
	var failed error
	var all sync.WaitGroup
	for n := range many {
		account, key := l.left[n], fmt.Sprintf("life-%d", len(l.left)-n)
		all.Go(func() {
			var made client.Application
			amount := money.MustParse(amountOfAnApplication)
			err := l.service.Call(ctx, http.MethodPost, "/v1/accounts/"+account+"/applications", client.ApplicationBody{
				Kind: "ordinary", Medium: "electronic", Amount: &amount,
			}, &made, "Idempotency-Key", key+client.NewKey())
			l.mutex.Lock()
			defer l.mutex.Unlock()
			if err != nil {
				failed = err
				return
			}
			applied = append(applied, made.ID)
		})
	}
	all.Wait()
	l.left = l.left[many:]
	return applied, failed
}

// stillOpen are those whose run must go on: it is settled when the files were mailed.
func (l *lives) stillOpen(ctx context.Context, open []string) ([]string, error) {
	rows, err := l.database.Query(ctx, `select substr(workflow, 13) from runs where workflow = any(select 'application/' || unnest($1::text[]))`, open)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
