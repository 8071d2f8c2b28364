package page

import "kaipiao/api"

// List is one page of a list, as the API answers it.
type List[Item any] struct {
	Items      []Item  `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

// ReasonsOf are reasons as the API gives them, with the step that next finds for each.
func ReasonsOf(given []api.Reason, next func(api.Reason) Reason) []Reason {
	reasons := make([]Reason, len(given))
	for n, one := range given {
		reasons[n] = next(one)
		reasons[n].Says.ZH, reasons[n].Says.EN = one.MessageZH, one.Message
	}
	return reasons
}
