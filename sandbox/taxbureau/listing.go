package taxbureau

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"kaipiao/domain/money"
	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/jsonhttp"
	"kaipiao/sandbox/store"
)

// listedAtMost is how many entries a page of the list has.
const listedAtMost = 200

// ListedKind is what an entry of the list is.
type ListedKind string

// The kinds of entries.
const (
	ListedBlue ListedKind = "blue"
	ListedRed  ListedKind = "red"
	ListedVoid ListedKind = "void"
	ListedForm ListedKind = "buyers_form"
)

// Listed is one thing that happened at the bureau, whoever did it.
type Listed struct {
	Kind     ListedKind   `json:"kind"`
	Serial   string       `json:"serial,omitempty"`
	Number   string       `json:"number,omitempty"`
	Of       string       `json:"of,omitempty"`
	Undone   bool         `json:"undone"`
	At       time.Time    `json:"at"`
	LapsesAt time.Time    `json:"lapses_at,omitzero"`
	Reason   RedReason    `json:"reason,omitempty"`
	Net      money.Amount `json:"net"`
	Tax      money.Amount `json:"tax"`
	Gross    money.Amount `json:"gross"`
	Lines    []RedLine    `json:"lines,omitempty"`
}

// place is where an entry stands in the list; it never moves.
func (l Listed) place() string {
	return l.At.UTC().Format("2006-01-02T15:04:05.000Z") + " " + cmp.Or(l.Serial, l.Number) + " " + string(l.Kind)
}

// ListQuery is which part of the list is wanted.
type ListQuery struct {
	From, To time.Time
	Number   string
	After    string
}

// ListPage is a part of the list, oldest first.
type ListPage struct {
	Items []Listed `json:"items"`
	Next  string   `json:"next,omitempty"`
}

// List lists what happened between two instants.
func (r *Register) List(query ListQuery) (page ListPage, err error) {
	var all []Listed
	err = r.store.View(func(tx store.Tx) error {
		now := r.now()
		blues, err := listBlues(tx, now)
		if err != nil {
			return err
		}
		reds, err := listForms(tx, now)
		all = append(blues, reds...)
		return err
	})
	wanted := slices.DeleteFunc(all, func(l Listed) bool {
		concerned := query.Number == "" || l.Number == query.Number || l.Of == query.Number
		return l.At.Before(query.From) || !l.At.Before(query.To) || !concerned || l.place() <= query.After
	})
	slices.SortFunc(wanted, func(a, b Listed) int { return strings.Compare(a.place(), b.place()) })
	page.Items = append([]Listed{}, wanted[:min(len(wanted), listedAtMost)]...)
	if len(wanted) > listedAtMost {
		page.Next = page.Items[listedAtMost-1].place()
	}
	return page, err
}

// listBlues lists the blue documents, and that paper ones were voided.
func listBlues(tx store.Tx, now time.Time) (found []Listed, err error) {
	entries, err := store.All[entry](tx, store.Documents)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.result(now).Status != Issued {
			continue
		}
		of, _, err := readBlue(tx, e.Number, now)
		if err != nil {
			return nil, err
		}
		state := of.status(now)
		found = append(found, Listed{
			Kind: ListedBlue, Serial: e.Submission.Serial, Number: e.Number, Undone: state == Void || state == FullyRed, At: e.DecidedAt,
			Net: e.Submission.Net, Tax: e.Submission.Tax, Gross: e.Submission.Gross,
		})
		if state == Void {
			found = append(found, Listed{Kind: ListedVoid, Number: e.Number, Of: e.Number, At: of.voidedAt})
		}
	}
	return found, nil
}

// listForms lists the red documents, and the forms of buyers that wait for the seller.
func listForms(tx store.Tx, now time.Time) (found []Listed, err error) {
	forms, err := store.All[redForm](tx, store.RedForms)
	if err != nil {
		return nil, err
	}
	for _, form := range forms {
		one := Listed{
			Serial: form.Request.Serial, Of: form.Request.Number, Reason: form.Request.Reason, Lines: form.Request.Lines,
			Net: form.Request.Net, Tax: form.Request.Tax, Gross: form.Request.Gross,
		}
		switch {
		case form.issued(now):
			one.Kind, one.Number, one.At = ListedRed, form.Number, form.IssuedAt
		case form.Refusal == "" && form.state(now) == AwaitsSeller:
			one.Kind, one.At, one.LapsesAt = ListedForm, form.AcceptedAt, form.LapsesAt
		default:
			continue
		}
		found = append(found, one)
	}
	return found, nil
}

var errInstants = errors.New("from, to: two instants as 2006-01-02T15:04:05Z")

func (d *Desk) list(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	from, errFrom := time.Parse(time.RFC3339Nano, asked.Get("from"))
	to, errTo := time.Parse(time.RFC3339Nano, asked.Get("to"))
	if errFrom != nil || errTo != nil {
		malformed(errInstants).Write(w)
		return
	}
	query := ListQuery{From: from, To: to, Number: asked.Get("number"), After: asked.Get("after")}
	d.faults.Serve(w, r, faults.Query, cmp.Or(query.Number, "list"), func(mode faults.Mode) jsonhttp.Answer {
		if refused, struck := refusedQuery(mode); struck {
			return refused
		}
		page, err := d.register.List(query)
		if err != nil {
			return jsonhttp.Failed(err)
		}
		return answer(OK, page)
	}, faults.Pending, faults.SealFailed)
}
