package drive

import (
	"fmt"
	"maps"
	"slices"

	"kaipiao/client"
	"kaipiao/domain/money"
)

// told is a kind of story, and how many of a hundred or so customers go through it.
type told struct {
	play func(*story)
	of   int
}

// stories are what customers go through.
var stories = map[string]told{
	"electronic":              {electronic, 12},
	"two applications":        {twoApplications, 2},
	"split":                   {split, 3},
	"paper":                   {paper, 5},
	"reviewed":                {reviewed, 3},
	"cancelled":               {cancelled, 3},
	"refunded in time":        {refundedInTime, 3},
	"refunded afterwards":     {refundedAfterwards, 2},
	"red-issued":              {redIssued, 3},
	"the buyer's word":        {buyersWord, 3},
	"ticket: cancel":          {ticketCancel, 2},
	"ticket: another address": {ticketAddress, 2},
	"ticket: void":            {ticketVoid, 2},
	"ticket: lost":            {ticketLost, 1},
	"ticket: other":           {ticketOther, 1},
}

// Kinds lists the kinds of stories, each as often as it is to come among the others.
func Kinds() (kinds []string) {
	for _, name := range slices.Sorted(maps.Keys(stories)) {
		for range stories[name].of {
			kinds = append(kinds, name)
		}
	}
	return kinds
}

// amount is the story's own: 53.00 to 5,353.00, half of which divides well.
func (s *story) amount() money.Amount {
	return money.MustParse(fmt.Sprintf("%d.00", 53*(2*(s.pick%50)+2)))
}

func (s *story) half() money.Amount { return money.MustParse(fmt.Sprintf("%d.00", 53*(s.pick%50+1))) }

func eInvoice(amount money.Amount) client.ApplicationBody {
	return client.ApplicationBody{Kind: "ordinary", Medium: "electronic", Amount: &amount}
}

func onPaper(amount money.Amount) client.ApplicationBody {
	return client.ApplicationBody{
		Kind: "special", Medium: "paper", Amount: &amount,
		Address: client.SendTo(client.AddressBody{Recipient: "财务部", Phone: "010-59922888", Region: "北京市海淀区", Street: "上地十街10号"}),
	}
}

// applied is a customer who has applied for all that it consumed.
func (s *story) applied(request client.ApplicationBody) {
	s.is(enterprise)
	s.consumes(*request.Amount)
	s.applies(request, nil)
}

func electronic(s *story) {
	s.applied(eInvoice(s.amount()))
	s.comes("issued")
}

func twoApplications(s *story) {
	s.is(enterprise)
	s.consumes(s.amount())
	s.applies(eInvoice(s.half()), nil)
	s.applies(onPaper(s.half()), nil)
	s.comes("delivered")
}

func split(s *story) {
	s.applied(eInvoice(money.MustParse("250000.00"))) // three of at most 99,999.99
	s.comes("issued")
}

func paper(s *story) {
	s.applied(onPaper(s.amount()))
	s.comes("delivered")
}

// reviewed: a title that is not the certified name waits for finance (R1).
func reviewed(s *story) {
	s.is(individual)
	s.consumes(s.amount())
	const other = "上海甲科技有限公司"
	s.change(s.account, func(a *Account) { a.Title = other })
	s.applies(eInvoice(s.amount()), map[string]any{"title": map[string]string{"title": other, "taxpayer_id": enterprise.TaxpayerID}})
	path := "/v1/applications/" + s.application.ID
	s.tells(s.finance, path+"/claim", nil, "wrong_state")
	if s.pick%3 == 0 {
		s.gaveUp()
		s.tells(s.finance, path+"/reject", map[string]string{"reason": "抬头有误"}, "wrong_state")
		return
	}
	s.tells(s.finance, path+"/approve", nil, "wrong_state")
	s.comes("issued")
}

func cancelled(s *story) {
	s.applied(eInvoice(s.amount()))
	s.gaveUp()
	s.tells(s.service, "/v1/applications/"+s.application.ID+"/cancel", nil, "needs_ticket", "wrong_state")
}

func refundedInTime(s *story) {
	s.applied(eInvoice(s.amount()))
	s.refunds(s.half())
	s.comes("issued")
}

func refundedAfterwards(s *story) {
	s.applied(eInvoice(s.amount()))
	s.comes("issued")
	if s.err != nil {
		return
	}
	s.refunds(s.amount())
	s.redIssues("return")
	s.reversed()
}

func (s *story) redIssues(reason string) {
	s.tells(s.customer, "/v1/invoices/"+s.application.Invoices[0].ID+"/red-issue", map[string]string{"reason": reason}, "already_reversed")
}

// redIssued: undone at once, and applied for again with other information (V4).
func redIssued(s *story) {
	s.applied(eInvoice(s.amount()))
	s.comes("issued")
	if s.err != nil {
		return
	}
	s.redIssues("error")
	if s.reversed() == "red_issued" { // the bureau may refuse
		s.applies(eInvoice(s.amount()), nil)
		s.comes("issued")
	}
}

// buyersWord: the buyer has deducted it, and confirms, denies or says nothing (V1).
func buyersWord(s *story) {
	s.applied(eInvoice(s.amount()))
	s.comes("issued")
	i := s.invoice()
	if s.err != nil {
		return
	}
	s.buyer(*i.Number, map[string]any{"used": true, "confirms": []string{"yes", "no", "silent"}[s.pick%3]})
	s.redIssues("error")
	s.reversed()
}
