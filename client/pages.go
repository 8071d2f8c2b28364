package client

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// pageSize is how many items are asked for at once.
const pageSize = "200"

// List walks through all pages of a list: for invoice, err := range client.List[client.Invoice](ctx, c, "/v1/accounts/acme/invoices", nil).
func List[Item any](ctx context.Context, c *Client, path string, query url.Values) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		parameters := url.Values{"limit": {pageSize}}
		for name, values := range query {
			parameters[name] = values
		}
		for {
			var page struct {
				Items      []Item  `json:"items"`
				NextCursor *string `json:"next_cursor"`
			}
			if err := c.Call(ctx, http.MethodGet, path+"?"+parameters.Encode(), nil, &page); err != nil {
				var none Item
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.NextCursor == nil || *page.NextCursor == "" {
				return
			}
			parameters.Set("cursor", *page.NextCursor)
		}
	}
}
