package invoice

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"

	"kaipiao/domain/ids"
)

// Serial is our key for one request to issue at the tax provider (发票请求流水号). It is computed from the plan and stored
// before the first call, so that a time-out can be asked about and never leads to a second invoice (I4).
type Serial string

// serialPrefix marks our serials among those of other systems at the same provider.
const serialPrefix = "KP"

// serialLetters is how many follow the prefix.
const serialLetters = 18

// Ours reports whether a serial looks like one that we have made.
func (s Serial) Ours() bool {
	return len(s) == len(serialPrefix)+serialLetters && strings.HasPrefix(string(s), serialPrefix)
}

// SerialFor computes the serial of an invoice. A new generation is made only after the provider's own final failure
// (I4); generations count from 1. Twenty characters of A–Z and 2–7 suit every known aggregator.
func SerialFor(invoiceID ids.Invoice, generation int) Serial {
	return serialOf(string(invoiceID), generation)
}

func serialOf(what string, generation int) Serial {
	sum := sha256.Sum256([]byte(what + "|" + strconv.Itoa(generation)))
	return Serial(serialPrefix + base32.StdEncoding.EncodeToString(sum[:])[:serialLetters])
}
