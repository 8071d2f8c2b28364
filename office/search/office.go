// Package search finds objects by what people know them by: one field for everything.
package search

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"

	"kaipiao/domain/ids"
	"kaipiao/domain/invoice"
	"kaipiao/domain/money"
	"kaipiao/office/query"
	"kaipiao/office/tx"
)

// Office searches. It changes nothing.
type Office struct{ tx *tx.DB }

// New makes it.
func New(db *tx.DB) *Office { return &Office{tx: db} }

// Kind is what was found.
type Kind string

// The kinds.
const (
	Invoice     Kind = "invoice"
	Application Kind = "application"
	Ticket      Kind = "ticket"
	Account     Kind = "account"
)

// By is by what it was found.
type By string

// What things are known by.
const (
	ByNumber         By = "number"
	ByRedNumber      By = "red_number"
	BySerial         By = "serial"
	ByTrackingNumber By = "tracking_number"
	ByReference      By = "reference"
	BySheet          By = "sheet"
	ByID             By = "id"
	ByTaxpayerID     By = "taxpayer_id"
	ByTitle          By = "title"
)

// Hit is one thing that was found.
type Hit struct {
	Kind    Kind
	ID      string
	By      By
	Exact   bool
	Account ids.Account
	Seller  ids.Seller
	Status  string
	Title   string
	Number  string
	Amount  money.Amount
}

// Most is how many are found of a kind.
const Most = 20

// shortestPart is how long a part of a name is by which it is found.
const shortestPart = 2

var (
	// numbers of invoices: 20 digits electronically, 8 on old paper.
	number = regexp.MustCompile(`^([0-9]{8}|[0-9]{20})$`)
	code   = regexp.MustCompile(`^[\x21-\x7e]{1,64}$`)
)

// Find finds what is known by a text: first what is known by exactly that, then what has it in its name. Blanks among the digits of a number, and
// full-width forms, do not count.
func (o *Office) Find(ctx context.Context, asked string) (hits []Hit, more bool, err error) {
	written := strings.TrimSpace(width.Narrow.String(asked))
	tight := strings.Join(strings.Fields(written), "")
	err = o.tx.Lists().Look(ctx, func(q *query.Queries) error {
		hits = nil
		if err := q.PlanForWhatIsAsked(ctx); err != nil {
			return err
		}
		if code.MatchString(tight) {
			if hits, err = exactly(ctx, q, tight); err != nil {
				return err
			}
		}
		title := invoice.NormalizeTitle(written)
		if number.MatchString(tight) || utf8.RuneCountInString(title) < shortestPart {
			return nil
		}
		rows, err := q.SearchByTitle(ctx, query.SearchByTitleParams{Title: title, AtMost: Most + 1})
		if err != nil {
			return fmt.Errorf("search by title: %w", err)
		}
		for _, row := range rows {
			hits = append(hits, Hit{
				Kind: Kind(row.Kind), ID: string(row.ID), By: ByTitle, Exact: row.Exact, Account: row.Account, Seller: ids.Seller(row.Seller),
				Status: string(row.Status), Title: row.Title, Number: row.Number, Amount: row.Amount,
			})
		}
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	hits, more = cut(hits)
	return hits, more, nil
}

func exactly(ctx context.Context, q *query.Queries, tight string) (hits []Hit, err error) {
	asked := query.SearchExactlyParams{Code: tight, TaxpayerID: strings.ToUpper(tight), AtMost: Most + 1}
	if len(tight) == len("12345678") {
		asked.Sheet = tight
	}
	if !invoice.PossibleTaxpayerID(asked.TaxpayerID) || (len(tight) == 20 && number.MatchString(tight)) {
		asked.TaxpayerID = ""
	}
	rows, err := q.SearchExactly(ctx, asked)
	if err != nil {
		return nil, fmt.Errorf("search for a code: %w", err)
	}
	for _, row := range rows {
		hits = append(hits, Hit{
			Kind: Kind(row.Kind), ID: string(row.ID), By: By(row.By), Exact: true, Account: row.Account, Seller: row.Seller,
			Status: string(row.Status), Title: row.Title, Number: row.Number, Amount: row.Amount,
		})
	}
	return hits, nil
}

// cut leaves each object once, and as many of a kind as are shown.
func cut(hits []Hit) (kept []Hit, more bool) {
	type object struct {
		Kind
		id string
	}
	seen, count := map[object]bool{}, map[Kind]int{}
	for _, hit := range hits {
		if of := (object{hit.Kind, hit.ID}); !seen[of] {
			seen[of] = true
			if count[hit.Kind]++; count[hit.Kind] > Most {
				more = true
				continue
			}
			kept = append(kept, hit)
		}
	}
	return kept, more
}
