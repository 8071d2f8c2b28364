package invoice

import "strings"

// The lengths of invoice numbers (发票号码).
const (
	// digitalNumber is that of every fully digitalised invoice, on paper too.
	digitalNumber = 20
	// formNumber is that of an invoice printed on a numbered form of the old kind, without the form's code.
	formNumber = 8
)

// ValidNumber reports whether a number can be that of an invoice on a medium: twenty digits, or eight on an old form.
func ValidNumber(medium Medium, number string) bool {
	if strings.Trim(number, "0123456789") != "" {
		return false
	}
	return len(number) == digitalNumber || (medium == Paper && len(number) == formNumber)
}
