package api

import (
	"encoding/base64"
	"regexp"

	"kaipiao/office/paging"
)

// PageQuery is the part of a list's query that every list has.
type PageQuery struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many items a page has at most."`
	Cursor string `query:"cursor" maxLength:"200" doc:"The next_cursor of the page before; left out for the first page."`
}

// list is one page of a list.
type list[Item any] struct {
	Items      []Item  `json:"items" nullable:"false" doc:"What is on this page, in the order of the list; empty where nothing fits."`
	NextCursor *string `json:"next_cursor" nullable:"true" doc:"Where the next page begins, for the parameter cursor; null on the last one." example:"MDE5OTRjNWU"`
}

type listAnswer[Item any] struct{ Body list[Item] }

// cursorText is what the ids in our cursors are made of.
var cursorText = regexp.MustCompile(`^[A-Za-z0-9._-]*$`)

// page reads the cursor, which is opaque to callers.
func (q PageQuery) page() (paging.Request, error) {
	after, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || !cursorText.Match(after) {
		return paging.Request{}, malformed("cursor", "This cursor was not handed out by a list.", "该游标不是由列表接口给出的。")
	}
	return paging.Request{After: string(after), Size: q.Limit}, nil
}

// listOf shows a page.
func listOf[Row, Item any](page paging.Page[Row], show func(Row) Item) *listAnswer[Item] {
	answer := &listAnswer[Item]{Body: list[Item]{Items: make([]Item, len(page.Items))}}
	for i, row := range page.Items {
		answer.Body.Items[i] = show(row)
	}
	if page.Next != "" {
		cursor := base64.RawURLEncoding.EncodeToString([]byte(page.Next))
		answer.Body.NextCursor = &cursor
	}
	return answer
}
