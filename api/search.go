package api

import (
	"context"
	"net/http"
	"net/url"

	"kaipiao/access"
	"kaipiao/domain/ids"
	"kaipiao/domain/money"
	"kaipiao/office/search"
)

// SearchResult is what is known by a text.
type SearchResult struct {
	Hits []SearchHit `json:"hits" nullable:"false" doc:"What was found, first what is known by exactly that; at most 20 of a kind, each once."`
	More bool        `json:"more" doc:"Whether there is more of a kind than is shown; lists are narrowed by the same."`
}

// SearchHit is one thing that was found.
type SearchHit struct {
	Kind    search.Kind   `json:"kind"`
	ID      string        `json:"id" doc:"Of an invoice, an application, a ticket or an account." example:"01994c5e-7a30-7c1d-9a53-2f0c1d8e4b6a-1"`
	By      search.By     `json:"by"`
	Exact   bool          `json:"exact" doc:"Whether it is known by exactly what was asked for, and not by a part of it."`
	Account ids.Account   `json:"account"`
	Seller  *ids.Seller   `json:"seller" nullable:"true" doc:"Who sells (销售方); null for accounts and tickets."`
	Status  string        `json:"status" doc:"Its state; of an account its certification, or saved_title." example:"issued"`
	Title   string        `json:"title" doc:"Who is invoiced, or is called so; of a ticket its kind." example:"北京甲科技有限公司"`
	Number  *string       `json:"number" nullable:"true" doc:"The number of an invoice (发票号码); or null." example:"26110000000000000001"`
	Amount  *money.Amount `json:"amount" nullable:"true" doc:"What an invoice or an application comes to, with tax, in CNY; or null." example:"1120.00"`
	Href    string        `json:"href" doc:"Where it is read." example:"/v1/accounts/acct-1001"`
}

type searchAnswer struct{ Body SearchResult }

func (s *surface) search() {
	on(s, call{method: http.MethodGet, path: "/v1/search", summary: "One field for everything", does: access.Search}, s.find)
}

// pathsOfKinds are where things are read.
var pathsOfKinds = map[search.Kind]string{
	search.Invoice: "/v1/invoices/", search.Application: "/v1/applications/", search.Ticket: "/v1/tickets/", search.Account: "/v1/accounts/",
}

func (s *surface) find(ctx context.Context, in *struct {
	Asked string `query:"q" required:"true" minLength:"1" maxLength:"200" text:"name" doc:"A number, serial, name, parcel or id." example:"26110000000000000001"`
},
) (*searchAnswer, error) {
	hits, more, err := s.Office.Search.Find(ctx, in.Asked)
	shown := SearchResult{Hits: make([]SearchHit, len(hits)), More: more}
	for n, hit := range hits {
		shown.Hits[n] = SearchHit{
			Kind: hit.Kind, ID: hit.ID, By: hit.By, Exact: hit.Exact, Account: hit.Account, Seller: orNull(hit.Seller), Status: hit.Status, Title: hit.Title,
			Number: orNull(hit.Number), Href: pathsOfKinds[hit.Kind] + url.PathEscape(hit.ID),
		}
		if hit.Kind == search.Invoice || hit.Kind == search.Application {
			shown.Hits[n].Amount = &hits[n].Amount
		}
	}
	return &searchAnswer{Body: shown}, err
}
