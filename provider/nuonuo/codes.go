package nuonuo

import (
	"slices"
	"strings"

	"kaipiao/provider"
	"kaipiao/wire"
)

// codes are those of the documents. One that is not here means nothing, as do 0200, 0203 and 040102: service exceptions and what is being
// processed.
var codes = provider.NewCodes(map[provider.Meaning]string{
	provider.MeansDone: "E0000",
	provider.MeansRefused: `E4000 E9101 E9102 E9104 E9105 E9108 E9110 E9111 E9112 E9113 E9114 E9115 E9116 E9117 E9118 E9119 E9120 E9121 E9122
		E9123 E9124 E9125 E9126 E9127 E9128 E9129 E9130 E9131 E9138 E9154 E9300 E9306 E9307`,
	provider.MeansKnown:        "E9106",
	provider.MeansReversed:     "E9103",
	provider.MeansNotFound:     "E9500",
	provider.MeansTooOften:     "E9613",
	provider.MeansClosed:       "070201 070204",
	provider.MeansTokenRefused: "070301 070401",
	provider.MeansGeneral:      "E9999",
	provider.MeansMisconfigured: `0202 05 0701 0704 070101 070102 070103 070302 070304 070305 070306 070307 070315 070501 070601
		E9301 E9302 E9338`,
})

// readCode reads a code. Some may mean that the token has run out, by their beginnings or by their text.
func (c *Client) readCode(code, text string) provider.Meaning {
	read, listed := codes[code]
	if code == "0201" && strings.Contains(strings.ToLower(text), "token") {
		return provider.MeansTokenRefused
	}
	mayEnd := func(beginning string) bool { return strings.HasPrefix(code, beginning) }
	if !listed && slices.ContainsFunc(c.config.RenewTokenOn, mayEnd) {
		return provider.MeansTokenRefused
	}
	return read
}

// said is what the refusal in an error means, and its text; without one it says nothing.
func (c *Client) said(err error) (provider.Meaning, string) {
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
