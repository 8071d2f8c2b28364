package customer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kaipiao/console/page"
	"kaipiao/domain/invoice"
	"kaipiao/office/drafts"
)

// form is what the three steps have been told, as it was typed.
type form struct {
	Seller string `json:"seller,omitempty"`
	// By is byAmount or byRecords.
	By      string   `json:"by,omitempty"`
	Amount  string   `json:"amount,omitempty"`
	Records []string `json:"records,omitempty"`
	Kind    string   `json:"kind,omitempty"`
	Medium  string   `json:"medium,omitempty"`
	// Title is certified, the id of a saved one, or fresh, which is what is typed below.
	Title        string `json:"title,omitempty"`
	Name         string `json:"name,omitempty"`
	TaxpayerID   string `json:"taxpayer_id,omitempty"`
	AddressPhone string `json:"address_phone,omitempty"`
	BankAccount  string `json:"bank_account,omitempty"`
	// Address is the id of a saved one, or fresh.
	Address   string `json:"address,omitempty"`
	Recipient string `json:"recipient,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Region    string `json:"region,omitempty"`
	Street    string `json:"street,omitempty"`
	Email     string `json:"email,omitempty"`
	Remark    string `json:"remark,omitempty"`
	Keep      bool   `json:"keep,omitempty"`
	// Replaces is the undone invoice that is applied for again.
	Replaces string `json:"replaces,omitempty"`
	// Application is what came of it, once it is handed in.
	Application string `json:"application,omitempty"`
}

// How an amount is chosen, and what stands for something that is typed in place.
const (
	byAmount  = "amount"
	byRecords = "records"
	certified = "certified"
	fresh     = "new"
)

// mostRecords is how many records an application may name.
const mostRecords = 1000

// draft is a form with the key under which it is handed in.
type draft struct {
	form
	Key      string
	Revision int
}

func ownerOf(v *page.Visit) drafts.Owner {
	return drafts.Owner{Account: v.Account, Person: v.Who.Subject, Kind: drafts.Application}
}

// drafted reads the visitor's form; an empty one where there is none, or where it is handed in.
func drafted(v *page.Visit) (draft, error) {
	d, err := lastDraft(v)
	if err != nil || d.Application != "" {
		return empty(), err
	}
	return d, nil
}

func empty() draft {
	return draft{form: form{Seller: string(invoice.Platform), By: byAmount, Kind: string(invoice.Ordinary), Medium: string(invoice.Electronic)}}
}

// lastDraft is the visitor's form, also one that is handed in.
func lastDraft(v *page.Visit) (draft, error) {
	found, is, err := v.API().Drafts().Draft(v.R.Context(), ownerOf(v), v.Now)
	if err != nil || !is {
		return empty(), err
	}
	d := draft{Key: found.Key, Revision: found.Revision}
	if err := json.Unmarshal(found.Form, &d.form); err != nil {
		return empty(), fmt.Errorf("read a draft: %w", err)
	}
	return d, nil
}

// errBusy says that a form was changed faster than it could be read.
var errBusy = errors.New("a draft is changed all the time")

// changed keeps a change of the visitor's form; the first one begins it. Another window may change other parts of it meanwhile.
func changed(v *page.Visit, change func(*form)) (draft, error) {
	kept, owner := v.API().Drafts(), ownerOf(v)
	for range 5 {
		d, err := drafted(v)
		if err != nil {
			return d, err
		}
		before, err := json.Marshal(d.form)
		if err != nil {
			return d, err
		}
		change(&d.form)
		written, err := json.Marshal(d.form)
		if err != nil {
			return d, err
		}
		if d.Key != "" && bytes.Equal(before, written) {
			return d, nil // what a page has saved by itself comes late sometimes, and changes nothing that is shown
		}
		if d.Key == "" {
			if err := kept.Begin(v.R.Context(), owner, uuid.NewString(), written, v.Now); err != nil {
				return d, err
			}
			return drafted(v)
		}
		saved, err := kept.Save(v.R.Context(), owner, drafts.Draft{Key: d.Key, Revision: d.Revision, Form: written}, v.Now)
		if err != nil {
			return d, err
		}
		if saved {
			d.Revision++
			return d, nil
		}
	}
	return empty(), errBusy
}

// typed is a field of the form as it was typed; nothing that a database or a page cannot hold.
func typed(v *page.Visit, name string) string {
	text := strings.ToValidUTF8(strings.ReplaceAll(v.Form(name), "\x00", ""), "")
	if cut := []rune(text); len(cut) > longestTyped {
		text = string(cut[:longestTyped])
	}
	return text
}

// longestTyped is more than any field may have, so that the API says what is too long.
const longestTyped = 4000

// pick keeps the ticks of the records that were on the page, and leaves those of other pages as they are.
func (f *form) pick(shown, ticked []string) {
	f.Records = slices.DeleteFunc(f.Records, func(id string) bool { return slices.Contains(shown, id) })
	for _, id := range ticked {
		if slices.Contains(shown, id) && len(f.Records) < mostRecords {
			f.Records = append(f.Records, id)
		}
	}
}
