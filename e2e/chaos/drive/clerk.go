package drive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"kaipiao/client"
)

// How often the clerk looks, and how often it sees to one task.
const (
	clerkLooks  = 5 * time.Second
	seesToAgain = 15 * time.Second
	// printDeskLooks is in how many rounds the print desk looks once.
	printDeskLooks = 6
)

// Clerk sees to what only people can do, as the operator's task, the mail or the list says. While stories run it leaves to them
// what they decide themselves.
type Clerk struct {
	*Driver
	lifted, late atomic.Bool
	seen         map[int64]time.Time
	// shipped is since when the clerk has seen a parcel under way.
	shipped map[string]time.Time
}

// NewClerk makes the clerk of a driver.
func (d *Driver) NewClerk() *Clerk {
	return &Clerk{Driver: d, seen: map[int64]time.Time{}, shipped: map[string]time.Time{}}
}

// Lifted tells the clerk that no fault is injected any more: a parcel that is silent now stays so.
func (c *Clerk) Lifted() { c.lifted.Store(true) }

// Late tells the clerk that no story decides anything any more.
func (c *Clerk) Late() { c.late.Store(true) }

// Work works until ctx ends. What is not answered is looked at again in the next round.
func (c *Clerk) Work(ctx context.Context) {
	for round := 0; sleep(ctx, clerkLooks); round++ {
		c.seeToTasks(ctx)
		c.correctRefused(ctx)
		if round%printDeskLooks == 0 || c.lifted.Load() {
			c.shipByHand(ctx)
		}
		if c.lifted.Load() {
			c.confirmSilentParcels(ctx)
		}
		if c.late.Load() {
			c.review(ctx)
			c.closeTickets(ctx)
		}
	}
}

// does makes a call and counts it.
func (c *Clerk) does(ctx context.Context, what, path string, body any) {
	c.doesAs(ctx, c.finance, what, path, body)
}

func (c *Clerk) doesAs(ctx context.Context, who *client.Client, what, path string, body any) {
	err := who.Call(ctx, http.MethodPost, path, body, nil)
	if refused := (*client.Problem)(nil); errors.As(err, &refused) {
		what += ": " + refused.Code
	}
	if err == nil || errors.As(err, new(*client.Problem)) {
		c.did(what)
	}
}

// list walks through what there is now; half a list is as good as none.
func list[Item any](ctx context.Context, c *Clerk, path string, query url.Values) (all []Item) {
	for item, err := range client.List[Item](ctx, c.finance, path, query) {
		if err != nil {
			return nil
		}
		all = append(all, item)
	}
	return all
}

func (c *Clerk) seeToTasks(ctx context.Context) {
	type task struct {
		ID   int64
		Kind string
	}
	for _, t := range list[task](ctx, c, "/v1/operator-tasks", url.Values{"status": {"open"}}) {
		if time.Since(c.seen[t.ID]) > seesToAgain {
			c.seen[t.ID] = time.Now()
			c.does(ctx, "saw to a task: "+t.Kind, fmt.Sprintf("/v1/operator-tasks/%d/seen-to", t.ID), nil)
		}
	}
}

// correctRefused gives what the provider refused for good the buyer's data once more, and it is issued under another serial (I4).
func (c *Clerk) correctRefused(ctx context.Context) {
	for _, i := range list[client.Invoice](ctx, c, "/v1/invoices", url.Values{"status": {"failed"}}) {
		var title string
		c.change(i.Account, func(a *Account) { title = a.Title })
		corrected := map[string]string{"title": title, "bank_account": "招商银行 2"}
		if title != individual.Name {
			corrected["taxpayer_id"] = enterprise.TaxpayerID
		}
		c.does(ctx, "corrected what was refused", "/v1/invoices/"+i.ID+"/correct", corrected)
		if title != enterprise.Name && title != individual.Name { // another title than the certified name is for a second person to confirm (M7)
			c.doesAs(ctx, c.second, "confirmed what was corrected", "/v1/invoices/"+i.ID+"/correction/confirm", nil)
		}
	}
}

// longIssued is after how long the print desk wonders about a paper that the courier has not taken.
const longIssued = 30 * time.Second

// shipByHand is the print desk's work on what the courier refuses.
func (c *Clerk) shipByHand(ctx context.Context) {
	for _, i := range list[client.Invoice](ctx, c, "/v1/invoices", url.Values{"status": {"issued"}}) {
		if i.Medium != "paper" {
			continue
		}
		var events struct {
			Items []struct {
				At   time.Time
				What string
			}
		}
		if c.finance.Call(ctx, http.MethodGet, "/v1/invoices/"+i.ID+"/timeline?limit=100", nil, &events) != nil {
			continue
		}
		for _, e := range events.Items {
			if e.What == "issued" && time.Since(e.At) > longIssued {
				c.does(ctx, "shipped by hand", "/v1/invoices/"+i.ID+"/ship", map[string]string{"tracking_number": "HAND-" + i.ID})
			}
		}
	}
}

// review decides about what still waits for a reviewer.
func (c *Clerk) review(ctx context.Context) {
	type waiting struct {
		ID     string
		Review struct{ Mode string }
	}
	for _, a := range list[waiting](ctx, c, "/v1/applications", url.Values{"status": {"pending_approval"}}) {
		if a.Review.Mode == "manual" {
			c.does(ctx, "approved", "/v1/applications/"+a.ID+"/approve", nil)
		}
	}
}

// closeTickets refuses what customers ask, and closes what the product opened itself, such as that of a silent parcel.
func (c *Clerk) closeTickets(ctx context.Context) {
	type ticket struct{ ID, Kind, Status string }
	for _, status := range []string{"open", "verifying", "awaiting_materials"} {
		for _, t := range list[ticket](ctx, c, "/v1/tickets", url.Values{"status": {status}}) {
			if t.Kind == "other" {
				c.does(ctx, "accepted a ticket: other", "/v1/tickets/"+t.ID+"/accept", nil)
				continue
			}
			c.does(ctx, "refused a ticket: "+t.Kind, "/v1/tickets/"+t.ID+"/refuse", map[string]string{"reason": "chaos"})
		}
	}
}

// confirmSilentParcels marks as delivered what customers have and carriers are silent about.
func (c *Clerk) confirmSilentParcels(ctx context.Context) {
	for _, i := range list[client.Invoice](ctx, c, "/v1/invoices", url.Values{"status": {"shipped"}}) {
		since, known := c.shipped[i.ID]
		if !known {
			since = time.Now()
			c.shipped[i.ID] = since
		}
		if time.Since(since) > longIssued {
			c.does(ctx, "delivered by hand", "/v1/invoices/"+i.ID+"/delivered", nil)
		}
	}
}
