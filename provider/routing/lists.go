package routing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"kaipiao/domain/invoice"
)

// batch is how many serials a provider without a list is asked about at once.
const batch = 50

// place is where a page of the joint list ended.
type place struct {
	Provider string `json:"provider"`
	// Batch is the serial before those that are being asked about.
	Batch invoice.Serial `json:"batch,omitempty"`
	// Asked: all serials are asked about, where that is needed at all.
	Asked bool `json:"asked,omitempty"`
	// After is where the provider's own page ended.
	After string `json:"after,omitempty"`
}

// errPlace says that a list was to be gone on with from no place of ours.
var errPlace = errors.New("the list cannot go on from there")

// List lists what happened at all providers, one after the other. A provider that lists no documents is asked about the serials that were
// submitted there, and then about the forms of buyers: what others have issued stays unknown (I11). A number is asked about where it is.
func (r *Router) List(ctx context.Context, order invoice.ListOrder) (invoice.ListPage, error) {
	candidates, err := r.of(ctx, order.Serial)
	if err != nil {
		return invoice.ListPage{}, err
	}
	at := place{Provider: candidates[0].Name}
	if order.After != "" {
		if err := json.Unmarshal([]byte(order.After), &at); err != nil {
			return invoice.ListPage{}, errPlace
		}
	}
	n := slices.IndexFunc(candidates, func(one Named) bool { return one.Name == at.Provider })
	if n < 0 {
		return invoice.ListPage{}, errPlace
	}
	page, next, err := r.page(ctx, candidates[n], order, at)
	if err != nil {
		return invoice.ListPage{}, fmt.Errorf("list at %s: %w", at.Provider, err)
	}
	if next == nil && n+1 < len(candidates) {
		next = &place{Provider: candidates[n+1].Name}
	}
	if next == nil {
		return page, nil
	}
	written, err := json.Marshal(next)
	page.Next = string(written)
	return page, err
}

// page reads one page at one provider; next is nil after its last one.
func (r *Router) page(ctx context.Context, one Named, order invoice.ListOrder, at place) (page invoice.ListPage, next *place, err error) {
	order.After, order.Serials = at.After, nil
	next = &at
	asks := order.Number == "" && !at.Asked && !one.Client.Capabilities().ListsDocuments
	if asks {
		if order.Serials, err = r.register.Serials(ctx, one.Name, order.From, order.To, at.Batch, batch); err != nil {
			return page, nil, err
		}
		if len(order.Serials) == 0 {
			next.Asked, next.After = true, ""
			return page, next, nil
		}
	}
	if page, err = one.Client.List(ctx, order); err != nil {
		return page, nil, err
	}
	next.After, page.Next = page.Next, ""
	switch {
	case next.After != "":
		return page, next, nil
	case asks:
		next.Batch = order.Serials[len(order.Serials)-1]
		return page, next, nil
	default:
		return page, nil, nil
	}
}
