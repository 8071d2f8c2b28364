package afterwards

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"kaipiao/api"
	"kaipiao/console/door"
	"kaipiao/console/page"
	"kaipiao/domain/money"
	"kaipiao/office/drafts"
)

// mostChosen is how many invoices one file takes that are chosen one by one.
const mostChosen = 1000

// choice are the invoices that somebody has ticked, with their amounts. It is kept beside the drafts, so that it survives the next page, another
// filter, a reload and the other language (P6 of the design).
type choice struct {
	Invoices []chosenInvoice `json:"invoices"`
}

type chosenInvoice struct {
	ID     string       `json:"id"`
	Amount money.Amount `json:"amount"`
}

func (c *choice) has(id string) bool {
	return slices.ContainsFunc(c.Invoices, func(one chosenInvoice) bool { return one.ID == id })
}

// sum is how much the chosen ones come to.
func (c *choice) sum() money.Amount {
	sum := money.Zero
	for _, one := range c.Invoices {
		sum = sum.Add(one.Amount)
	}
	return sum
}

func (c *choice) ids() []string {
	ids := make([]string, len(c.Invoices))
	for n, one := range c.Invoices {
		ids[n] = one.ID
	}
	return ids
}

// pick keeps the ticks of the invoices that were on the page, and leaves those of other pages as they are. What is new is read, because what a form
// says of an amount is nobody's word: with its page, and alone only where it is on another one by now.
func (c *choice) pick(v *page.Visit, shown, ticked []string) error {
	c.Invoices = slices.DeleteFunc(c.Invoices, func(one chosenInvoice) bool {
		return slices.Contains(shown, one.ID) && !slices.Contains(ticked, one.ID)
	})
	isNew := func(id string) bool { return slices.Contains(shown, id) && !c.has(id) }
	if !slices.ContainsFunc(ticked, isNew) {
		return nil
	}
	here, err := invoicesHere(v)
	if err != nil {
		return err
	}
	for _, id := range ticked {
		if !isNew(id) || len(c.Invoices) >= mostChosen {
			continue
		}
		var is api.Invoice
		if at := slices.IndexFunc(here.Items, func(i api.Invoice) bool { return string(i.ID) == id }); at >= 0 {
			is = here.Items[at]
		} else if err := v.Get("/v1/invoices/"+url.PathEscape(id), &is); err != nil {
			return err
		}
		c.Invoices = append(c.Invoices, chosenInvoice{ID: string(is.ID), Amount: is.Amount})
	}
	return nil
}

func choiceOf(v *page.Visit) drafts.Owner {
	return drafts.Owner{Account: v.Account, Person: v.Who.Subject, Kind: drafts.ChosenInvoices}
}

// chosen reads what is ticked; nothing for who acts for a member, whose files are the member's own (A13).
func chosen(v *page.Visit) (c choice, kept drafts.Draft, err error) {
	if v.ActsForMember() {
		return c, kept, nil
	}
	kept, is, err := v.API().Drafts().Draft(v.R.Context(), choiceOf(v), v.Now)
	if err != nil || !is {
		return c, drafts.Draft{}, err
	}
	if err := json.Unmarshal(kept.Form, &c); err != nil {
		return c, kept, fmt.Errorf("read what is chosen: %w", err)
	}
	return c, kept, nil
}

// errBusy says that the choice was changed faster than it could be read.
var errBusy = errors.New("what is chosen is changed all the time")

// tick keeps what the form says of the rows of its page, or forgets everything. Another window may choose others meanwhile.
func tick(v *page.Visit) (choice, error) {
	if err := v.R.ParseForm(); err != nil {
		return choice{}, fmt.Errorf("read the form: %w", err)
	}
	for range 5 {
		c, kept, err := chosen(v)
		if err != nil {
			return c, err
		}
		if v.Form("do") == "none" {
			c.Invoices = nil
		} else if err := c.pick(v, v.R.PostForm["shown"], v.R.PostForm["invoice"]); err != nil {
			return c, err
		}
		done, err := keep(v, c, kept)
		if err != nil || done {
			return c, err
		}
	}
	return choice{}, errBusy
}

// keep saves a choice in the place of the one that was read; it reports false where another window was faster.
func keep(v *page.Visit, c choice, before drafts.Draft) (bool, error) {
	written, err := json.Marshal(c)
	if err != nil {
		return false, err
	}
	if before.Key == "" {
		return true, v.API().Drafts().Begin(v.R.Context(), choiceOf(v), uuid.NewString(), written, v.Now)
	}
	return v.API().Drafts().Save(v.R.Context(), choiceOf(v), drafts.Draft{Key: before.Key, Revision: before.Revision, Form: written}, v.Now)
}

// keepChosen keeps the ticks of a page, and goes where the button says: to another page, or back.
func keepChosen(v *page.Visit) error {
	if _, err := tick(v); err != nil {
		return err
	}
	if to := v.Form("go"); to != "" {
		return v.Go(door.LocalPath(to))
	}
	return v.Go(listHere(v))
}

// listHere is the list as the form's address narrows it.
func listHere(v *page.Visit) string {
	if query := v.R.URL.Query(); len(query) > 0 {
		return "/console/invoices?" + query.Encode()
	}
	return "/console/invoices"
}
