package drive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"slices"
	"time"

	"kaipiao/client"
	"kaipiao/domain/money"
	"kaipiao/e2e/chaos/plan"
)

// story is a customer with what it has come to. After the first error its further steps do nothing, so that stories read as what
// happens when all goes well.
type story struct {
	*Driver
	ctx         context.Context
	account     string
	customer    *client.Client
	pick        uint64
	application client.Application
	ticket      client.Ticket
	steps       int
	err         error
}

// looking is how often a customer looks whether something has come.
const looking = 2 * time.Second

// step makes one step, unless the story has ended; a step that was not answered in time leaves the account unsure.
func (s *story) step(do func() error) {
	if s.err != nil {
		return
	}
	s.steps++
	if s.err = do(); s.err != nil && s.ctx.Err() != nil {
		s.change(s.account, func(a *Account) { a.Unsure = true })
	}
}

// key is the Idempotency-Key of the present step.
func (s *story) key() string { return fmt.Sprintf("%s-%d", s.account, s.steps) }

// enterprise and individual are whom accounts are certified as; names and numbers are invented.
var (
	enterprise = client.Certification{Type: "enterprise", Name: "北京甲科技有限公司", TaxpayerID: "91110000802100433B"}
	individual = client.Certification{Type: "individual", Name: "张三"}
)

// oneInRefused customers has an address that the mail server may refuse for good.
const oneInRefused = 8

func (s *story) address() string {
	if s.pick%oneInRefused == 0 {
		return plan.RefusedMailbox + s.account + "@example.test"
	}
	return s.account + "@example.test"
}

func (s *story) is(who client.Certification) {
	s.step(func() error {
		s.change(s.account, func(a *Account) { a.Title = who.Name })
		body := client.AccountBody{Certification: who, Region: "mainland", Email: s.address()}
		return s.call(s.ctx, s.service, http.MethodPut, "/v1/accounts/"+s.account, body, nil)
	})
}

// paidDaysAgo lets consumption be invoiceable at once.
const paidDaysAgo = 3

func (s *story) consumes(cash money.Amount) {
	s.step(func() error {
		consumption := client.Consumption{
			ID: s.account + "-bill", Account: s.account, Charge: "postpaid", Seller: "platform", Product: "云服务器", TaxCode: "3040203000000000000",
			TaxRate: "0.06", Cash: cash, PaidAt: time.Now().AddDate(0, 0, -paidDaysAgo).Truncate(time.Second),
		}
		err := s.call(s.ctx, s.service, http.MethodPost, "/v1/consumptions", map[string]any{"items": []client.Consumption{consumption}}, nil)
		if err == nil {
			s.change(s.account, func(a *Account) { a.Consumed = a.Consumed.Add(cash) })
		}
		return err
	})
}

// applies applies for invoices; extra members of the request may be added.
func (s *story) applies(request client.ApplicationBody, extra map[string]any) {
	s.step(func() error {
		body := map[string]any{"kind": request.Kind, "medium": request.Medium, "amount": request.Amount, "remark": "chaos"}
		if request.Address != nil {
			body["address"] = request.Address
		}
		for name, value := range extra {
			body[name] = value
		}
		s.application = client.Application{}
		err := s.call(s.ctx, s.service, http.MethodPost, "/v1/accounts/"+s.account+"/applications", body, &s.application, "Idempotency-Key", s.key())
		if err == nil {
			s.change(s.account, func(a *Account) { a.Applications[s.application.ID] = false })
		}
		return err
	})
}

// gaveUp notes that somebody wants the application gone: from now on it may be cancelled.
func (s *story) gaveUp() {
	if s.err != nil {
		return // nobody asks for it
	}
	s.change(s.account, func(a *Account) { a.Applications[s.application.ID] = true })
}

func (s *story) refunds(cash money.Amount) {
	s.gaveUp()
	s.step(func() error {
		refund := map[string]any{
			"id": s.account + "-refund", "consumption": s.account + "-bill", "cash": cash, "reason": "refund",
			"refunded_at": time.Now().UTC().Truncate(time.Second),
		}
		err := s.call(s.ctx, s.service, http.MethodPost, "/v1/refunds", map[string]any{"items": []any{refund}}, nil)
		if err == nil {
			s.change(s.account, func(a *Account) { a.Refunded = a.Refunded.Add(cash) })
		}
		return err
	})
}

