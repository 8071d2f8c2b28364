package provider

import "strings"

// Meaning is what the code of a refusal means to us. The zero value is that it says nothing about what was asked for: an error, never a final
// failure (I4).
type Meaning int

// The meanings that providers' codes have.
const (
	// MeansNothing: a service exception, or a code that is in no table.
	MeansNothing Meaning = iota
	// MeansDone: it has taken the request.
	MeansDone
	// MeansRefused: it has not taken it, and never will as it is.
	MeansRefused
	// MeansKnown: the serial is there already, and is asked about.
	MeansKnown
	// MeansReversed: nothing is left of the invoice.
	MeansReversed
	// MeansNotFound: it knows no such document, or not yet.
	MeansNotFound
	// MeansTooOften: it takes this up so often and no more.
	MeansTooOften
	// MeansClosed: it takes no calls for now.
	MeansClosed
	// MeansTokenRefused: the token does not fit, and another one may.
	MeansTokenRefused
	// MeansGeneral: any failure of its own; the text says more.
	MeansGeneral
	// MeansMisconfigured: the account, its rights or our clock are wrong, whatever is asked.
	MeansMisconfigured
)

// Codes is the table of a provider's codes.
type Codes map[string]Meaning

// NewCodes makes the table of lists: the codes that have a meaning, with blanks between them.
func NewCodes(lists map[Meaning]string) Codes {
	codes := Codes{}
	for meaning, list := range lists {
		for code := range strings.FieldsSeq(list) {
			codes[code] = meaning
		}
	}
	return codes
}
