package api

import (
	"errors"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaipiao/domain/refusal"
	"kaipiao/domain/strictjson"
)

// formats are how bodies are read and written: JSON, and no JSON that could be read in two ways (T1, T2, T3).
func formats() map[string]huma.Format {
	strict := huma.Format{
		Marshal: huma.DefaultJSONFormat.Marshal,
		Unmarshal: func(content []byte, into any) error {
			err := strictjson.Decode(content, into)
			var refused *refusal.Refusal
			if errors.As(err, &refused) {
				return unreadable{refused}
			}
			return err
		},
	}
	return map[string]huma.Format{"application/json": strict, "json": strict}
}

// unreadable is a body that cannot be read. The library hands on no more of an error than its text.
type unreadable struct{ refused *refusal.Refusal }

// Error is what is read back from the text: code and member.
func (u unreadable) Error() string { return string(u.refused.Code) + "\n" + u.refused.Field }

// unreadableBody finds out again what is wrong with a body that could not be read.
func unreadableBody(detail *huma.ErrorDetail) (FieldProblem, bool) {
	body, is := detail.Value.(string)
	code, field, ours := strings.Cut(detail.Message, "\n")
	if !is || !ours || detail.Location != "body" {
		return FieldProblem{}, false
	}
	refused := strictjson.Check([]byte(body))
	if refused == nil {
		refused = refusal.New(refusal.Code(code), field)
	}
	return FieldProblem{Field: refused.Field, Code: string(refused.Code), Message: refused.English(), MessageZH: refused.Chinese()}, true
}