// tells makes a call that may be too late: then the service says so with one of these codes, and that is no harm. It reports
// whether the call was taken.
func (s *story) tells(who *client.Client, path string, body any, tooLate ...string) (taken bool) {
	s.step(func() error {
		err := s.call(s.ctx, who, http.MethodPost, path, body, nil, "Idempotency-Key", s.key())
		if slices.ContainsFunc(tooLate, func(code string) bool { return client.IsCode(err, code) }) {
			return nil
		}
		taken = err == nil
		return err
	})
	return taken
}

// errOver ends a story early: an operator's button cancelled its application while it was pending (N1).
var errOver = errors.New("the application was cancelled")

// comes waits until every invoice of the application is in one of these states.
func (s *story) comes(statuses ...string) {
	s.step(func() error {
		for _, planned := range s.application.Invoices {
			if err := s.await("/v1/invoices/"+planned.ID, statuses); err != nil {
				return err
			}
		}
		return nil
	})
}

// await waits until what is at a path is in one of these states.
func (s *story) await(path string, statuses []string) error {
	for {
		var seen struct{ Status string }
		err := s.call(s.ctx, s.service, http.MethodGet, path, nil, &seen)
		if client.IsCode(err, "not_found") { // an invoice that is planned only is not shown yet
			err = s.pending()
		}
		if err != nil {
			return err
		}
		if slices.Contains(statuses, seen.Status) {
			return nil
		}
		if !sleep(s.ctx, looking) {
			return fmt.Errorf("%w: %s is %q", s.ctx.Err(), path, seen.Status)
		}
	}
}

// pending fails when the application was cancelled, because its invoices will never come then.
func (s *story) pending() error {
	var seen client.Application
	err := s.call(s.ctx, s.service, http.MethodGet, "/v1/applications/"+s.application.ID, nil, &seen)
	if err == nil && seen.Status == "cancelled" {
		return errOver
	}
	return err
}

// reversed waits until nothing of the first invoice is being undone any more, and returns in which state it is then.
func (s *story) reversed() (status string) {
	s.step(func() error {
		for {
			var seen struct {
				Status    string
				Reversals []struct{ Status string }
			}
			if err := s.call(s.ctx, s.service, http.MethodGet, "/v1/invoices/"+s.application.Invoices[0].ID, nil, &seen); err != nil {
				return err
			}
			open := false
			for _, r := range seen.Reversals {
				open = open || r.Status == "requested" || r.Status == "awaits_buyer"
			}
			if status = seen.Status; !open && len(seen.Reversals) > 0 {
				return nil
			}
			if !sleep(s.ctx, looking) {
				return fmt.Errorf("%w: it is still being undone", s.ctx.Err())
			}
		}
	})
	return status
}

// invoice is the first invoice of the application, as the API shows it now.
func (s *story) invoice() (i client.Invoice) {
	s.step(func() error {
		return s.call(s.ctx, s.service, http.MethodGet, "/v1/invoices/"+s.application.Invoices[0].ID, nil, &i)
	})
	return i
}

// opens opens a ticket as the customer; about what is one of its members.
func (s *story) opens(kind string, about map[string]any, tooLate ...string) (opened bool) {
	s.step(func() error {
		body := map[string]any{"kind": kind, "note": "chaos"}
		for name, value := range about {
			body[name] = value
		}
		s.ticket = client.Ticket{}
		err := s.call(s.ctx, s.customer, http.MethodPost, "/v1/tickets", body, &s.ticket, "Idempotency-Key", s.key())
		if slices.ContainsFunc(tooLate, func(code string) bool { return client.IsCode(err, code) }) {
			return nil
		}
		opened = err == nil
		return err
	})
	return opened
}

// handsIn hands in a scan for the ticket.
func (s *story) handsIn(who *client.Client, fields map[string]string) {
	s.step(func() error {
		path := "/v1/tickets/" + s.ticket.ID + "/materials"
		return persist(s.ctx, func() error { return who.Upload(s.ctx, path, fields, scan(len(fields["type"]))) })
	})
}

// scan stands for a picture of something.
func scan(width int) []byte {
	var content bytes.Buffer
	if err := png.Encode(&content, image.NewGray(image.Rect(0, 0, 8+width, 8))); err != nil {
		panic(err) // an image in memory
	}
	return content.Bytes()
}

// buyer tells the sandbox what the buyer does with an invoice.
func (s *story) buyer(number string, does map[string]any) {
	s.step(func() error {
		return persist(s.ctx, func() error { return post(s.ctx, s.sandbox+"/buyers/"+number, does) })
	})
}

func post(ctx context.Context, url string, body any) error {
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, response.Status)
	}
	return nil
}
