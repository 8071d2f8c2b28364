package nuonuo

import (
	"slices"
	"strings"

	"kaipiao/provider"
	"kaipiao/wire"
)

// reading is what one of Nuonuo's codes means to us. The zero value is that it says nothing about the request: an error, never a final
// failure (I4).
type reading int

const (
	_ reading = iota
	// done: it has taken the request.
	done
	// refused: it has not taken it, and never will as it is.
	refused
	// known: the serial is there already, and is asked about.
	known
	// reversed: nothing is left of the invoice.
	reversed
	// notFound: it knows no such document, or not yet.
	notFound
	// often: it takes this up so often and no more.
	often
	// closed: it takes no calls for now.
	closed
	// misused: the token does not fit, and another one may.
	misused
	// general: any failure of its own; the text says more.
	general
	// misconfigured: app, account or clock are wrong, whatever is asked.
	misconfigured
)

// codes are those of the documents; where several stand in a row they have one reading. One that is not here is unknown, as are 0200,
// 0203 and 040102: service exceptions and what is being processed.
var codes = func() map[string]reading {
	read := map[string]reading{}
	for reading, listed := range map[reading]string{
		done: "E0000",
		refused: `E4000 E9101 E9102 E9104 E9105 E9108 E9110 E9111 E9112 E9113 E9114 E9115 E9116 E9117 E9118 E9119 E9120 E9121 E9122 E9123 E9124
			E9125 E9126 E9127 E9128 E9129 E9130 E9131 E9138 E9154 E9300 E9306 E9307`,
		known:         "E9106",
		reversed:      "E9103",
		notFound:      "E9500",
		often:         "E9613",
		closed:        "070201 070204",
		misused:       "070301 070401",
		general:       "E9999",
		misconfigured: "0202 05 0701 0704 070101 070102 070103 070302 070304 070305 070306 070307 070315 070501 070601 E9301 E9302 E9338",
	} {
		for code := range strings.FieldsSeq(listed) {
			read[code] = reading
		}
	}
	return read
}()

// readCode reads a code. Some may mean that the token has run out, by their beginnings or by their text.
func (c *Client) readCode(code, text string) reading {
	read, listed := codes[code]
	if code == "0201" && strings.Contains(strings.ToLower(text), "token") {
		return misused
	}
	mayEnd := func(beginning string) bool { return strings.HasPrefix(code, beginning) }
	if !listed && slices.ContainsFunc(c.config.RenewTokenOn, mayEnd) {
		return misused
	}
	return read
}

// said is what the refusal in an error means, and its text; without one it says nothing.
func (c *Client) said(err error) (reading, string) {
	refusal := wire.RefusalIn(err)
	return c.readCode(refusal.Code, refusal.Text), refusal.Text
}

// status is what Nuonuo's number of an order means.
type status struct {
	state provider.State
	// numbered: the document has a number and a date.
	numbered bool
	// voiding and voided are about paper.
	voiding, voided bool
}

// sealing is the status of an order that is issued and not sealed yet: it may lack its number for a moment, and its files may come later.
const sealing = "21"

// The statuses of an order. Of 22 the text says more.
var statuses = map[string]status{
	"20":    {state: provider.Pending},
	sealing: {state: provider.Issued, numbered: true},
	"2":     {state: provider.Issued, numbered: true},
	"22":    {state: provider.Refused},
	"24":    {state: provider.SealFailed, numbered: true},
	"31":    {state: provider.Issued, numbered: true, voiding: true},
	"3":     {state: provider.Issued, numbered: true, voided: true},
}

// formStates are the bureau's states of a red-letter form. Pending is that a red document comes of it.
var formStates = map[string]provider.State{
	"15": provider.Pending, "01": provider.Pending, "04": provider.Pending, "02": provider.AwaitsBuyer, "03": provider.AwaitsSeller,
	"05": provider.Denied, "12": provider.Denied, "06": provider.Declined, "07": provider.Lapsed, "08": provider.Withdrawn, "09": provider.Withdrawn,
	"10": provider.Refused, "11": provider.Refused, "13": provider.Refused, "16": provider.Refused,
}
