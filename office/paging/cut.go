// Package paging cuts lists into pages.
package paging

import (
	"strconv"

	"kaipiao/domain/refusal"
)

// Size asks for one row more than the page holds, to know whether there is a next page.
func Size(page Request) int32 { return int32(page.Size) + 1 } //nolint:gosec // the edge allows 200 at most

// Of cuts rows into a page and its cursor.
func Of[Row, Item any, ID ~string](rows []Row, page Request, convert func(Row) Item, key func(Row) ID) Page[Item] {
	result := Page[Item]{Items: make([]Item, 0, len(rows))}
	if len(rows) > page.Size {
		rows = rows[:page.Size]
		result.Next = string(key(rows[len(rows)-1]))
	}
	for _, row := range rows {
		result.Items = append(result.Items, convert(row))
	}
	return result
}

// NumericCursor reads the cursor of a list whose ids are numbers.
func NumericCursor(page Request) (int64, error) {
	if page.After == "" {
		return 0, nil
	}
	after, err := strconv.ParseInt(page.After, 10, 64)
	if err != nil {
		return 0, refusal.BadInput("cursor", "This cursor was not handed out by a list.", "该游标不是由列表接口给出的。")
	}
	return after, nil
}
