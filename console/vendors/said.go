package vendors

import (
	"strings"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
	"kaipiao/domain/invoice"
)

func kindAndMedium(i api.Invoice) words.Text {
	kind, medium := ordinary, electronic
	if i.Kind == invoice.Special {
		kind = special
	}
	if i.Medium == invoice.Paper {
		medium = paper
	}
	return words.Joined(" · ", " · ", kind, medium)
}

// firstOf names what is sold: the first of it, and that there is more.
func firstOf(all []invoice.Line) string {
	switch len(all) {
	case 0:
		return "—"
	case 1:
		return all[0].Product
	default:
		return all[0].Product + " …"
	}
}

// allowed reports whether the vendor may do something with the invoice now.
func allowed(i api.Invoice, name string) bool {
	action := page.ActionOf(i.Actions, name)
	return action != nil && action.Allowed
}

func dash(text string) string { return orElse(text, "—") }

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func upper(format string) string { return strings.ToUpper(format) }
